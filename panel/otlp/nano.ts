/** Nanoseconds since the Unix epoch in OTLP/JSON: 64 bits as decimal digits. */
import { nano } from '../../sdk/protocol/fields.ts'
import type { UnixNano } from '../../sdk/protocol/records.ts'

/** The largest `fixed64`: a page can forge twenty nines. */
const LAST_NANO = 2n ** 64n - 1n

export function writeNano(time: UnixNano): UnixNano {
  const value = BigInt(time)
  return String(value > LAST_NANO ? LAST_NANO : value)
}

/** As text, or as the number that some producers write; undefined for anything else. */
export function readNano(value: unknown): UnixNano | undefined {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return String(BigInt(Math.floor(value)))
  return nano(value)
}
