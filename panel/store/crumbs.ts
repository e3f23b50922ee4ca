/** The way in: what was shown before each choice of less, the widest first. */
import type { TimeRange } from './time-range.ts'

/** More is no help on the way back. */
const MOST = 6

/** Less is shown by choice: what was shown is a step of the way, if it is wider. */
export function stepped(way: readonly TimeRange[], before: TimeRange | undefined, now: TimeRange | undefined): readonly TimeRange[] {
  return before === undefined ? widerThan(way, now) : widerThan([...way, before], now).filter((_, at, all) => at >= all.length - MOST)
}

/** The steps that still are wider than what is shown. */
export function widerThan(way: readonly TimeRange[], now: TimeRange | undefined): readonly TimeRange[] {
  return now === undefined ? [] : way.filter(({ start, end }) => start <= now.start && end >= now.end && end - start > now.end - now.start)
}
