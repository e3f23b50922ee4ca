/** What agents' requests are told by, as far as what reads asks for it too. */
import type { JsonValue } from '../../protocol/records.ts'
import { isObject, object, word, type JsonObject } from '../read/json.ts'
import { segments } from '../read/path.ts'
import type { Operation, RequestShape } from '../read/dialect.ts'

interface Method {
  readonly operation: Operation
  readonly stream?: true
}

export const ask: Method = { operation: 'invoke_agent' }
const askStreaming: Method = { operation: 'invoke_agent', stream: true }

/**
 * What an agent made or makes for an earlier call is looked at again, or its making stopped: the conventions' `fetch_response`, "retrieving a previously
 * created response". A second `invoke_agent` would count the same work twice.
 */
const look: Method = { operation: 'fetch_response' }
const lookStreaming: Method = { operation: 'fetch_response', stream: true }

/** Those that give a task or a message. Lists of tasks, cards and push notifications are administration, and no spans. */
export const METHODS: ReadonlyMap<string, Method> = new Map([
  ['message/send', ask],
  ['message/stream', askStreaming],
  ['tasks/get', look],
  ['tasks/cancel', look],
  ['tasks/resubscribe', lookStreaming],
  // From 1.0 on.
  ['SendMessage', ask],
  ['SendStreamingMessage', askStreaming],
  ['GetTask', look],
  ['CancelTask', look],
  ['SubscribeToTask', lookStreaming],
  // Before 0.2.
  ['tasks/send', ask],
  ['tasks/sendSubscribe', askStreaming],
])

/** MCP has methods of these names too, whose parameters name the task by `taskId`; here it is `id`, or there is a message. */
export function isA2aRequest(body: JsonValue | undefined): body is JsonObject {
  if (!isObject(body) || body['jsonrpc'] !== '2.0') return false
  const params = object(body['params'])
  const method = METHODS.get(word(body['method']) ?? '')
  if (method === undefined || params === undefined) return false
  return method.operation === 'invoke_agent' ? isObject(params['message']) : word(params['id']) !== undefined
}

/** Joining a run that another request began: `GET /threads/{thread}/runs/{run}/stream`. */
export function isJoin({ method, url }: RequestShape): boolean {
  const path = segments(url).slice(-5)
  return method === 'GET' && path.length === 5 && path[0] === 'threads' && path[2] === 'runs' && path[4] === 'stream'
}
