/** Which requests are Cohere's. */
import { matchesChatBody } from '../openai/match.ts'
import { endsWith } from '../read/path.ts'
import type { RequestShape, Wire } from '../read/dialect.ts'

const cohereChat: Wire = {
  api: 'cohere-chat',
  operation: 'chat',
  defaultProvider: 'cohere',
  matchesPath: isCohereChat,
}

export const cohereWires: readonly Wire[] = [cohereChat]

/** `/v2/chat` may be an application's own route too: the host has to say more, or the body. */
function isCohereChat(shape: RequestShape): boolean {
  const { method, url } = shape
  if (method !== 'POST' || !endsWith(url, 'v2', 'chat')) return false
  return /(?:^|\.)cohere\.(?:com|ai)$/i.test(url.hostname) || matchesChatBody(shape.body)
}
