/** What was known of spans only after they had ended: no exporter has it any more, the panel's record does. */
import type { Attributes } from '../protocol/records.ts'

const late = new WeakMap<object, Attributes>()

/** Adds to what is known: what the span says itself counts. */
export function addLateAttributes(span: object, attributes: Attributes): void {
  late.set(span, { ...late.get(span), ...attributes })
}

export const lateAttributesOf = (span: object): Attributes | undefined => late.get(span)
