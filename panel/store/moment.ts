import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { TimeScale } from '../trace/time-scale.ts'
import { formatCount } from '../trace/format.ts'
import { foldWords } from './fold-words.ts'

/** What stands at the pointer: the time after `origin`, to the pixel, or how long the pause there is. `1.234 s`, `1:30.2 min`, `41 s idle`. */
export function momentWords(time: Milliseconds, scale: TimeScale, origin: Milliseconds): string {
  const fold = scale.folds.at(time)
  if (fold !== undefined) return foldWords(fold.end - fold.start, Number.POSITIVE_INFINITY)
  const after = time - origin
  const digits = Math.max(0, Math.min(6, Math.ceil(-Math.log10(scale.perPixel))))
  if (Math.abs(after) < 1000) return `${after.toFixed(digits)} ms`
  const seconds = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(scale.perPixel))))
  if (Math.abs(after) < 60_000) return `${(after / 1000).toFixed(seconds)} s`
  const minutes = Math.floor(after / 60_000)
  return `${formatCount(minutes)}:${((after - minutes * 60_000) / 1000).toFixed(seconds).padStart(seconds === 0 ? 2 : seconds + 3, '0')} min`
}
