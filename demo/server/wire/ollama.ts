/** Ollama's native chat, one JSON a line: https://github.com/ollama/ollama/blob/main/docs/api.md */
import type { Json } from '../../jobs.ts'
import { field, items, text } from '../json.ts'
import type { ScriptedExchange } from '../scenario.ts'
import { answeringModel, type Request, type Wire } from './wire.ts'

/** Fixed, so that a seed tells the same story on every day. */
const CREATED = '2026-09-21T12:53:20Z'

const line = (data: Json): string => `${JSON.stringify(data)}\n`

function answer(exchange: ScriptedExchange, request: Request, message: Json, rest: { readonly [key: string]: Json }): Json {
  return { model: answeringModel(exchange, request), created_at: CREATED, message, ...rest }
}

/** Durations are nanoseconds. */
function closing({ usage }: ScriptedExchange): { readonly [key: string]: Json } {
  return {
    done: true,
    done_reason: 'stop',
    total_duration: 2_000_000_000,
    load_duration: 100_000_000,
    prompt_eval_count: usage.inputTokens,
    prompt_eval_duration: 300_000_000,
    eval_count: usage.outputTokens,
    eval_duration: 1_600_000_000,
  }
}

const calls = (exchange: ScriptedExchange): { readonly [key: string]: Json } =>
  exchange.toolCalls.length === 0
    ? {}
    : { tool_calls: exchange.toolCalls.map((call) => ({ function: { name: call.name, arguments: call.arguments } })) }

function frames(exchange: ScriptedExchange, request: Request): readonly string[] {
  const said = (content: string): Json => answer(exchange, request, { role: 'assistant', content }, { done: false })
  const last = answer(exchange, request, { role: 'assistant', content: '', ...calls(exchange) }, closing(exchange))
  return [...exchange.pieces.map((piece) => line(said(piece))), line(last)]
}

function read(_url: URL, body: Json | undefined): Request {
  const messages = items(field(body, 'messages'))
  const asked = messages.find((message) => field(message, 'role') === 'user')
  return {
    prompt: text(field(asked, 'content')),
    toolResults: messages.filter((message) => field(message, 'role') === 'tool').length,
    hasTools: items(field(body, 'tools')).length > 0,
    model: text(field(body, 'model')),
    // It streams unless it is told not to.
    stream: field(body, 'stream') !== false,
    wantsUsage: true,
  }
}

const FAILURES: Readonly<Record<400 | 429 | 500, string>> = {
  400: 'invalid options: temperature',
  429: 'too many requests',
  500: 'model runner has unexpectedly stopped',
}

export const ollama: Wire = {
  client: 'openai',
  streamType: 'application/x-ndjson',
  matches: (path) => path.endsWith('/api/chat'),
  read,
  frames,
  whole: (exchange, request) =>
    answer(exchange, request, { role: 'assistant', content: exchange.pieces.join(''), ...calls(exchange) }, closing(exchange)),
  failure: (status) => ({ error: FAILURES[status] }),
  brokenEvent: '{"model":"m","message":\n',
  streamError: () => line({ error: 'model runner has unexpectedly stopped' }),
}
