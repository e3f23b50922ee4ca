/** Nanoseconds as decimal digits ⇄ milliseconds as a double: the only place where one becomes the other. */
import type { Milliseconds, UnixNano } from '../../sdk/protocol.ts'

/** 2^64 − 1 has 20 digits: OTLP's `fixed64`. */
const NANO = /^\d{1,20}$/

export function isUnixNano(value: unknown): value is UnixNano {
  return typeof value === 'string' && NANO.test(value)
}

/** Exact to 256 ns, which is what a double holds of today's nanoseconds. */
export function toMilliseconds(nano: UnixNano): Milliseconds {
  return Number(nano) / 1e6
}

export function toUnixNano(milliseconds: Milliseconds): UnixNano {
  const whole = Math.max(0, Math.floor(milliseconds))
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.max(0, Math.round((milliseconds - whole) * 1e6))))
}
