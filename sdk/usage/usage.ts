/** The option `usage`: what is done about tokens that nobody told. */
import type { Exchange, RequestSnapshot } from '../capture/exchange.ts'
import { guard } from '../capture/guard.ts'
import type { RequestFacts, ResponseFacts, Usage, Wire } from '../provider/read/dialect.ts'
import type { UsageMode } from '../options.ts'
import { askUsage } from './ask-usage.ts'
import { createUsageHider } from './hide-usage.ts'

/** How many tokens the words of a call may have been; only what the provider did not say. */
export type Estimate = (request: RequestFacts, response: ResponseFacts) => Usage

export interface UsagePolicy {
  readonly inject: boolean
  /** Absent until it is loaded: a call that ends before that has no estimate. */
  readonly estimate: Estimate | undefined
}

export function createUsagePolicy(mode: UsageMode = 'observe'): UsagePolicy {
  const policy: { inject: boolean; estimate: Estimate | undefined } = { inject: mode === 'inject', estimate: undefined }
  if (mode === 'estimate') void load(policy)
  return policy
}

/** A chunk of its own, so that only those who ask for estimates load it. */
async function load(policy: { estimate: Estimate | undefined }): Promise<void> {
  try {
    const { estimateUsage } = await import('./estimate.ts')
    policy.estimate = (request, response) => guard(() => estimateUsage(request, response)) ?? {}
  } catch {
    // A page that cannot load it (a strict policy, an old deployment) has no estimates.
  }
}

type Changes = Pick<Exchange, 'body' | 'edit'>

/** What to send and to hide, for a request that can be asked for its tokens. */
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
