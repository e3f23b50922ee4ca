/** Nanoseconds as decimal digits ⇄ milliseconds as a double: the only place where one becomes the other. */
import type { Milliseconds, UnixNano } from '../../sdk/protocol.ts'

/** Exact to 256 ns, which is what a double holds of today's nanoseconds. */
export function toMilliseconds(nano: UnixNano): Milliseconds {
  return Number(nano) / 1e6
}

export function toUnixNano(milliseconds: Milliseconds): UnixNano {
  const whole = Math.max(0, Math.floor(milliseconds))
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.max(0, Math.round((milliseconds - whole) * 1e6))))
}
