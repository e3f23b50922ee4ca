/**
 * What the page's calls have told and nobody has read yet. All of it is read together: what reading one call costs is for the most part what it costs to
 * begin reading.
 */
import { guard } from '../capture/guard.ts'
import { clearNativeTimeout, setNativeTimeout } from '../capture/native-timers.ts'
import type { Milliseconds } from '../protocol/records.ts'

export interface Waiting {
  /** Reads what waits. */
  release(): void
}

/** How long what a call tells waits where somebody is to have its span, and nobody looks on. */
export const READ_WITHIN_MS: Milliseconds = 1_000

/** Calls that wait at once; with the one that goes beyond, all are read. */
export const MAX_WAITING = 100

/** In the order of their calls. */
const waiting = new Set<Waiting>()
let timer: unknown
/** What the timer was set to. */
let least = Number.POSITIVE_INFINITY

/** It is released within `limit`, which may be infinite, or with {@link releaseAll}, once. */
export function waitFor(one: Waiting, limit: Milliseconds): void {
  waiting.add(one)
  if (waiting.size > MAX_WAITING) return releaseAll()
  if (limit >= least) return
  clearNativeTimeout(timer)
  least = limit
  timer = setNativeTimeout(releaseAll, limit)
}

/** It has been read, or waits elsewhere. */
export function waitNoMore(one: Waiting): void {
  waiting.delete(one)
}

/** Reads all that waits anywhere in the page, now. */
export function releaseAll(): void {
  clearNativeTimeout(timer)
  timer = undefined
  least = Number.POSITIVE_INFINITY
  const all = [...waiting]
  waiting.clear()
  for (const one of all) guard(() => one.release())
}
