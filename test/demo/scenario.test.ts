import { describe, expect, test } from 'vitest'
import { CLIENTS, JOBS, PROMPTS } from '../../demo/jobs.ts'
import { cue, scenario, type ScriptedExchange } from '../../demo/server/scenario.ts'

const everyExchange = (seed: number): ScriptedExchange[] => {
  const { clients } = scenario(seed)
  return CLIENTS.flatMap((client) => JOBS.flatMap((job) => [...clients[client][job]]))
}

test('the same seed tells the same story, another seed another one', () => {
  expect(scenario(7)).toEqual(scenario(7))
  const one = everyExchange(7).map(({ id, usage }) => ({ id, usage }))
  const other = everyExchange(8).map(({ id, usage }) => ({ id, usage }))
  one.forEach((exchange, index) => {
    expect(exchange.id).not.toBe(other[index]?.id)
  })
  expect(one).not.toEqual(other)
})

test('no two exchanges of a story share an id', () => {
  const ids = everyExchange(7).flatMap(({ id, toolCalls }) => [id, ...toolCalls.map((call) => call.id)])
  expect(new Set(ids).size).toBe(ids.length)
})

test.each([1, 7, 8, 4711])('tokens keep the conventions’ invariants for seed %i', (seed) => {
  for (const { usage } of everyExchange(seed)) {
    expect(usage.cacheReadTokens + (usage.cacheWriteTokens ?? 0)).toBeLessThanOrEqual(usage.inputTokens)
    expect(usage.reasoningTokens ?? 0).toBeLessThanOrEqual(usage.outputTokens)
    for (const count of Object.values(usage)) expect(Number.isInteger(count) && count >= 0).toBe(true)
  }
})

describe('the research', () => {
  test.each(CLIENTS)('calls search_web, then read_file and write_file, then answers: %s', (client) => {
    const { research } = scenario(7).clients[client]
    expect(research.map(({ toolCalls }) => toolCalls.map(({ name }) => name))).toEqual([['search_web'], ['read_file', 'write_file'], []])
  })

  test.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 2],
    [9, 2],
  ])('%i tool results lead to step %i', (toolResults, step) => {
    expect(cue(scenario(7), 'openai', { prompt: PROMPTS.research[0], toolResults, hasTools: true })).toMatchObject({
      job: 'research',
      step,
    })
  })

  test('a question of the user’s own gets the research with tools and the greeting without', () => {
    const asked = { prompt: 'something else', toolResults: 0 }
    expect(cue(scenario(7), 'gemini', { ...asked, hasTools: true }).job).toBe('research')
    expect(cue(scenario(7), 'gemini', { ...asked, hasTools: false }).job).toBe('chat')
  })
})

test('each prompt of the fan-out has an answer of its own', () => {
  const answers = PROMPTS['fan-out'].map((prompt) => cue(scenario(7), 'openai', { prompt, toolResults: 0, hasTools: false }))
  expect(answers.map(({ step }) => step)).toEqual([0, 1, 2, 3])
  expect(new Set(answers.map(({ exchange }) => exchange.pieces.join(''))).size).toBe(4)
})
