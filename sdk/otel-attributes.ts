/** Attributes as OpenTelemetry takes them. Pure. */
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

/** OpenTelemetry's types want mutable arrays where ours are read-only; nothing writes to them. */
export function mutable(attributes: Attributes): Record<string, string | number | boolean | string[]> {
  return attributes as Record<string, string | number | boolean | string[]>
}
