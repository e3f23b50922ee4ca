/** Which answers are OpenAI's, and those of the many servers that speak its wires, by their first payload. */
import { isList, isObject, object, objects, word } from '../read/json.ts'
import type { FirstPayload, Payloads } from '../read/dialect.ts'

export const openaiPayloads: Payloads = {
  'openai-embeddings': ({ form, data }) => form === 'json' && objects(object(data)?.['data'])[0]?.['object'] === 'embedding',
  'openai-responses': matchesResponsesPayload,
  'openai-completions': ({ form, data }) => form !== 'list' && object(data)?.['object'] === 'text_completion',
  'openai-chat': matchesChatPayload,
}

function matchesResponsesPayload({ form, data }: FirstPayload): boolean {
  if (!isObject(data)) return false
  if (form === 'sse') return data['type'] === 'response.created' && isObject(data['response'])
  // Others call what they answer a response, too.
  return form === 'json' && data['object'] === 'response' && (isList(data['output']) || word(data['id'])?.startsWith('resp_') === true)
}

/** By the object's name. Azure sends an event of its filters before the first one that has it, and some gateways leave the name out of a whole answer. */
function matchesChatPayload({ form, data, cut }: FirstPayload): boolean | undefined {
  if (form === 'data-stream' || form === 'list' || !isObject(data)) return false
  const name = data['object']
  if (name === 'chat.completion.chunk') return true
  if (form === 'sse') return isList(data['prompt_filter_results']) && isList(data['choices']) ? undefined : false
  if (word(name) !== undefined) return name === 'chat.completion'
  const [choice] = objects(data['choices'])
  if (object(choice?.['message'])?.['role'] !== 'assistant') return cut === true && isList(data['choices']) ? undefined : false
  return choice?.['finish_reason'] !== undefined || (cut === true ? undefined : false)
}
