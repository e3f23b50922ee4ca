/** The option `usage`: what is done about tokens that nobody told. */
import { guard } from '../capture/guard.ts'
import type { RequestFacts, ResponseFacts, Usage } from '../provider/read/dialect.ts'
import type { UsageMode } from '../options.ts'
import type { InjectUsage } from './inject-usage.ts'

/** How many tokens the words of a call may have been; only what the provider did not say. */
export type Estimate = (request: RequestFacts, response: ResponseFacts) => Usage

export interface UsagePolicy {
  /** Absent where requests are not changed. */
  readonly inject: InjectUsage | undefined
  /** Absent until it is loaded: a call that ends before that has no estimate. */
  readonly estimate: Estimate | undefined
}

/** `inject`: what changes requests, where the application has brought it. */
export function createUsagePolicy(mode: UsageMode = 'observe', inject?: InjectUsage): UsagePolicy {
  const policy: UsagePolicy & Loaded = { inject: mode === 'inject' ? inject : undefined, estimate: undefined }
  if (mode === 'estimate') void load(policy)
  return policy
}

interface Loaded {
  estimate: Estimate | undefined
}

/** A chunk of its own, so that only those who ask for estimates load it. */
async function load(policy: Loaded): Promise<void> {
  try {
    const { estimateUsage } = await import('./estimate.ts')
    policy.estimate = (request, response) => guard(() => estimateUsage(request, response)) ?? {}
  } catch {
    // A page that cannot load it (a strict policy, an old deployment) has no estimates.
  }
}
