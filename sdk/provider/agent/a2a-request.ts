/** What a client of the Agent2Agent protocol asks over JSON-RPC: https://a2a-protocol.org/latest/specification/ */
import type { JsonValue } from '../../protocol/records.ts'
import { ATTR_A2A_METHOD } from '../../own-names.ts'
import { messageOf } from './a2a-message.ts'
import { agentAttributes } from './agent.ts'
import { defined, isObject, object, word, type JsonObject } from '../read/json.ts'
import type { Operation, RequestFacts, RequestShape } from '../read/dialect.ts'

interface Method {
  readonly operation: Operation
  readonly stream?: true
}

const ask: Method = { operation: 'invoke_agent' }
const askStreaming: Method = { operation: 'invoke_agent', stream: true }
/**
 * What an agent made or makes for an earlier call is looked at again, or its making stopped: the conventions' `fetch_response`, "retrieving a previously
 * created response". A second `invoke_agent` would count the same work twice.
 */
const look: Method = { operation: 'fetch_response' }
const lookStreaming: Method = { operation: 'fetch_response', stream: true }

/** Those that give a task or a message. Lists of tasks, cards and push notifications are administration, and no spans. */
const METHODS: ReadonlyMap<string, Method> = new Map([
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

export function readA2aRequest({ body }: RequestShape): RequestFacts {
  const request = object(body)
  const name = word(request?.['method'])
  const { operation, stream } = METHODS.get(name ?? '') ?? ask
  const params = object(request?.['params'])
  const message = object(params?.['message'])
  const fetched = operation === 'fetch_response' ? word(params?.['id']) : undefined
  return {
    operation,
    ...(stream && { stream }),
    attributes: agentAttributes('a2a', { [ATTR_A2A_METHOD]: name, 'gen_ai.response.id': fetched }),
    ...defined({
      conversationId: word(message?.['contextId']) ?? word(params?.['sessionId']),
      inputMessages: message === undefined ? undefined : [messageOf(message)],
    }),
  }
}
