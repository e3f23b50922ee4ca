/**
 * What the scripted models answer, decided by a seed alone: the server speaks it, and `verify.ts` expects it of the panel. Pure.
 */
import { type Client, JOBS, type Job, type Json, MAX_TOKENS, MODELS, PROMPTS } from '../jobs.ts'
import { type Random, random } from './random.ts'
import * as script from './script.ts'

export interface ScriptedToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: { readonly [name: string]: Json }
}

/** Tokens as the conventions count them: input includes cached, output includes reasoning. Absent: this wire has no field for it. */
export interface ScriptedUsage {
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cacheReadTokens: number
  readonly cacheWriteTokens?: number
  readonly reasoningTokens?: number
}

/** Milliseconds at speed 1. */
export interface Pace {
  readonly firstChunk: number
  readonly betweenChunks: number
}

export interface ScriptedExchange {
  readonly requestModel: string
  readonly responseModel: string
  readonly id: string
  /** The answer's text as it streams: one piece a chunk. */
  readonly pieces: readonly string[]
  readonly toolCalls: readonly ScriptedToolCall[]
  /** The provider's own word. */
  readonly finishReason: string
  readonly usage: ScriptedUsage
  readonly pace: Pace
}

/** The exchanges of a job, in the order of its steps; those of `fan-out` run at the same time, one a prompt. */
export type ScriptedJob = readonly [ScriptedExchange, ...ScriptedExchange[]]

export interface Scenario {
  readonly seed: number
  readonly clients: Readonly<Record<Client, Readonly<Record<Job, ScriptedJob>>>>
}

export type Finish = 'stop' | 'length' | 'tools'

const FINISH_WORDS: Readonly<Record<Client, Readonly<Record<Finish, string>>>> = {
  openai: { stop: 'stop', length: 'length', tools: 'tool_calls' },
  anthropic: { stop: 'end_turn', length: 'max_tokens', tools: 'tool_use' },
  // Gemini has no word of its own for a tool call.
  gemini: { stop: 'STOP', length: 'MAX_TOKENS', tools: 'STOP' },
}

const RESPONSE_MODELS: Readonly<Record<Client, string>> = {
  openai: 'gpt-5.4-mini-2026-03-17',
  anthropic: 'claude-haiku-4-5-20251001',
  gemini: 'gemini-2.5-flash',
}

const ID_PREFIXES: Readonly<Record<Client, readonly [response: string, toolCall: string]>> = {
  openai: ['chatcmpl-', 'call_'],
  anthropic: ['msg_01', 'toolu_01'],
  gemini: ['', 'fc-'],
}

/** Cuts a text into pieces of one to three words, as models stream it. */
function cut(text: string, dice: Random): string[] {
  const words = text.match(/\s*\S+\s*$|\s*\S+/g) ?? []
  const pieces: string[] = []
  for (let at = 0; at < words.length;) {
    const size = dice.between(1, 3)
    pieces.push(words.slice(at, at + size).join(''))
    at += size
  }
  return pieces
}

interface Line {
  readonly text: string
  readonly finish?: Finish
  readonly tools?: readonly (readonly [name: string, args: ScriptedToolCall['arguments']])[]
  /** Position in its job: later steps read a longer history, part of it from the cache. */
  readonly step?: number
  readonly outputTokens?: number
  readonly pace?: Pace
}

/** @param reasons whether the answer took thinking: OpenAI's and Gemini's wires count it, Anthropic's has no field for it. */
function usage(client: Client, line: Line, dice: Random): ScriptedUsage {
  const step = line.step ?? 0
  const cached = step * 128
  const reasoning = line.finish === 'length' ? 0 : dice.between(4, 40)
  return {
    inputTokens: 210 + cached + dice.between(0, 99),
    outputTokens: line.outputTokens ?? reasoning + dice.between(20, 60) + (line.tools?.length ?? 0) * 40,
    cacheReadTokens: cached,
    ...(client === 'anthropic' ? { cacheWriteTokens: step === 0 ? dice.between(40, 80) : 0 } : { reasoningTokens: reasoning }),
  }
}

function exchange(client: Client, key: string, line: Line): ScriptedExchange {
  const dice = random(key)
  const [responsePrefix, toolPrefix] = ID_PREFIXES[client]
  const finish = line.finish ?? (line.tools ? 'tools' : 'stop')
  return {
    requestModel: MODELS[client],
    responseModel: RESPONSE_MODELS[client],
    id: responsePrefix + dice.letters(22),
    pieces: cut(line.text, dice),
    toolCalls: (line.tools ?? []).map(([name, args]) => ({ id: toolPrefix + dice.letters(20), name, arguments: args })),
    finishReason: FINISH_WORDS[client][finish],
    usage: usage(client, line, dice),
    pace: line.pace ?? { firstChunk: dice.between(250, 450), betweenChunks: dice.between(30, 60) },
  }
}

/** Three model calls with three tool calls between them; the second is the slowest, since it writes a whole file. */
function researchLines(dice: Random): readonly Line[] {
  return [
    { text: dice.pick(script.RESEARCH_PLANS), tools: [['search_web', { query: dice.pick(script.RESEARCH_QUERIES) }]] },
    {
      text: dice.pick(script.RESEARCH_FINDINGS),
      tools: [
        ['read_file', { path: 'notes.md' }],
        ['write_file', { path: 'report.md', content: dice.pick(script.REPORTS) }],
      ],
      pace: { firstChunk: dice.between(700, 900), betweenChunks: dice.between(70, 90) },
    },
    { text: dice.pick(script.RESEARCH_ANSWERS) },
  ]
}

function jobLines(job: Job, dice: Random): readonly Line[] {
  switch (job) {
    case 'research':
      return researchLines(dice)
    case 'chat':
      return [{ text: dice.pick(script.GREETINGS) }]
    case 'fan-out':
      return PROMPTS[job].map((_, index) => ({ text: script.DEFINITIONS[index] ?? script.DEFINITIONS[0] }))
    case 'truncated':
      return [{ text: dice.pick(script.ENDLESS), finish: 'length', outputTokens: MAX_TOKENS.truncated ?? 0 }]
    case 'rate-limit':
      return [{ text: dice.pick(script.WEATHER) }]
    case 'abort':
      return [{ text: dice.pick(script.POEM).repeat(4), pace: { firstChunk: 300, betweenChunks: 100 } }]
  }
}

function scriptedJob(seed: number, client: Client, job: Job): ScriptedJob {
  const key = `${seed}/${client}/${job}`
  const chained = job === 'research'
  const [first, ...rest] = jobLines(job, random(key)).map((line, index) =>
    exchange(client, `${key}/${index}`, { ...line, step: chained ? index : 0 }),
  )
  if (!first) throw new Error(`the job ${job} has no exchange`)
  return [first, ...rest]
}

/** The whole story of a seed. */
export function scenario(seed: number): Scenario {
  const jobs = (client: Client): Record<Job, ScriptedJob> => ({
    research: scriptedJob(seed, client, 'research'),
    chat: scriptedJob(seed, client, 'chat'),
    'fan-out': scriptedJob(seed, client, 'fan-out'),
    truncated: scriptedJob(seed, client, 'truncated'),
    'rate-limit': scriptedJob(seed, client, 'rate-limit'),
    abort: scriptedJob(seed, client, 'abort'),
  })
  return { seed, clients: { openai: jobs('openai'), anthropic: jobs('anthropic'), gemini: jobs('gemini') } }
}

/** What of a request decides its answer. */
export interface Asked {
  readonly prompt: string
  readonly toolResults: number
  readonly hasTools: boolean
}

const jobOf = (asked: Asked): Job => JOBS.find((job) => PROMPTS[job].includes(asked.prompt)) ?? (asked.hasTools ? 'research' : 'chat')

/** The step that a history has come to: past every call whose tool results it holds. */
function stepOf(steps: ScriptedJob, toolResults: number): number {
  let open = toolResults
  for (const [index, step] of steps.entries()) {
    if (step.toolCalls.length === 0 || open < step.toolCalls.length) return index
    open -= step.toolCalls.length
  }
  return steps.length - 1
}

export interface Cue {
  readonly job: Job
  readonly step: number
  readonly exchange: ScriptedExchange
}

/** Which line of the story a request calls for. Unknown prompts get the greeting, or with tools the research. */
export function cue(story: Scenario, client: Client, asked: Asked): Cue {
  const job = jobOf(asked)
  const steps = story.clients[client][job]
  const step = job === 'fan-out' ? Math.max(0, PROMPTS[job].indexOf(asked.prompt)) : stepOf(steps, asked.toolResults)
  return { job, step, exchange: steps[step] ?? steps[0] }
}
