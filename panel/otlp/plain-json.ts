import type { JsonValue } from '../../sdk/protocol/records.ts'

/** Records come through the protocol's guards, which stop at half of it; here it only keeps a circle from never ending. */
const MAX_DEPTH = 128

/** What stands where a value was nested deeper than {@link MAX_DEPTH}. */
const TOO_DEEP = '[nested too deep]'

/** The value as plain JSON: what is no JSON (undefined, functions, NaN) becomes null or text, what is too deep {@link TOO_DEEP}. */
export function toJson(value: unknown, depth = 0): JsonValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  // -0 and 0 are one number in JSON, and two for whoever compares.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return null
  if (depth >= MAX_DEPTH) return TOO_DEEP
  if (Array.isArray(value)) return value.map((item) => toJson(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, toJson(item, depth + 1)]),
  )
}
