/** What is asked of a LangGraph server: https://docs.langchain.com/langsmith/server-api-ref */
import { ATTR_LANGGRAPH_RESUMED } from '../../own-names.ts'
import { agentAttributes } from './agent.ts'
import { isJoin } from './match.ts'
import { defined, object, objects, word } from '../read/json.ts'
import { inputMessage } from './langgraph-message.ts'
import { segments } from '../read/path.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { ATTR_GEN_AI_AGENT_ID, ATTR_GEN_AI_AGENT_NAME, ATTR_GEN_AI_RESPONSE_ID } from '../../semconv.ts'

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

export function readLangGraphRequest(shape: RequestShape): RequestFacts {
  const request = object(shape.body)
  const path = segments(shape.url)
  const thread = path[path.lastIndexOf('threads') + 1]
  const given = object(request?.['input'])
  const assistant = word(request?.['assistant_id'])
  const joined = isJoin(shape)
  return {
    ...(joined && { operation: 'fetch_response' }),
    stream: path.at(-1) === 'stream',
    attributes: agentAttributes('langgraph', {
      // An assistant goes by its id, which is stable, or by the name of its graph.
      [ATTR_GEN_AI_AGENT_ID]: assistant !== undefined && UUID.test(assistant) ? assistant : undefined,
      [ATTR_GEN_AI_AGENT_NAME]: assistant !== undefined && !UUID.test(assistant) ? assistant : undefined,
      [ATTR_LANGGRAPH_RESUMED]: request !== undefined && given === undefined ? true : undefined,
      [ATTR_GEN_AI_RESPONSE_ID]: joined ? path.at(-2) : undefined,
    }),
    ...defined({
      conversationId: path.includes('threads') ? thread : undefined,
      inputMessages: given === undefined ? undefined : objects(given['messages']).map(inputMessage),
    }),
  }
}
