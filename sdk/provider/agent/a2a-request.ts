/** What a client of the Agent2Agent protocol asks over JSON-RPC: https://a2a-protocol.org/latest/specification/ */
import { ATTR_A2A_METHOD } from '../../own-names.ts'
import { messageOf } from './a2a-message.ts'
import { agentAttributes } from './agent.ts'
import { ask, METHODS } from './match.ts'
import { defined, object, word } from '../read/json.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { ATTR_GEN_AI_RESPONSE_ID } from '../../semconv.ts'

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
    attributes: agentAttributes('a2a', { [ATTR_A2A_METHOD]: name, [ATTR_GEN_AI_RESPONSE_ID]: fetched }),
    ...defined({
      conversationId: word(message?.['contextId']) ?? word(params?.['sessionId']),
      inputMessages: message === undefined ? undefined : [messageOf(message)],
    }),
  }
}
