/** When nobody reads a body: neither its end nor an error would ever be heard. */
import type { Milliseconds } from '../protocol/records.ts'
import { clearNativeTimeout, setNativeTimeout } from './native-timers.ts'

/**
 * How long a body may lie without anybody having read of it. A page that cares for an answer reads it at once; one that looked at the status
 * alone never does.
 */
export const UNREAD_MS: Milliseconds = 60_000

/** How long a body may lie that was read in part: a page may be asking its user, in the middle of an answer, how to go on. */
export const LEFT_MS: Milliseconds = 600_000

/** How often it is looked whether a body is still being read: by so much later than the limits may an end come. */
export const LOOK_MS: Milliseconds = 60_000

export interface Resting {
  /** Ends it if it is due. The answer: when to ask again, by the page's monotonic clock. */
  endIfDue(now: Milliseconds): Milliseconds
}

/** One timer for all bodies of the page, set for the first that may be due: most are read to their end long before. */
const resting = new Set<Resting>()
let timer: unknown
let due = Number.POSITIVE_INFINITY

/** `one` is asked at `time`, by the page's monotonic clock, and when it then says so, until {@link wake}. */
export function rest(one: Resting, time: Milliseconds): void {
  resting.add(one)
  lookAt(time)
}

export function wake(one: Resting): void {
  resting.delete(one)
}

function lookAt(time: Milliseconds): void {
  if (time >= due) return
  clearNativeTimeout(timer)
  due = time
  timer = setNativeTimeout(look, time - performance.now())
}

/** Nobody observes bodies any more. */
export function forgetBodies(): void {
  resting.clear()
  clearNativeTimeout(timer)
  timer = undefined
  due = Number.POSITIVE_INFINITY
}

function look(): void {
  timer = undefined
  due = Number.POSITIVE_INFINITY
  const now = performance.now()
  for (const one of resting) lookAt(one.endIfDue(now))
}
