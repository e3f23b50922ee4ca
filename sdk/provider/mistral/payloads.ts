/** Which answers are Mistral's, by their first payload. */
import { isObject, word } from '../read/json.ts'
import type { Payloads } from '../read/dialect.ts'

export const mistralPayloads: Payloads = {
  'mistral-conversations': ({ form, data }) =>
    isObject(data) &&
    word(data['conversation_id']) !== undefined &&
    (form === 'sse' ? data['type'] === 'conversation.response.started' : form === 'json' && data['object'] === 'conversation.response'),
}
