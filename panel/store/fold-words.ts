import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { formatDuration } from '../trace/format.ts'
import type { CssPixels } from '../trace/time-scale.ts'

/** Of a letter of the ruler, about. */
const LETTER: CssPixels = 5.4
const ROOM: CssPixels = 4

/** How long a pause is, as far as its strip has room: `41 s idle`, `41 s`, nothing. */
export function foldWords(length: Milliseconds, width: CssPixels): string {
  const words = wholeSeconds(length)
  return [`${words} idle`, words].find((text) => text.length * LETTER + ROOM <= width) ?? ''
}

/** `2.3 s`, `41 s`, `1:12 min`, `2 h 5 min`. */
function wholeSeconds(length: Milliseconds): string {
  const seconds = Math.round(length / 1000)
  if (seconds < 10) return `${(length / 1000).toFixed(1)} s`
  if (seconds < 60) return `${seconds} s`
  if (seconds >= 3600) return formatDuration(length)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`
}
