/** What is asked of a LangGraph server: https://docs.langchain.com/langsmith/server-api-ref */
import { ATTR_LANGGRAPH_RESUMED } from '../../own-names.ts'
import { ATTR_AGENT_ID, ATTR_AGENT_NAME, agentAttributes } from './agent.ts'
import { defined, object, objects, word } from '../read/json.ts'
import { inputMessage } from './langgraph-message.ts'
import { endsWith, segments } from '../read/path.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'

/** A new run, streamed or waited for. Without `assistant_id` it is nobody's of this kind. */
export function isRun(shape: RequestShape): boolean {
  const { method, url } = shape
  const path = endsWith(url, 'runs', 'stream') || endsWith(url, 'runs', 'wait')
  return path && method === 'POST' && word(object(shape.body)?.['assistant_id']) !== undefined
}

/** Joining a run that another request began: `GET /threads/{thread}/runs/{run}/stream`. */
export function isJoin({ method, url }: RequestShape): boolean {
  const path = segments(url).slice(-5)
  return method === 'GET' && path.length === 5 && path[0] === 'threads' && path[2] === 'runs' && path[4] === 'stream'
}

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
      [ATTR_AGENT_ID]: assistant !== undefined && UUID.test(assistant) ? assistant : undefined,
      [ATTR_AGENT_NAME]: assistant !== undefined && !UUID.test(assistant) ? assistant : undefined,
      [ATTR_LANGGRAPH_RESUMED]: request !== undefined && given === undefined ? true : undefined,
      'gen_ai.response.id': joined ? path.at(-2) : undefined,
    }),
    ...defined({
      conversationId: path.includes('threads') ? thread : undefined,
      inputMessages: given === undefined ? undefined : objects(given['messages']).map(inputMessage),
    }),
  }
}
