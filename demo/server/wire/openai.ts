/** OpenAI chat completions: https://platform.openai.com/docs/api-reference/chat */
import type { Json } from '../../jobs.ts'
import { field, items, text } from '../json.ts'
import type { ScriptedExchange, ScriptedToolCall } from '../scenario.ts'
import { ARGUMENT_SLICE, answeringModel, event, type FailureStatus, type Request, slices, type Wire, withEnds } from './wire.ts'

/** When the answer was made, in seconds; fixed, so that a seed tells the same story on every day. */
export const CREATED = 1_790_000_000

function usage({ usage: counts }: ScriptedExchange): Json {
  return {
    prompt_tokens: counts.inputTokens,
    completion_tokens: counts.outputTokens,
    total_tokens: counts.inputTokens + counts.outputTokens,
    prompt_tokens_details: { cached_tokens: counts.cacheReadTokens, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: counts.reasoningTokens ?? 0, audio_tokens: 0 },
  }
}

function base(exchange: ScriptedExchange, request: Request, object: string): { readonly [key: string]: Json } {
  return { id: exchange.id, object, created: CREATED, model: answeringModel(exchange, request), service_tier: 'default' }
}

function toolFrames(call: ScriptedToolCall, index: number): Json[] {
  const start = { index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }
  const parts = slices(JSON.stringify(call.arguments), ARGUMENT_SLICE).map((part) => ({ index, function: { arguments: part } }))
  return [start, ...parts].map((each) => ({ tool_calls: [each] }))
}

function frames(exchange: ScriptedExchange, request: Request): readonly string[] {
  const chunk = (delta: Json, finish: string | null = null): string =>
    event({ ...base(exchange, request, 'chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })
  const deltas = [...exchange.pieces.map((piece) => ({ content: piece })), ...exchange.toolCalls.flatMap(toolFrames)]
  const usageChunk = event({ ...base(exchange, request, 'chat.completion.chunk'), choices: [], usage: usage(exchange) })
  return withEnds(
    chunk({ role: 'assistant', content: '', refusal: null }),
    deltas.map((delta) => chunk(delta)),
    `${chunk({}, exchange.finishReason)}${request.wantsUsage ? usageChunk : ''}data: [DONE]\n\n`,
  )
}

function whole(exchange: ScriptedExchange, request: Request): Json {
  const calls = exchange.toolCalls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.arguments) },
  }))
  const message = {
    role: 'assistant',
    content: exchange.pieces.join(''),
    refusal: null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: exchange.finishReason }]
  return { ...base(exchange, request, 'chat.completion'), choices, usage: usage(exchange) }
}

function read(_url: URL, body: Json | undefined): Request {
  const messages = items(field(body, 'messages'))
  const model = text(field(body, 'model'))
  return {
    prompt: text(
      field(
        messages.find((message) => field(message, 'role') === 'user'),
        'content',
      ),
    ),
    toolResults: messages.filter((message) => field(message, 'role') === 'tool').length,
    hasTools: items(field(body, 'tools')).length > 0,
    model,
    stream: field(body, 'stream') === true,
    // Mistral, which speaks this wire too, sends it unasked.
    wantsUsage: model.startsWith('mistral') || field(field(body, 'stream_options'), 'include_usage') === true,
  }
}

const FAILURES: Readonly<Record<FailureStatus, Json>> = {
  400: { message: 'Unsupported value: temperature.', type: 'invalid_request_error', param: 'temperature', code: 'unsupported_value' },
  429: { message: 'Rate limit reached for requests.', type: 'requests', param: null, code: 'rate_limit_exceeded' },
  500: { message: 'The server had an error while processing your request.', type: 'server_error', param: null, code: null },
}

export const openaiFailure = (status: FailureStatus): Json => ({ error: FAILURES[status] })

export const openai: Wire = {
  client: 'openai',
  matches: (path) => path.endsWith('/chat/completions'),
  read,
  frames,
  whole,
  failure: openaiFailure,
  brokenEvent: 'data: {"id":"oops","choices":[{"delta":\n\n',
  streamError: () => event({ error: { message: 'The server had an error mid-stream.', type: 'server_error', param: null, code: null } }),
}
