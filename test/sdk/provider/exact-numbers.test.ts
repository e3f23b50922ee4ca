/** Numbers that a double does not hold come through every wire with their digits: in arguments, in results, in ids. */
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../../sdk/parser/json.ts'
import { createBodyReader } from '../../../sdk/provider/body.ts'
import type { Api } from '../../../sdk/provider/read/dialect.ts'
import { dialectOf } from '../../support/dialects.ts'

const BIG = '12345678901234567890'
/** What `JSON.parse` makes of it. */
const CHANGED = '1234567890123456[78]0{3}|12345678901234567168'

const sse = (...data: readonly string[]): string => data.map((line) => `data: ${line}\n\n`).join('')
const lines = (...data: readonly string[]): string => data.map((line) => `${line}\n`).join('')
const quoted = (text: string): string => JSON.stringify(text)
const ARGUMENTS = `{"id": ${BIG}, "lat": 1.0}`

function shown(parts: unknown): string {
  const text = JSON.stringify(parts)
  expect(text).not.toMatch(new RegExp(CHANGED))
  return text
}

/** What the wire has as text stands beside what was read of it; what it has as JSON is read with its digits. */
describe.each<readonly [string, Api, string, 'text' | 'value']>([
  [
    'Chat Completions, streamed',
    'openai-chat',
    sse(`{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":${quoted(ARGUMENTS)}}}]}}]}`),
    'text',
  ],
  [
    'Chat Completions, whole',
    'openai-chat',
    `{"choices":[{"message":{"tool_calls":[{"id":"c","function":{"name":"f","arguments":${quoted(ARGUMENTS)}}}]}}]}`,
    'text',
  ],
  [
    'Chat Completions, arguments as an object',
    'openai-chat',
    `{"choices":[{"message":{"tool_calls":[{"id":"c","function":{"name":"f","arguments":${ARGUMENTS}}}]}}]}`,
    'value',
  ],
  [
    'Chat Completions, the older form',
    'openai-chat',
    `{"choices":[{"message":{"function_call":{"name":"f","arguments":${quoted(ARGUMENTS)}}}}]}`,
    'text',
  ],
  [
    'Chat Completions, a tool of the server',
    'openai-chat',
    `{"choices":[{"message":{"executed_tools":[{"type":"t","arguments":${quoted(ARGUMENTS)},"output":${quoted(ARGUMENTS)}}]}}]}`,
    'text',
  ],
  [
    'Responses, streamed',
    'openai-responses',
    sse(
      `{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","id":"i","call_id":"c","name":"f"}}`,
      `{"type":"response.function_call_arguments.delta","output_index":0,"item_id":"i","delta":${quoted(ARGUMENTS)}}`,
    ),
    'text',
  ],
  [
    'Responses, whole',
    'openai-responses',
    `{"object":"response","output":[{"type":"function_call","call_id":"c","name":"f","arguments":${quoted(ARGUMENTS)}}]}`,
    'text',
  ],
  [
    'Responses, MCP called by the server',
    'openai-responses',
    `{"object":"response","output":[{"type":"mcp_call","id":"c","name":"f","arguments":${quoted(ARGUMENTS)},"output":${quoted(ARGUMENTS)}}]}`,
    'text',
  ],
  [
    'Anthropic, streamed',
    'anthropic-messages',
    sse(
      '{"type":"message_start","message":{}}',
      '{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c","name":"f","input":{}}}',
      `{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":${quoted(ARGUMENTS)}}}`,
    ),
    'text',
  ],
  [
    'Anthropic, whole',
    'anthropic-messages',
    `{"type":"message","content":[{"type":"tool_use","id":"c","name":"f","input":${ARGUMENTS}}]}`,
    'value',
  ],
  [
    'Anthropic, a tool of the server',
    'anthropic-messages',
    sse(
      '{"type":"message_start","message":{}}',
      '{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"c","name":"f","input":{}}}',
      `{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":${quoted(ARGUMENTS)}}}`,
      '{"type":"content_block_stop","index":0}',
    ),
    'text',
  ],
  [
    'Gemini, whole',
    'gemini-generate',
    `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${ARGUMENTS}}}]}}]}`,
    'value',
  ],
  [
    'Gemini, streamed',
    'gemini-generate',
    sse(`{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${ARGUMENTS}}}]}}]}`),
    'value',
  ],
  [
    'Gemini, a list of chunks',
    'gemini-generate',
    `[{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${ARGUMENTS}}}]}}]}]`,
    'value',
  ],
  [
    'Gemini, arguments in pieces',
    'gemini-generate',
    sse(`{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","partialArgs":[{"jsonPath":"$.id","numberValue":${BIG}}]}}]}}]}`),
    'value',
  ],
  [
    'Gemini Interactions',
    'gemini-interactions',
    `{"id":"i","status":"completed","steps":[{"type":"function_call","id":"c","name":"f","arguments":${ARGUMENTS}}]}`,
    'value',
  ],
  [
    'Ollama',
    'ollama-chat',
    lines(`{"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":${ARGUMENTS}}}]},"done":false}`),
    'value',
  ],
  [
    'Cohere',
    'cohere-chat',
    sse(
      `{"type":"tool-call-start","index":0,"delta":{"message":{"tool_calls":{"id":"c","function":{"name":"f","arguments":${quoted(ARGUMENTS)}}}}}}`,
    ),
    'text',
  ],
  [
    'Mistral conversations',
    'mistral-conversations',
    sse(`{"type":"function.call.delta","output_index":0,"tool_call_id":"c","name":"f","arguments":${quoted(ARGUMENTS)}}`),
    'text',
  ],
  [
    'AG-UI',
    'ag-ui',
    sse(
      '{"type":"TOOL_CALL_START","toolCallId":"c","toolCallName":"f"}',
      `{"type":"TOOL_CALL_ARGS","toolCallId":"c","delta":${quoted(ARGUMENTS)}}`,
    ),
    'text',
  ],
  ['AG-UI, a result', 'ag-ui', sse(`{"type":"TOOL_CALL_RESULT","toolCallId":"c","content":${quoted(ARGUMENTS)}}`), 'text'],
  ['AI SDK', 'ai-sdk-ui', sse(`{"type":"tool-input-available","toolCallId":"c","toolName":"f","input":${ARGUMENTS}}`), 'value'],
])('an answer of %s', (_, api, body, form) => {
  const dialect = dialectOf(api)

  test.each([
    ['whole', body.length],
    ['in pieces', 7],
  ])('%s', (_name, size) => {
    const contentType = body.startsWith('data:') ? 'text/event-stream' : 'application/json'
    const reader = createBodyReader({ dialect, request: {}, status: 200, contentType })
    const bytes = new TextEncoder().encode(body)
    for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.slice(at, at + size))
    reader.end()
    const text = shown(reader.facts().outputMessages)
    expect(text).toContain(`"id":"${BIG}"`)
    if (form === 'text') expect(text).toContain(`_text":${quoted(ARGUMENTS)}`)
  })
})

describe('an answer that the page had read as JSON', () => {
  const attributesOf = (json: unknown) => {
    const dialect = dialectOf('gemini-generate')
    const reader = createBodyReader({ dialect, request: {}, status: 200, contentType: 'application/json' })
    reader.whole({ json })
    return reader.facts().attributes
  }
  const answer = (args: string): unknown =>
    JSON.parse(`{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":${args}}}]}}]}`)

  test('says that digits are lost where they may be', () =>
    expect(attributesOf(answer(ARGUMENTS))).toEqual({ 'genai_devtools.response.inexact_numbers': true }))
  test('says nothing where none are', () => expect(attributesOf(answer('{"id":1.5,"at":1700000000123}'))).toBeUndefined())
})

describe.each<readonly [string, Api, string, string]>([
  [
    'Chat Completions',
    'openai-chat',
    'https://api.openai.com/v1/chat/completions',
    `{"model":"m","messages":[{"role":"tool","tool_call_id":"c","content":${quoted(ARGUMENTS)}}]}`,
  ],
  [
    'Chat Completions, in parts',
    'openai-chat',
    'https://api.openai.com/v1/chat/completions',
    `{"model":"m","messages":[{"role":"tool","tool_call_id":"c","content":[{"type":"text","text":${quoted(ARGUMENTS)}}]}]}`,
  ],
  [
    'Responses',
    'openai-responses',
    'https://api.openai.com/v1/responses',
    `{"model":"m","input":[{"type":"function_call_output","call_id":"c","output":${quoted(ARGUMENTS)}}]}`,
  ],
  [
    'Anthropic',
    'anthropic-messages',
    'https://api.anthropic.com/v1/messages',
    `{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":${quoted(ARGUMENTS)}}]}]}`,
  ],
  [
    'Gemini',
    'gemini-generate',
    'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent',
    `{"contents":[{"role":"function","parts":[{"functionResponse":{"name":"f","response":${ARGUMENTS}}}]}]}`,
  ],
  ['Ollama', 'ollama-chat', 'http://localhost:11434/api/chat', `{"model":"m","messages":[{"role":"tool","content":${quoted(ARGUMENTS)}}]}`],
])('a request of %s', (_, api, url, body) => {
  test('has the result of a tool as a value, with its digits', () => {
    const facts = dialectOf(api).readRequest({ method: 'POST', url: new URL(url), body: parseJson(body) })
    const parts = facts.inputMessages?.flatMap((message) => message.parts)
    expect(shown(parts)).toContain(`"response":{"id":"${BIG}"`)
  })
})
