/** The official clients, unchanged, against the scripted server: what they read is what the scenario says. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { createChat, scriptedSettings } from '../../demo/client/clients.ts'
import type { Answer, Turn } from '../../demo/client/chat.ts'
import { ABORT_AFTER, CLIENTS, type Client, type Job, JOBS, PROMPTS, TOOLS } from '../../demo/jobs.ts'
import type { LogEntry } from '../../demo/server/log.ts'
import type { ScriptedExchange } from '../../demo/server/scenario.ts'
import { type Demo, startDemo } from '../../demo/server/server.ts'

const SPEED = 200
let demo: Demo

beforeAll(async () => {
  demo = await startDemo({ seed: 11, speed: SPEED })
})
afterAll(() => demo.close())

const chat = (client: Client, directions = '') => createChat(scriptedSettings(client, demo.api, directions))
const user = (text: string): Turn => ({ role: 'user', text })
const expected = (client: Client, job: Job, step = 0): ScriptedExchange =>
  demo.scenario.clients[client][job][step] ?? demo.scenario.clients[client][job][0]

/** The log's entries that were made since. */
const since = (count: number): readonly LogEntry[] => demo.log.slice(count)

const reading = ({ text, toolCalls, finishReason }: Answer) => ({ text, toolCalls, finishReason })
const script = ({ pieces, toolCalls, finishReason }: ScriptedExchange) => ({ text: pieces.join(''), toolCalls, finishReason })

describe.each(CLIENTS)('%s', (client) => {
  test.each(JOBS.filter((job) => job !== 'research'))('streams the answer of %s', async (job) => {
    const pieces: string[] = []
    const answer = await chat(client)({ transcript: [user(PROMPTS[job][0])], onPiece: (piece) => pieces.push(piece) })
    expect(reading(answer)).toEqual(script(expected(client, job)))
    expect(pieces).toEqual(expected(client, job).pieces)
  })

  test('leads through the research by the tool results alone', async () => {
    const before = demo.log.length
    const transcript: Turn[] = [user(PROMPTS.research[0])]
    for (const step of demo.scenario.clients[client].research) {
      const answer = await chat(client)({ transcript, tools: TOOLS })
      expect(reading(answer)).toEqual(script(step))
      transcript.push({ role: 'assistant', ...answer })
      transcript.push(...answer.toolCalls.map((call): Turn => ({ role: 'tool', call, result: 'done' })))
    }
    expect(since(before).map(({ job, step, finished, status }) => ({ job, step, finished, status }))).toEqual(
      [0, 1, 2].map((step) => ({ job: 'research', step, finished: true, status: 200 })),
    )
  })

  test('answers 429 once, and the client tries again by itself', async () => {
    const before = demo.log.length
    const answer = await chat(client, `once=${client}`)({ transcript: [user(PROMPTS['rate-limit'][0])] })
    expect(reading(answer)).toEqual(script(expected(client, 'rate-limit')))
    expect(since(before).map(({ status, finished }) => [status, finished])).toEqual([
      [429, false],
      [200, true],
    ])
  })

  test('a stream cancelled by the caller is seen as closed early, and sends no more', async () => {
    const before = demo.log.length
    const controller = new AbortController()
    let pieces = 0
    const onPiece = (): void => {
      pieces += 1
      if (pieces === ABORT_AFTER) controller.abort()
    }
    const asked = chat(client, 'slow')({ transcript: [user(PROMPTS.abort[0])], signal: controller.signal, onPiece })
    await asked.catch(() => undefined)
    await expect.poll(() => since(before)[0]?.closedEarly).toBe(true)
    const [entry] = since(before)
    expect(entry?.finished).toBe(false)
    expect(entry?.chunks.length).toBeLessThanOrEqual(ABORT_AFTER + 1)
  })

  test('waits at a hold until it is released', async () => {
    const key = `hold-${client}`
    const pieces: string[] = []
    const answer = chat(client, `hold=${key}.0.1`)({ transcript: [user(PROMPTS.chat[0])], onPiece: (piece) => pieces.push(piece) })
    await demo.held(key)
    await expect.poll(() => pieces).toEqual(expected(client, 'chat').pieces.slice(0, 1))
    demo.release(key)
    expect(reading(await answer)).toEqual(script(expected(client, 'chat')))
  })

  test.each(['malformed', 'drop', 'stream-error', '429', '500'])('the fault %s reaches the caller as an error', async (fault) => {
    const before = demo.log.length
    await expect(chat(client, fault)({ transcript: [user(PROMPTS.chat[0])] })).rejects.toThrow()
    const entries = since(before)
    expect(entries.length).toBeGreaterThan(0)
    for (const entry of entries) expect(entry).toMatchObject({ fault, finished: false, closedEarly: false })
  })
})

describe('usage, in each vendor’s own terms', () => {
  test('OpenAI: prompt tokens include the cached, completion tokens the reasoning', async () => {
    const { baseUrl: baseURL, apiKey, model } = scriptedSettings('openai', demo.api)
    const stream = await new OpenAI({ baseURL, apiKey }).chat.completions.create({
      model,
      messages: [{ role: 'user', content: PROMPTS.chat[0] }],
      stream: true,
      stream_options: { include_usage: true },
    })
    const usages = []
    for await (const chunk of stream) if (chunk.usage) usages.push(chunk.usage)
    const { usage } = expected('openai', 'chat')
    expect(usages).toMatchObject([
      {
        prompt_tokens: usage.inputTokens,
        completion_tokens: usage.outputTokens,
        prompt_tokens_details: { cached_tokens: usage.cacheReadTokens },
        completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
      },
    ])
  })

  test('OpenAI: no usage in a stream that did not ask for it', async () => {
    const { baseUrl: baseURL, apiKey, model } = scriptedSettings('openai', demo.api)
    const stream = await new OpenAI({ baseURL, apiKey }).chat.completions.create({
      model,
      messages: [{ role: 'user', content: PROMPTS.chat[0] }],
      stream: true,
    })
    for await (const chunk of stream) expect(chunk.usage ?? null).toBeNull()
  })

  test('Anthropic: input, cache read and cache write add up', async () => {
    const { baseUrl: baseURL, apiKey, model } = scriptedSettings('anthropic', demo.api)
    const stream = new Anthropic({ baseURL, apiKey }).messages.stream({
      model,
      max_tokens: 100,
      messages: [{ role: 'user', content: PROMPTS.chat[0] }],
    })
    const { id, usage: told } = await stream.finalMessage()
    const { usage, id: scripted } = expected('anthropic', 'chat')
    expect(id).toBe(scripted)
    expect(told.input_tokens + (told.cache_read_input_tokens ?? 0) + (told.cache_creation_input_tokens ?? 0)).toBe(usage.inputTokens)
    expect(told).toMatchObject({ cache_creation_input_tokens: usage.cacheWriteTokens, output_tokens: usage.outputTokens })
  })

  test('Gemini: thoughts are counted beside the candidates', async () => {
    const { baseUrl, apiKey, model } = scriptedSettings('gemini', demo.api)
    const answer = await new GoogleGenAI({ apiKey, httpOptions: { baseUrl } }).models.generateContent({ model, contents: PROMPTS.chat[0] })
    const { usage, id } = expected('gemini', 'chat')
    expect(answer.responseId).toBe(id)
    const { candidatesTokenCount = 0, thoughtsTokenCount = 0, promptTokenCount } = answer.usageMetadata ?? {}
    expect({ promptTokenCount, output: candidatesTokenCount + thoughtsTokenCount }).toEqual({
      promptTokenCount: usage.inputTokens,
      output: usage.outputTokens,
    })
  })
})

describe('answers that do not stream', () => {
  test('OpenAI', async () => {
    const { baseUrl: baseURL, apiKey, model } = scriptedSettings('openai', demo.api)
    const answer = await new OpenAI({ baseURL, apiKey }).chat.completions.create({
      model,
      messages: [{ role: 'user', content: PROMPTS.truncated[0] }],
    })
    const { pieces, responseModel } = expected('openai', 'truncated')
    expect(answer).toMatchObject({ model: responseModel, choices: [{ finish_reason: 'length', message: { content: pieces.join('') } }] })
  })

  test('Anthropic', async () => {
    const { baseUrl: baseURL, apiKey, model } = scriptedSettings('anthropic', demo.api)
    const answer = await new Anthropic({ baseURL, apiKey }).messages.create({
      model,
      max_tokens: 10,
      messages: [{ role: 'user', content: PROMPTS.truncated[0] }],
    })
    expect(answer).toMatchObject({ stop_reason: 'max_tokens', content: [{ text: expected('anthropic', 'truncated').pieces.join('') }] })
  })
})

test('pages on loopback may call, others may not; the log is there to read', async () => {
  const preflight = (origin: string) =>
    fetch(`${demo.api}/openai/v1/chat/completions`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,x-stainless-lang' },
    })
  const allowed = await preflight('http://localhost:1234')
  expect(allowed.status).toBe(204)
  expect(allowed.headers.get('access-control-allow-origin')).toBe('http://localhost:1234')
  expect(allowed.headers.get('access-control-allow-headers')).toBe('authorization,x-stainless-lang')
  expect((await preflight('https://example.com')).headers.get('access-control-allow-origin')).toBeNull()
  const log: unknown = await (await fetch(`${demo.api}/log`)).json()
  expect(log).toEqual(JSON.parse(JSON.stringify(demo.log)))
})

test('nothing outside the page’s folder is served', async () => {
  expect((await fetch(`${demo.api}/%2e%2e/%2e%2e/package.json`)).status).toBe(404)
  expect((await fetch(`${demo.api}/..%2f..%2fpackage.json`)).status).toBe(404)
})
