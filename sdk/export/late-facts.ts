/** What was known of spans only after they had ended: no exporter has it any more, the panel's record does. */
import type { Attributes } from '@opentelemetry/api'
import type { SpanLike } from './span-like.ts'

export interface LateFacts {
  readonly name: string
  /** Where the span does not say it itself. */
  readonly missing: Attributes
  /** In the place of what it says. */
  readonly known: Attributes
  /** Where it has failed, and does not say so. */
  readonly status: SpanLike['status'] | undefined
}

const late = new WeakMap<object, LateFacts>()

export function setLateFacts(span: object, facts: LateFacts): void {
  late.set(span, facts)
}

export const lateFactsOf = (span: object): LateFacts | undefined => late.get(span)
