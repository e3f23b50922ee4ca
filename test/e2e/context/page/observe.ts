import { ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api'
import { findParent } from '../../../../sdk/context/parent.ts'

export const sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2))

/** A context whose span carries the name's one hexadecimal digit. */
export function contextNamed(digit: string): Context {
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: digit.repeat(32), spanId: digit.repeat(16), traceFlags: TraceFlags.SAMPLED })
}

/** `source:digit` of the parent that code here has; `none` without one. */
export function here(): string {
  const parent = findParent()
  const spanId = parent && trace.getSpanContext(parent.context)?.spanId
  return parent && spanId ? `${parent.source}:${spanId.charAt(0)}` : 'none'
}

/** What `run` made the page fetch: `here()` as it was inside each call of `window.fetch`, in order. */
export async function seenByFetch(run: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const native = window.fetch
  window.fetch = (input, init) => {
    seen.push(here())
    return native(input, init)
  }
  try {
    await run()
  } finally {
    window.fetch = native
  }
  return seen
}

export type Scenarios = { readonly [name: string]: () => unknown }

/** The tests call scenarios by name. */
export function expose(scenarios: Scenarios): void {
  Object.assign(window, { scenarios })
}
