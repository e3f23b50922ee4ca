import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { assistant, sse, type OwnRecording } from './recording.ts'

const rpc = (result: JsonValue) => ({ jsonrpc: '2.0', id: 1, result })
const ids = { taskId: 'task-1', contextId: 'ctx-1' }
const wire = (state: string) => ({ 'gen_ai.conversation.id': 'ctx-1', 'genai_devtools.a2a.task_state': state })
const asks = { operation: 'invoke_agent' } as const
const looks = { operation: 'fetch_response' } as const

export const a2aBodies: readonly OwnRecording[] = [
  {
    name: 'a2a 0.3: a task with words between and an artifact in pieces',
    api: 'a2a',
    stream: true,
    request: asks,
    body: sse([
      rpc({ kind: 'task', id: 'task-1', contextId: 'ctx-1', status: { state: 'submitted' }, history: [] }),
      rpc({
        kind: 'status-update',
        ...ids,
        status: {
          state: 'working',
          message: { kind: 'message', role: 'agent', messageId: 'm1', parts: [{ kind: 'text', text: 'Looking 🐦' }] },
        },
        final: false,
      }),
      rpc({ kind: 'artifact-update', ...ids, artifact: { artifactId: 'a', parts: [{ kind: 'text', text: 'Mauer' }] }, append: false }),
      rpc({
        kind: 'artifact-update',
        ...ids,
        artifact: { artifactId: 'a', parts: [{ kind: 'text', text: 'segler' }] },
        append: true,
        lastChunk: true,
      }),
      rpc({
        kind: 'artifact-update',
        ...ids,
        artifact: {
          artifactId: 'b',
          parts: [
            { kind: 'file', file: { name: 'x.png', mimeType: 'image/png', bytes: 'AAAA' } },
            { kind: 'data', data: { n: 1 } },
          ],
        },
      }),
      rpc({ kind: 'status-update', ...ids, status: { state: 'completed' }, final: true }),
    ]),
    facts: { id: 'task-1', finishReasons: ['completed'], usage: {}, complete: true, attributes: wire('completed') },
    messages: [
      assistant(
        'completed',
        { type: 'text', content: 'Looking 🐦' },
        { type: 'text', content: 'Mauersegler' },
        { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
        { type: 'data', data: { n: 1 } },
      ),
    ],
  },
  {
    name: 'a2a 1.0: the same by its new names, waiting for an answer at the end',
    api: 'a2a',
    stream: true,
    request: asks,
    body: sse([
      rpc({ task: { id: 'task-1', contextId: 'ctx-1', status: { state: 'TASK_STATE_SUBMITTED' } } }),
      rpc({
        artifactUpdate: {
          ...ids,
          artifact: { artifactId: 'a', parts: [{ text: 'Da' }, { url: 'https://a.example/x.pdf', mediaType: 'application/pdf' }] },
        },
      }),
      rpc({
        statusUpdate: {
          ...ids,
          status: { state: 'TASK_STATE_INPUT_REQUIRED', message: { role: 'ROLE_AGENT', messageId: 'm1', parts: [{ text: 'Which?' }] } },
        },
      }),
    ]),
    facts: {
      id: 'task-1',
      finishReasons: ['TASK_STATE_INPUT_REQUIRED'],
      usage: {},
      complete: true,
      attributes: wire('TASK_STATE_INPUT_REQUIRED'),
    },
    messages: [
      assistant(
        'TASK_STATE_INPUT_REQUIRED',
        { type: 'uri', modality: 'document', mime_type: 'application/pdf', uri: 'https://a.example/x.pdf' },
        { type: 'text', content: 'Da' },
        { type: 'text', content: 'Which?' },
      ),
    ],
  },
  {
    name: 'a2a: a message and no task',
    api: 'a2a',
    stream: false,
    request: asks,
    contentType: 'application/json',
    body: JSON.stringify(
      rpc({ kind: 'message', role: 'agent', messageId: 'm9', contextId: 'ctx-1', parts: [{ kind: 'text', text: 'Hallo' }] }),
    ),
    facts: { id: 'm9', finishReasons: [], usage: {}, complete: true, attributes: { 'gen_ai.conversation.id': 'ctx-1' } },
    messages: [assistant(undefined, { type: 'text', content: 'Hallo' })],
  },
  {
    name: 'a2a: a task that has only begun, whole',
    api: 'a2a',
    stream: false,
    request: asks,
    contentType: 'application/json',
    body: JSON.stringify(rpc({ kind: 'task', id: 'task-1', contextId: 'ctx-1', status: { state: 'working' } })),
    facts: { id: 'task-1', finishReasons: [], usage: {}, complete: true, attributes: wire('working') },
    messages: [],
  },
  {
    name: 'a2a: a task that failed',
    api: 'a2a',
    stream: true,
    request: asks,
    body: sse([
      rpc({ kind: 'task', id: 'task-1', contextId: 'ctx-1', status: { state: 'working' } }),
      rpc({
        kind: 'status-update',
        ...ids,
        status: { state: 'failed', message: { role: 'agent', messageId: 'm1', parts: [{ kind: 'text', text: 'No model.' }] } },
        final: true,
      }),
    ]),
    facts: {
      id: 'task-1',
      finishReasons: ['failed'],
      complete: false,
      error: { type: 'failed', message: 'No model.' },
      attributes: wire('failed'),
    },
    messages: [assistant('failed', { type: 'text', content: 'No model.' })],
  },
  {
    name: 'a2a: a stream that broke off',
    api: 'a2a',
    stream: true,
    request: asks,
    body: sse([rpc({ kind: 'task', id: 'task-1', contextId: 'ctx-1', status: { state: 'working' } })]),
    facts: { id: 'task-1', finishReasons: [], complete: false },
    messages: [],
  },
  {
    name: 'a2a: looking at a task that failed is no failure',
    api: 'a2a',
    stream: false,
    request: looks,
    contentType: 'application/json',
    body: JSON.stringify(
      rpc({
        kind: 'task',
        id: 'task-1',
        contextId: 'ctx-1',
        status: { state: 'failed' },
        artifacts: [
          {
            artifactId: 'a',
            parts: [
              { kind: 'text', text: 'Hal' },
              { kind: 'text', text: 'lo' },
            ],
          },
        ],
      }),
    ),
    facts: {
      id: 'task-1',
      finishReasons: ['failed'],
      complete: true,
      attributes: { ...wire('failed'), 'gen_ai.response.status': 'failed' },
    },
    messages: [assistant('failed', { type: 'text', content: 'Hallo' })],
  },
  {
    name: 'a2a: an error of JSON-RPC',
    api: 'a2a',
    stream: false,
    request: looks,
    contentType: 'application/json',
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32001, message: 'Task not found' } }),
    facts: { finishReasons: [], usage: {}, complete: false, error: { type: '-32001', message: 'Task not found' } },
    messages: [],
  },
]
