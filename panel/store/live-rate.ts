import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { LiveText } from '../trace/model.ts'

/** Characters of a token, about: providers count when the answer is over. */
const CHARACTERS = 4
/** Sooner the rate says nothing. */
const LEAST: Milliseconds = 250

/** Tokens a second since the first chunk, estimated from what streamed in; `undefined` where it is too early to tell. */
export function liveRate(live: readonly LiveText[], firstChunk: Milliseconds | undefined, now: Milliseconds): number | undefined {
  const characters = live.reduce((sum, { text }) => sum + text.length, 0)
  if (firstChunk === undefined || characters === 0 || now - firstChunk < LEAST) return undefined
  return Math.round(characters / CHARACTERS / ((now - firstChunk) / 1000))
}
