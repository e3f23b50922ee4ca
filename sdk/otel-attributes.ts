/** Attributes as OpenTelemetry takes them, and their way onto spans. */
import type { Span } from '@opentelemetry/api'
import type { Attributes, AttributeValue } from './protocol/records.ts'

export type Facts = { readonly [name: string]: AttributeValue | undefined }

/** The facts that are known; OpenTelemetry warns about an attribute without a value. */
export function present(facts: Facts): Attributes {
  const attributes: Record<string, AttributeValue> = {}
  for (const name of Object.keys(facts)) {
    const value = facts[name]
    if (value !== undefined) attributes[name] = value
  }
  return attributes
}

/**
 * What goes onto a span of what we say of it: every attribute of a span and its events passes here, by the names of `semconv.ts` and `own-names.ts`.
 * OpenTelemetry's types want mutable arrays where ours are read-only; nothing writes to them.
 */
export function emitted(attributes: Attributes): Record<string, string | number | boolean | string[]> {
  return attributes as Record<string, string | number | boolean | string[]>
}

/** Onto a span that is not over. */
export function writeAttributes(span: Span, attributes: Attributes): void {
  if (span.isRecording()) span.setAttributes(emitted(attributes))
}
