/** OpenAI Responses: https://platform.openai.com/docs/api-reference/responses */
import type { Json } from '../../jobs.ts'
import { field, items, text } from '../json.ts'
import type { ScriptedExchange } from '../scenario.ts'
import { CREATED, openaiFailure } from './openai.ts'
import { answeringModel, event, type Request, type Wire } from './wire.ts'

type Fields = { readonly [key: string]: Json }

function usage({ usage: counts }: ScriptedExchange): Json {
  return {
    input_tokens: counts.inputTokens,
    input_tokens_details: { cached_tokens: counts.cacheReadTokens },
    output_tokens: counts.outputTokens,
    output_tokens_details: { reasoning_tokens: counts.reasoningTokens ?? 0 },
    total_tokens: counts.inputTokens + counts.outputTokens,
  }
}

const messageId = (exchange: ScriptedExchange): string => `msg_${exchange.id}`
const outputText = (words: string): Fields => ({ type: 'output_text', text: words, annotations: [], logprobs: [] })

function message(exchange: ScriptedExchange, content: readonly Json[], status: string): Fields {
  return { id: messageId(exchange), type: 'message', status, role: 'assistant', content }
}

const calls = (exchange: ScriptedExchange): Fields[] =>
  exchange.toolCalls.map(({ id, name, arguments: given }) => ({
    id: `fc_${id}`,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: JSON.stringify(given),
  }))

function response(exchange: ScriptedExchange, request: Request, rest: Fields): Fields {
  return {
    id: `resp_${exchange.id}`,
    object: 'response',
    created_at: CREATED,
    model: answeringModel(exchange, request),
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    ...rest,
  }
}

function whole(exchange: ScriptedExchange, request: Request): Fields {
  const output = [message(exchange, [outputText(exchange.pieces.join(''))], 'completed'), ...calls(exchange)]
  return response(exchange, request, { status: 'completed', output, usage: usage(exchange) })
}

/** Numbers the events, as the wire does, and names them by their type. */
function numbered(groups: readonly (readonly (Fields & { readonly type: string })[])[]): string[] {
  let sequence = 0
  return groups.map((group) => group.map((each) => event({ ...each, sequence_number: sequence++ }, each.type)).join(''))
}

function frames(exchange: ScriptedExchange, request: Request): readonly string[] {
  const begun = response(exchange, request, { status: 'in_progress', output: [], usage: null })
  const words = exchange.pieces.join('')
  const at = { item_id: messageId(exchange), output_index: 0, content_index: 0 }
  return numbered([
    [
      { type: 'response.created', response: begun },
      { type: 'response.in_progress', response: begun },
      { type: 'response.output_item.added', output_index: 0, item: message(exchange, [], 'in_progress') },
      { type: 'response.content_part.added', ...at, part: outputText('') },
    ],
    ...exchange.pieces.map((delta) => [{ type: 'response.output_text.delta', ...at, delta, logprobs: [] }]),
    [
      { type: 'response.output_text.done', ...at, text: words, logprobs: [] },
      { type: 'response.content_part.done', ...at, part: outputText(words) },
      { type: 'response.output_item.done', output_index: 0, item: message(exchange, [outputText(words)], 'completed') },
      ...calls(exchange).flatMap((item, index) => [
        { type: 'response.output_item.added', output_index: index + 1, item },
        { type: 'response.output_item.done', output_index: index + 1, item },
      ]),
      { type: 'response.completed', response: whole(exchange, request) },
    ],
  ])
}

/** The input is a text, or a list of messages and of tool results. */
function prompt(input: Json | undefined): string {
  if (typeof input === 'string') return input
  const content = field(
    items(input).find((item) => field(item, 'role') === 'user'),
    'content',
  )
  return text(content) || text(field(items(content)[0], 'text'))
}

function read(_url: URL, body: Json | undefined): Request {
  const input = field(body, 'input')
  return {
    prompt: prompt(input),
    toolResults: items(input).filter((item) => field(item, 'type') === 'function_call_output').length,
    hasTools: items(field(body, 'tools')).length > 0,
    model: text(field(body, 'model')),
    stream: field(body, 'stream') === true,
    wantsUsage: true,
  }
}

export const openaiResponses: Wire = {
  client: 'openai',
  matches: (path) => path.endsWith('/responses'),
  read,
  frames,
  whole,
  failure: openaiFailure,
  brokenEvent: 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":\n\n',
  streamError: () =>
    event(
      { type: 'error', code: 'server_error', message: 'The server had an error mid-stream.', param: null, sequence_number: 99 },
      'error',
    ),
}
