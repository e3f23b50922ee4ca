import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

interface Fields {
  readonly [key: string]: JsonValue
}

const usage = {
  input_tokens: 40,
  input_tokens_details: { cached_tokens: 30, cache_write_tokens: 6 },
  output_tokens: 12,
  output_tokens_details: { reasoning_tokens: 7 },
  total_tokens: 52,
}

function response(status: string, more: Fields = {}): Fields {
  return { id: 'resp_own', object: 'response', status, model: 'parrot-3', output: [], usage: null, error: null, ...more }
}

/** Events by the names in their data, numbered from `from`. */
function events(list: readonly Fields[], from = 0): string {
  return sse(list.map((data, at) => ({ event: String(data['type']), data: { sequence_number: from + at, ...data } })))
}

const created: Fields = { type: 'response.created', response: response('in_progress', { service_tier: 'auto' }) }
const completed = (more: Fields = {}): Fields => ({
  type: 'response.completed',
  response: response('completed', { usage, service_tier: 'default', ...more }),
})

const at = (output_index: number, item_id: string): Fields => ({ output_index, item_id })
const added = (output_index: number, item: Fields): Fields => ({ type: 'response.output_item.added', output_index, item })
const done = (output_index: number, item: Fields): Fields => ({ type: 'response.output_item.done', output_index, item })
const textPart = (text: string): Fields => ({ type: 'output_text', text, annotations: [] })
const message = (id: string, ...content: readonly Fields[]): Fields => ({
  id,
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content,
})

function spoken(text: string, index = 0, id = 'msg_1'): readonly Fields[] {
  const place = { ...at(index, id), content_index: 0 }
  const [head = '', ...rest] = text.split(/(?<= )/)
  return [
    added(index, message(id)),
    { type: 'response.content_part.added', ...place, part: textPart('') },
    ...[head, ...rest].map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part: textPart(text) },
    done(index, message(id, textPart(text))),
  ]
}

const facts = {
  id: 'resp_own',
  model: 'parrot-3',
  finishReasons: ['completed'],
  usage: { inputTokens: 40, outputTokens: 12, cacheReadTokens: 30, cacheWriteTokens: 6, reasoningTokens: 7 },
  complete: true,
  attributes: { 'openai.response.service_tier': 'default' },
}

export const openaiResponsesBodies: readonly OwnRecording[] = [
  {
    name: 'responses: text, its end said four times',
    api: 'openai-responses',
    stream: true,
    body: events([created, ...spoken('Grüße aus 世界 🦜'), completed({ output: [message('msg_1', textPart('Grüße aus 世界 🦜'))] })]),
    facts,
    messages: [assistant('completed', { type: 'text', content: 'Grüße aus 世界 🦜' })],
  },
  {
    name: 'responses: reasoning in two summaries, a call, a custom call',
    api: 'openai-responses',
    stream: true,
    body: events([
      created,
      added(0, { id: 'rs_1', type: 'reasoning', summary: [] }),
      { type: 'response.reasoning_summary_part.added', ...at(0, 'rs_1'), summary_index: 0, part: { type: 'summary_text', text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...at(0, 'rs_1'), summary_index: 0, delta: 'First ' },
      { type: 'response.reasoning_summary_text.delta', ...at(0, 'rs_1'), summary_index: 0, delta: 'this.' },
      { type: 'response.reasoning_summary_part.added', ...at(0, 'rs_1'), summary_index: 1, part: { type: 'summary_text', text: '' } },
      { type: 'response.reasoning_summary_text.delta', ...at(0, 'rs_1'), summary_index: 1, delta: 'Then that.' },
      done(0, {
        id: 'rs_1',
        type: 'reasoning',
        encrypted_content: 'c2VjcmV0',
        summary: [
          { type: 'summary_text', text: 'First this.' },
          { type: 'summary_text', text: 'Then that.' },
        ],
      }),
      added(1, { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '' }),
      { type: 'response.function_call_arguments.delta', ...at(1, 'fc_1'), delta: '{"city":' },
      { type: 'response.function_call_arguments.delta', ...at(1, 'fc_1'), delta: '"Zürich"}' },
      { type: 'response.function_call_arguments.done', ...at(1, 'fc_1'), arguments: '{"city":"Zürich"}' },
      done(1, { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'weather', arguments: '{"city":"Zürich"}' }),
      added(2, { id: 'ctc_1', type: 'custom_tool_call', call_id: 'call_2', name: 'draw', input: '' }),
      { type: 'response.custom_tool_call_input.delta', ...at(2, 'ctc_1'), delta: 'a circle' },
      { type: 'response.custom_tool_call_input.done', ...at(2, 'ctc_1'), input: 'a circle' },
      done(2, { id: 'ctc_1', type: 'custom_tool_call', call_id: 'call_2', name: 'draw', input: 'a circle' }),
      completed(),
    ]),
    facts,
    messages: [
      assistant(
        'completed',
        { type: 'reasoning', content: 'First this.' },
        { type: 'reasoning', content: 'Then that.' },
        { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Zürich' } },
        { type: 'tool_call', id: 'call_2', name: 'draw', arguments: 'a circle' },
      ),
    ],
  },
  {
    name: 'responses: cut off by its limit, after a refusal',
    api: 'openai-responses',
    stream: true,
    body: events([
      created,
      added(0, message('msg_1')),
      { type: 'response.content_part.added', ...at(0, 'msg_1'), content_index: 0, part: { type: 'refusal', refusal: '' } },
      { type: 'response.refusal.delta', ...at(0, 'msg_1'), content_index: 0, delta: 'I would ra' },
      { type: 'response.refusal.done', ...at(0, 'msg_1'), content_index: 0, refusal: 'I would rather' },
      { type: 'response.incomplete', response: response('incomplete', { incomplete_details: { reason: 'max_output_tokens' } }) },
    ]),
    facts: { finishReasons: ['max_output_tokens'], complete: true },
    messages: [assistant('max_output_tokens', { type: 'refusal', content: 'I would rather' })],
  },
  {
    name: 'responses: an error event, then the response that failed',
    api: 'openai-responses',
    stream: true,
    body: events([
      created,
      { type: 'error', code: 'rate_limit_exceeded', message: 'Too fast.', param: null },
      { type: 'response.failed', response: response('failed', { error: { code: 'server_error', message: 'It failed.' } }) },
    ]),
    facts: { finishReasons: ['failed'], error: { type: 'rate_limit_exceeded', message: 'Too fast.' }, complete: false },
    messages: [assistant('failed')],
  },
  {
    name: 'responses: an error event without a code, its details within',
    api: 'openai-responses',
    stream: true,
    body: events([created, { type: 'error', error: { type: 'server_error', code: null, message: 'Upstream broke.' } }]),
    facts: { finishReasons: [null], error: { type: 'server_error', message: 'Upstream broke.' }, complete: false },
    messages: [assistant(undefined)],
  },
  {
    name: 'responses: an error event that says nothing',
    api: 'openai-responses',
    stream: true,
    body: events([{ type: 'error', code: null, message: 'Something.', param: null }]),
    facts: { finishReasons: [], error: { type: '_OTHER', message: 'Something.' }, complete: false },
    messages: [],
  },
  {
    name: 'responses: the stream ends within a text',
    api: 'openai-responses',
    stream: true,
    body: events([created, ...spoken('One two three').slice(0, 4)]),
    facts: { id: 'resp_own', finishReasons: [null], complete: false },
    messages: [assistant(undefined, { type: 'text', content: 'One two ' })],
  },
  {
    name: 'responses: hosted tools, a picture, remote tools and what they gave',
    api: 'openai-responses',
    stream: true,
    body: events([
      created,
      added(0, { id: 'ws_1', type: 'web_search_call', status: 'in_progress' }),
      { type: 'response.web_search_call.searching', ...at(0, 'ws_1') },
      done(0, { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'owls' } }),
      done(1, { id: 'mcpl_1', type: 'mcp_list_tools', server_label: 'zoo', tools: [{ name: 'feed' }] }),
      added(2, { id: 'mcp_1', type: 'mcp_call', server_label: 'zoo', name: 'feed', arguments: '' }),
      { type: 'response.mcp_call_arguments.delta', ...at(2, 'mcp_1'), delta: '{"to":' },
      { type: 'response.mcp_call.completed', ...at(2, 'mcp_1') },
      done(2, { id: 'mcp_1', type: 'mcp_call', server_label: 'zoo', name: 'feed', arguments: '{"to":"owl"}', output: 'fed', error: null }),
      added(3, { id: 'ig_1', type: 'image_generation_call', status: 'in_progress' }),
      { type: 'response.image_generation_call.partial_image', ...at(3, 'ig_1'), partial_image_b64: 'aGFsZg==' },
      done(3, { id: 'ig_1', type: 'image_generation_call', status: 'completed', output_format: 'webp', result: 'd2hvbGU=' }),
      done(4, { id: 'ci_1', type: 'code_interpreter_call', code: '1+1', container_id: 'c', outputs: [{ type: 'logs', logs: '2' }] }),
      done(5, { id: 'sh_1', type: 'shell_call', call_id: 'call_9', action: { commands: ['ls'] }, environment: { secret: 'x' } }),
      done(6, { id: 'so_1', type: 'shell_call_output', call_id: 'call_9', output: [{ stdout: 'a' }] }),
      done(7, { id: 'apr_1', type: 'mcp_approval_request', name: 'feed', server_label: 'zoo', arguments: '{}' }),
      completed(),
    ]),
    facts,
    messages: [
      assistant(
        'completed',
        {
          type: 'server_tool_call',
          id: 'ws_1',
          name: 'web_search',
          server_tool_call: { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'owls' } },
        },
        {
          type: 'server_tool_call',
          id: 'mcpl_1',
          name: 'mcp_list_tools',
          server_tool_call: { type: 'mcp_list_tools', server_label: 'zoo' },
        },
        {
          type: 'server_tool_call_response',
          id: 'mcpl_1',
          server_tool_call_response: { type: 'mcp_list_tools', tools: [{ name: 'feed' }] },
        },
        {
          type: 'server_tool_call',
          id: 'mcp_1',
          name: 'feed',
          server_tool_call: { type: 'mcp_call', server_label: 'zoo', name: 'feed', arguments: { to: 'owl' } },
        },
        { type: 'server_tool_call_response', id: 'mcp_1', server_tool_call_response: { type: 'mcp_call', output: 'fed' } },
        {
          type: 'server_tool_call',
          id: 'ig_1',
          name: 'image_generation',
          server_tool_call: { type: 'image_generation_call', status: 'completed', output_format: 'webp' },
        },
        { type: 'blob', modality: 'image', mime_type: 'image/webp', content: 'd2hvbGU=' },
        {
          type: 'server_tool_call',
          id: 'ci_1',
          name: 'code_interpreter',
          server_tool_call: { type: 'code_interpreter_call', code: '1+1', container_id: 'c' },
        },
        {
          type: 'server_tool_call_response',
          id: 'ci_1',
          server_tool_call_response: { type: 'code_interpreter_call', outputs: [{ type: 'logs', logs: '2' }] },
        },
        { type: 'server_tool_call', id: 'call_9', name: 'shell', server_tool_call: { type: 'shell_call', action: { commands: ['ls'] } } },
        {
          type: 'server_tool_call_response',
          id: 'call_9',
          server_tool_call_response: { type: 'shell_call_output', output: [{ stdout: 'a' }] },
        },
        { type: 'mcp_approval_request', id: 'apr_1', name: 'feed', server_label: 'zoo', arguments: {} },
      ),
    ],
  },
  {
    name: 'responses: waiting in the background',
    api: 'openai-responses',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify(response('queued', { background: true, service_tier: 'auto' })),
    facts: { id: 'resp_own', finishReasons: ['queued'], usage: {}, complete: true },
    messages: [{ role: 'assistant', parts: [] }],
  },
  {
    name: 'responses: a whole one, compacted, with token probabilities',
    api: 'openai-responses',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify(
      response('completed', {
        usage,
        service_tier: 'flex',
        output: [
          { id: 'cmp_1', type: 'compaction', encrypted_content: 'c2VjcmV0' },
          message('msg_1', {
            ...textPart('Hi'),
            logprobs: [{ token: 'Hi', logprob: -0.25, bytes: [72, 105], top_logprobs: [{ token: 'Yo', logprob: -2, bytes: [] }] }],
          }),
        ],
      }),
    ),
    facts: { finishReasons: ['completed'], attributes: { 'openai.response.service_tier': 'flex', 'gen_ai.conversation.compacted': true } },
    messages: [
      {
        ...assistant('completed', { type: 'compaction', id: 'cmp_1' }, { type: 'text', content: 'Hi' }),
        logprobs: [{ token: 'Hi', logprob: -0.25, top: [{ token: 'Yo', logprob: -2 }] }],
      },
    ],
  },
  {
    name: 'responses: a whole one that failed',
    api: 'openai-responses',
    stream: false,
    contentType: 'application/json',
    body: JSON.stringify(response('failed', { error: { code: 'server_error', message: 'No.' } })),
    facts: { finishReasons: ['failed'], error: { type: 'server_error', message: 'No.' }, complete: false },
    messages: [assistant('failed')],
  },
  {
    name: 'responses: resumed within a text, fetched',
    api: 'openai-responses',
    stream: true,
    request: { operation: 'fetch_response' },
    body: events([...spoken('One two three').slice(3), completed()], 5),
    facts: { ...facts, attributes: { 'openai.response.service_tier': 'default', 'gen_ai.response.status': 'completed' } },
    messages: [assistant('completed', { type: 'text', content: 'One two three' })],
  },
  {
    name: 'responses: resumed from too far back, events come twice',
    api: 'openai-responses',
    stream: true,
    body: `${events([created, ...spoken('One two three').slice(0, 4)])}${events([created, ...spoken('One two three'), completed()])}`,
    facts,
    messages: [assistant('completed', { type: 'text', content: 'One two three' })],
  },
  {
    name: 'responses: begun anew as another response',
    api: 'openai-responses',
    stream: true,
    body: `${events([{ type: 'response.created', response: response('in_progress', { id: 'resp_first' }) }, ...spoken('Lost').slice(0, 3)])}${events([created, ...spoken('Found'), completed()])}`,
    facts,
    messages: [assistant('completed', { type: 'text', content: 'Found' })],
  },
  {
    name: 'responses: reworded at the end',
    api: 'openai-responses',
    stream: true,
    body: events([created, ...spoken('A fine day').slice(0, 5), done(0, message('msg_1', textPart('A very fine day'))), completed()]),
    facts,
    messages: [assistant('completed', { type: 'text', content: 'A very fine day' })],
  },
  {
    name: 'responses: a last event that leaves out the reasoning and renames the rest',
    api: 'openai-responses',
    stream: true,
    body: events([
      created,
      done(0, { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] }),
      ...spoken('Said once', 1),
      { type: 'response.shell_call_output_content.done', ...at(2, 'so_1'), output: [{ stdout: 'no item' }] },
      completed({ output: [message('renamed', textPart('Said once')), message('msg_2', textPart('Said late'))] }),
    ]),
    facts,
    messages: [
      assistant(
        'completed',
        { type: 'reasoning', content: 'Hm.' },
        { type: 'text', content: 'Said once' },
        { type: 'text', content: 'Said late' },
      ),
    ],
  },
  {
    name: 'responses: each event with ids of its own',
    api: 'openai-responses',
    stream: true,
    body: events([
      { type: 'response.created', response: response('in_progress', { id: 'a1' }) },
      { type: 'response.in_progress', response: response('in_progress', { id: 'a2' }) },
      ...spoken('Same item').map((event, number) => ({
        ...event,
        ...('item_id' in event && { item_id: `b${number}` }),
        ...(typeof event['item'] === 'object' && { item: { ...event['item'], id: `b${number}` } }),
      })),
      { type: 'response.completed', response: response('completed', { id: 'a3', output: [message('b99', textPart('Same item'))] }) },
    ]),
    facts: { id: 'a3', finishReasons: ['completed'], complete: true },
    messages: [assistant('completed', { type: 'text', content: 'Same item' })],
  },
  {
    name: 'responses: a server that puts all items at place 0, numbers nothing, and counts pieces of reasoning as parts',
    api: 'openai-responses',
    stream: true,
    body: sse([
      { type: 'response.created', sequence_number: 0, response: response('in_progress') },
      { type: 'response.reasoning_text.delta', sequence_number: 0, ...at(0, 'rs_1'), content_index: 3, delta: 'Hm' },
      { type: 'response.reasoning_text.delta', sequence_number: 0, ...at(0, 'rs_1'), content_index: 4, delta: ', yes.' },
      { type: 'response.reasoning_text.done', sequence_number: 0, ...at(0, 'rs_1'), content_index: 5, text: 'Hm, yes.' },
      { type: 'response.output_text.delta', sequence_number: 0, ...at(0, 'msg_1'), content_index: 0, delta: 'Done' },
      { type: 'response.output_text.delta', sequence_number: 0, ...at(0, 'msg_1'), content_index: 0, delta: '.' },
      added(0, { id: 'fc_1', type: 'function_call', call_id: 'c1', name: 'one', arguments: '' }),
      { type: 'response.function_call_arguments.delta', ...at(0, 'fc_1'), delta: '{"n":1}' },
      added(0, { id: 'fc_2', type: 'function_call', call_id: 'c2', name: 'two', arguments: '' }),
      { type: 'response.function_call_arguments.delta', ...at(0, 'fc_2'), delta: '{"n":2}' },
      done(0, { id: 'rs_1', type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm, yes.' }] }),
      done(0, message('msg_1', textPart('Done.'))),
      { type: 'response.done', sequence_number: 0, response: response('completed', { usage }) },
      '[DONE]',
    ]),
    facts: { finishReasons: ['completed'], complete: true },
    messages: [
      assistant(
        'completed',
        { type: 'reasoning', content: 'Hm, yes.' },
        { type: 'text', content: 'Done.' },
        { type: 'tool_call', id: 'c1', name: 'one', arguments: { n: 1 } },
        { type: 'tool_call', id: 'c2', name: 'two', arguments: { n: 2 } },
      ),
    ],
  },
  {
    name: 'responses: names in the event field only, output in the last event only',
    api: 'openai-responses',
    stream: true,
    body: sse([
      { event: 'response.created', data: { response: response('in_progress') } },
      {
        event: 'response.completed',
        data: {
          response: response('completed', {
            output: [
              message('msg_1', textPart('All at once')),
              { id: 'fc_1', type: 'function_call', call_id: '', name: 'go', arguments: {} },
            ],
          }),
        },
      },
    ]),
    facts: { finishReasons: ['completed'], complete: true },
    messages: [
      assistant('completed', { type: 'text', content: 'All at once' }, { type: 'tool_call', id: 'fc_1', name: 'go', arguments: {} }),
    ],
  },
  {
    name: 'responses: speech and its words',
    api: 'openai-responses',
    stream: true,
    body: events([
      created,
      { type: 'response.audio.delta', delta: 'c25k' },
      { type: 'response.audio.transcript.delta', delta: 'Hel' },
      { type: 'response.audio.transcript.delta', delta: 'lo' },
      completed(),
    ]),
    facts,
    messages: [assistant('completed', { type: 'blob', modality: 'audio', content: 'c25k', transcript: 'Hello' })],
  },
]
