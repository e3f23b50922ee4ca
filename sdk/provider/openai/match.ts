/** What tells OpenAI's wires, as far as others ask for it too: Cohere's path, and what reads. */
import type { JsonValue } from '../../protocol/records.ts'
import { isObject, objects, word } from '../read/json.ts'
import { segments } from '../read/path.ts'
import { providerName } from '../read/provider-name.ts'

/** Events that end a stream; `response.done` is what some servers say for all of them. */
export const LAST_EVENTS: readonly string[] = [
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'response.done',
]

/** `model` and messages with roles; not Anthropic's (asked before), not a UI framework's own messages, which have `parts`. */
export function matchesChatBody(body: JsonValue | undefined): boolean {
  if (!isObject(body) || word(body['model']) === undefined) return false
  const messages = objects(body['messages'])
  return messages.length > 0 && messages.every((message) => word(message['role']) !== undefined && message['parts'] === undefined)
}

/** Whether the host is that of a provider. Never enough by itself. */
export function isKnownHost(url: URL): boolean {
  return providerName(url, { defaultProvider: '' }) !== ''
}

/** The id in such a path. One that is not in OpenAI's form counts on a provider's own host only: others have `/responses/<id>` too. */
export function storedResponse(url: URL): string | undefined {
  const path = segments(url)
  const id = path.at(-1)
  if (id === undefined || path.at(-2) !== 'responses') return undefined
  return /^resp[_-]./.test(id) || (isKnownHost(url) && /\d/.test(id)) ? id : undefined
}
