/** Anthropic messages: https://docs.anthropic.com/en/api/messages */
import type { Json } from '../../jobs.ts'
import { field, items, text } from '../json.ts'
import type { ScriptedExchange } from '../scenario.ts'
import { ARGUMENT_SLICE, answeringModel, event, type FailureStatus, type Request, slices, type Wire, withEnds } from './wire.ts'

/** Anthropic's `input_tokens` leave out what the cache gave or took. */
function inputUsage({ usage }: ScriptedExchange): { readonly [key: string]: Json } {
  const written = usage.cacheWriteTokens ?? 0
  return {
    input_tokens: usage.inputTokens - usage.cacheReadTokens - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: usage.cacheReadTokens,
    service_tier: 'standard',
  }
}

const message = (exchange: ScriptedExchange, request: Request): { readonly [key: string]: Json } => ({
  id: exchange.id,
  type: 'message',
  role: 'assistant',
  model: answeringModel(exchange, request),
})

const typed = (data: { readonly type: string; readonly [key: string]: Json }): string => event(data, data.type)

interface Block {
  readonly start: Json
  readonly deltas: readonly Json[]
}

function blocks(exchange: ScriptedExchange): Block[] {
  const textBlock: Block = {
    start: { type: 'text', text: '' },
    deltas: exchange.pieces.map((piece) => ({ type: 'text_delta', text: piece })),
  }
  const toolBlocks = exchange.toolCalls.map((call) => ({
    start: { type: 'tool_use', id: call.id, name: call.name, input: {} },
    deltas: slices(JSON.stringify(call.arguments), ARGUMENT_SLICE).map((part) => ({ type: 'input_json_delta', partial_json: part })),
  }))
  return [textBlock, ...toolBlocks]
}

/** The block's start goes along with its first delta, its stop with its last. */
function blockFrames({ start, deltas }: Block, index: number): string[] {
  return deltas.map((delta, at) =>
    [
      at === 0 ? typed({ type: 'content_block_start', index, content_block: start }) : '',
      typed({ type: 'content_block_delta', index, delta }),
      at === deltas.length - 1 ? typed({ type: 'content_block_stop', index }) : '',
    ].join(''),
  )
}

function frames(exchange: ScriptedExchange, request: Request): readonly string[] {
  const opening = {
    ...message(exchange, request),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...inputUsage(exchange), output_tokens: 1 },
  }
  const closing = { stop_reason: exchange.finishReason, stop_sequence: null }
  return withEnds(
    typed({ type: 'message_start', message: opening }) + typed({ type: 'ping' }),
    blocks(exchange).flatMap(blockFrames),
    typed({ type: 'message_delta', delta: closing, usage: { output_tokens: exchange.usage.outputTokens } }) +
      typed({ type: 'message_stop' }),
  )
}

function whole(exchange: ScriptedExchange, request: Request): Json {
  const calls = exchange.toolCalls.map((call) => ({ type: 'tool_use', id: call.id, name: call.name, input: call.arguments }))
  return {
    ...message(exchange, request),
    content: [{ type: 'text', text: exchange.pieces.join('') }, ...calls],
    stop_reason: exchange.finishReason,
    stop_sequence: null,
    usage: { ...inputUsage(exchange), output_tokens: exchange.usage.outputTokens },
  }
}

/** A message's content is a text or a list of blocks. */
const contentText = (content: Json | undefined): string => text(content) || text(field(items(content)[0], 'text'))

function read(_url: URL, body: Json | undefined): Request {
  const messages = items(field(body, 'messages'))
  const parts = messages.flatMap((each) => items(field(each, 'content')))
  return {
    prompt: contentText(field(messages[0], 'content')),
    toolResults: parts.filter((part) => field(part, 'type') === 'tool_result').length,
    hasTools: items(field(body, 'tools')).length > 0,
    model: text(field(body, 'model')),
    stream: field(body, 'stream') === true,
    wantsUsage: true,
  }
}

const error = (type: string, words: string): { readonly type: string; readonly [key: string]: Json } => ({
  type: 'error',
  error: { type, message: words },
})

const FAILURES: Readonly<Record<FailureStatus, Json>> = {
  400: error('invalid_request_error', 'max_tokens: is too large.'),
  429: error('rate_limit_error', 'This request would exceed your rate limit.'),
  500: error('api_error', 'An unexpected error has occurred.'),
}

export const anthropic: Wire = {
  client: 'anthropic',
  matches: (path) => path.endsWith('/v1/messages'),
  read,
  frames,
  whole,
  failure: (status) => FAILURES[status],
  // The client reads named events only.
  brokenEvent: 'event: content_block_delta\ndata: {"type":"content_block_delta","delta":\n\n',
  streamError: () => typed(error('overloaded_error', 'Overloaded')),
}
