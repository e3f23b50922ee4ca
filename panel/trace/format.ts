/** Numbers as the panel writes them. English, as DevTools' own panels format them in an English interface. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { Tokens } from './model.ts'

const count = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `0.4 ms`, `770 ms`, `1.18 s`, `12.4 s`, `1 min 12 s`, `2 h 5 min`. */
export function formatDuration(duration: Milliseconds): string {
  if (!Number.isFinite(duration) || duration < 0) return '–'
  if (duration < 10) return `${Number(duration.toFixed(1))} ms`
  if (duration < 999.5) return `${Math.round(duration)} ms`
  const seconds = duration / 1000
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  return formatLong(Math.round(seconds))
}

/** For a length that grows: one digit fewer, so that the eye is not drawn to it in each frame. `0.8 s`, `12.4 s`, `1 min 12 s`. */
export function formatElapsed(duration: Milliseconds): string {
  if (!Number.isFinite(duration) || duration < 0) return '–'
  const seconds = duration / 1000
  return seconds < 59.95 ? `${seconds.toFixed(1)} s` : formatLong(Math.round(seconds))
}

/** `1,550`; with as many digits after the point as are asked for. */
export function formatCount(value: number, digits = 0): string {
  return digits === 0
    ? count.format(value)
    : value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

/** `312 → 138`, `≈ 312 → 138` where that is an estimate; `?` for a side that nobody stated, empty where nobody stated either. */
export function formatTokens({ input, output, estimated }: Tokens): string {
  if (input === undefined && output === undefined) return ''
  return `${about(estimated)}${input === undefined ? '?' : formatCount(input)} → ${output === undefined ? '?' : formatCount(output)}`
}

/** What stands before estimated numbers. */
export function about(estimated: true | undefined): string {
  return estimated === true ? '≈ ' : ''
}

function formatLong(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`
}
