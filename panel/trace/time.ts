/** Nanoseconds as decimal digits ⇄ milliseconds as a double: the only place where one becomes the other. */
import type { Milliseconds, UnixNano } from '../../sdk/protocol/records.ts'

/** A double holds today's nanoseconds only to 256 of them, so whole milliseconds and the rest are read apart. */
export function toMilliseconds(nano: UnixNano): Milliseconds {
  return Number(nano.slice(0, -6)) + Number(nano.slice(-6)) / 1e6
}

export function toUnixNano(milliseconds: Milliseconds): UnixNano {
  const whole = Math.max(0, Math.floor(milliseconds))
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.max(0, Math.round((milliseconds - whole) * 1e6))))
}
