/** What rows have to say besides answers: attempts of a call, a tool that fails, words from right to left, MCP and embeddings. */
import { ATTR_END, ATTR_HTTP_RETRY_AFTER, ATTR_HTTP_STATUS, ATTR_RETRY_ATTEMPT } from '../../sdk/own-names.ts'
import { StatusCode, type Attributes, type Milliseconds, type SpanRecord } from '../../sdk/protocol/records.ts'
import {
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_GEN_AI_AGENT_NAME,
  ATTR_GEN_AI_OPERATION_NAME,
  ATTR_GEN_AI_PROVIDER_NAME,
  ATTR_GEN_AI_REQUEST_MODEL,
  ATTR_GEN_AI_TOOL_NAME,
  ATTR_MCP_METHOD_NAME,
} from '../../sdk/semconv.ts'
import { answer, finished, gpt, nano, stepsOf, tool, toolCall, user, type CallPlan, type Step } from './script.ts'

const failed = (type: string, more: Attributes = {}): Attributes => ({ [ATTR_ERROR_TYPE]: type, [ATTR_END]: 'error', ...more })
const refused = (retryAfter: string): Attributes => failed('429', { [ATTR_HTTP_STATUS]: 429, [ATTR_HTTP_RETRY_AFTER]: retryAfter })
const hex = (id: number, length: number): string => id.toString(16).padStart(length, '0')

/** Each attempt is a trace of its own, as where nothing is around a call. */
function retryOf(id: number, trace: number, attempt: number): Pick<CallPlan, 'attributes' | 'links'> {
  return {
    attributes: { ...gpt, [ATTR_RETRY_ATTEMPT]: attempt },
    links: [{ traceId: hex(trace, 32), spanId: hex(id, 16), attributes: {} }],
  }
}

const DEEP = user('**How deep** is the Mariana Trench?\nOne number, please.')

const attempts = (): readonly CallPlan[] => [
  {
    id: 1,
    trace: 1,
    name: 'chat gpt-5',
    start: 0,
    end: 220,
    attributes: gpt,
    endAttributes: refused('1'),
    status: { code: StatusCode.error, message: 'Rate limit reached for gpt-5. Try again in 1 s.' },
    content: { inputMessages: [DEEP] },
  },
  {
    id: 2,
    trace: 2,
    name: 'chat gpt-5',
    start: 1250,
    end: 1400,
    ...retryOf(1, 1, 1),
    endAttributes: refused('2'),
    status: { code: StatusCode.error },
    content: { inputMessages: [DEEP] },
  },
  {
    id: 3,
    trace: 3,
    name: 'chat gpt-5',
    start: 3410,
    first: 3800,
    end: 4300,
    ...retryOf(2, 2, 2),
    endAttributes: finished('stop', 24, 12),
    answer: 'The Mariana Trench is 10,935 m deep.',
    content: { inputMessages: [DEEP], outputMessages: [answer('The **Mariana Trench** is 10,935 m deep.', 'stop')] },
  },
]

const QUESTION = user('ما عمق خندق ماريانا؟ 3 مصادر من فضلك')
const ASKS = {
  role: 'assistant',
  parts: [toolCall('call_1', 'read_file', { path: 'notes/عمق.md', limit: 3 })],
  finish_reason: 'tool_calls',
}
const ANSWER = 'العمق 10,935 مترًا، لكن الملف notes/depth.md غير موجود.'
const STACK = [
  'NotFoundError: no such file: notes/depth.md',
  '    at readFile (http://localhost:5173/tools.js:41:11)',
  '    at async run (http://localhost:5173/agent.js:88:20)',
].join('\n')

const thrown = (at: string): SpanRecord['events'] => [
  {
    name: 'exception',
    timeUnixNano: at,
    attributes: {
      [ATTR_EXCEPTION_TYPE]: 'NotFoundError',
      [ATTR_EXCEPTION_MESSAGE]: 'no such file: notes/depth.md',
      [ATTR_EXCEPTION_STACKTRACE]: STACK,
    },
  },
]

const steps = (origin: Milliseconds): readonly CallPlan[] => [
  {
    id: 10,
    trace: 10,
    name: 'invoke_agent diver',
    start: 5000,
    end: 8000,
    attributes: { [ATTR_GEN_AI_OPERATION_NAME]: 'invoke_agent', [ATTR_GEN_AI_AGENT_NAME]: 'diver' },
    endAttributes: { [ATTR_END]: 'completed' },
  },
  {
    id: 11,
    trace: 10,
    parent: 10,
    name: 'chat gpt-5',
    start: 5050,
    end: 5800,
    attributes: gpt,
    endAttributes: finished('tool_calls', 40, 20),
    content: { inputMessages: [QUESTION], outputMessages: [ASKS] },
  },
  {
    id: 12,
    trace: 10,
    parent: 10,
    name: 'execute_tool read_file',
    start: 5850,
    end: 6100,
    attributes: tool('read_file', 'call_1'),
    endAttributes: failed('NotFoundError'),
    status: { code: StatusCode.error, message: 'no such file: notes/depth.md' },
    events: thrown(nano(origin + 6100)),
    content: { toolCallArguments: { path: 'notes/عمق.md', limit: 3 } },
  },
]

const rest = (): readonly CallPlan[] => [
  {
    id: 13,
    trace: 10,
    parent: 10,
    name: 'tools/call search_web',
    start: 6150,
    end: 6700,
    attributes: { [ATTR_MCP_METHOD_NAME]: 'tools/call', [ATTR_GEN_AI_TOOL_NAME]: 'search_web' },
    content: { toolCallArguments: '{"query":"mariana"}', toolCallResult: { content: [{ type: 'text', text: '10,935 m, says NOAA' }] } },
  },
  {
    id: 14,
    trace: 10,
    parent: 10,
    name: 'embeddings text-embedding-3-small',
    start: 6150,
    end: 6300,
    attributes: {
      [ATTR_GEN_AI_OPERATION_NAME]: 'embeddings',
      [ATTR_GEN_AI_PROVIDER_NAME]: 'openai',
      [ATTR_GEN_AI_REQUEST_MODEL]: 'text-embedding-3-small',
    },
    content: { inputMessages: [user('one'), user('two'), user('three')] },
  },
  {
    id: 15,
    trace: 10,
    parent: 10,
    name: 'chat gpt-5',
    start: 6800,
    first: 7200,
    end: 7950,
    attributes: gpt,
    endAttributes: finished('stop', 90, 30),
    answer: ANSWER,
    content: {
      inputMessages: [QUESTION, ASKS, { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: 'no such file' }] }],
      outputMessages: [answer(ANSWER, 'stop')],
    },
  },
]

export const rowsThatSpeak = (origin: Milliseconds): readonly Step[] => stepsOf([...attempts(), ...steps(origin), ...rest()], origin)
