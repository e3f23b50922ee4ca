/** Asks for the tokens of a call that can be asked for them, and hides from the page what that adds to the answer. */
import type { Exchange, RequestSnapshot } from '../capture/exchange.ts'
import type { RequestFacts, Wire } from '../provider/read/dialect.ts'
import { askUsage } from './ask-usage.ts'
import { createUsageHider } from './hide-usage.ts'

/** What to send and to hide. */
type Changes = Pick<Exchange, 'body' | 'edit'>

export type InjectUsage = typeof injectUsage

export function injectUsage({ api }: Wire, facts: RequestFacts, { body, editable }: RequestSnapshot): Changes {
  if (api !== 'openai-chat' || facts.stream !== true || body === undefined || editable !== true) return {}
  const asked = askUsage(body)
  return asked === undefined ? {} : { body: asked, edit: hide }
}

/** An error's body, or an answer that does not stream, has nothing of ours in it. */
function hide(status: number, headers: Headers) {
  const streams = /\bevent-stream\b/i.test(headers.get('content-type') ?? '')
  return status < 400 && streams ? createUsageHider : undefined
}
