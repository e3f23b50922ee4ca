/** Nanoseconds as decimal digits ⇄ milliseconds as a double: the only place where one becomes the other. */
import type { Milliseconds, UnixNano } from '../../sdk/protocol/records.ts'

/** Digits of the nanoseconds that are no whole milliseconds. */
const REST = 6

/** A double holds today's nanoseconds only to 256 of them, so whole milliseconds and the rest are read apart. */
export function toMilliseconds(nano: UnixNano): Milliseconds {
  const point = Math.max(0, nano.length - REST)
  return digits(nano, 0, point) + digits(nano, point, nano.length) / 1e6
}

/** As `Number` of that part, without making it. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - 48
  return value
}

export function toUnixNano(milliseconds: Milliseconds): UnixNano {
  const whole = Math.max(0, Math.floor(milliseconds))
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.max(0, Math.round((milliseconds - whole) * 1e6))))
}
