/** Which traces go when the store is full: the oldest whole ones, running ones last, never the one that wants the room. */
import { RUNNING, at } from './span-columns.ts'
import type { Columns } from './span-columns.ts'

/** What the store keeps at most; the oldest whole trace goes first. */
export interface Limits {
  readonly spans: number
  /** About the bytes of all records, live text and events. */
  readonly bytes: number
}

export const DEFAULT_LIMITS: Limits = { spans: 20_000, bytes: 64 * 1024 * 1024 }

/** Room made beyond need: moving the columns costs the same for one trace as for a thousand. */
const HEADROOM = 1 / 16

interface Held {
  spans: number
  bytes: number
  running: boolean
}

/** Trace numbers to give up. `order`: all of them, oldest first; `needed`: bytes that are to come. */
export function chooseDoomed(
  columns: Columns,
  bytesAt: (index: number) => number,
  order: readonly number[],
  limits: Limits,
  needed: number,
): Set<number> {
  const held = holdings(columns, bytesAt)
  const isRunning = (trace: number): boolean => held.get(trace)?.running ?? false
  let spans = columns.length
  let bytes = needed
  for (const { bytes: own } of held.values()) bytes += own
  const doomed = new Set<number>()
  for (const trace of [...order.filter((id) => !isRunning(id)), ...order.filter((id) => isRunning(id))]) {
    if (spans < limits.spans * (1 - HEADROOM) && bytes <= limits.bytes * (1 - HEADROOM)) break
    doomed.add(trace)
    spans -= held.get(trace)?.spans ?? 0
    bytes -= held.get(trace)?.bytes ?? 0
  }
  return doomed
}

function holdings(columns: Columns, bytesAt: (index: number) => number): ReadonlyMap<number, Held> {
  const held = new Map<number, Held>()
  for (let index = 0; index < columns.length; index++) {
    const trace = at(columns.trace, index)
    const sum = held.get(trace) ?? { spans: 0, bytes: 0, running: false }
    sum.spans++
    sum.bytes += bytesAt(index)
    sum.running ||= columns.outcome[index] === RUNNING
    held.set(trace, sum)
  }
  return held
}
