/** Ids as 32-bit words: 16 lower-case hex digits are two, 32 are four. Pages forge others: those stand as a hash, and their text beside it. */
import { finish, mix } from './id-index.ts'

/** `odd`: the id itself, where the words are only a hash of it. */
export interface TraceId {
  readonly words: readonly [number, number, number, number]
  readonly odd?: string | undefined
}

export interface SpanId {
  readonly high: number
  readonly low: number
  readonly odd?: string | undefined
}

export function traceWordsOf(id: string): TraceId {
  const [id0 = -1, id1 = -1, id2 = -1, id3 = -1] = id.length === 32 ? [wordAt(id, 0), wordAt(id, 8), wordAt(id, 16), wordAt(id, 24)] : []
  if (id0 >= 0 && id1 >= 0 && id2 >= 0 && id3 >= 0) return { words: [id0, id1, id2, id3] }
  return { words: [hashed(id, 0), hashed(id, 1), hashed(id, 2), hashed(id, 3)], odd: id }
}

export function spanWordsOf(id: string): SpanId {
  const [high = -1, low = -1] = id.length === 16 ? [wordAt(id, 0), wordAt(id, 8)] : []
  return high >= 0 && low >= 0 ? { high, low } : { high: hashed(id, 0), low: hashed(id, 1), odd: id }
}

export function hexOf(...words: readonly number[]): string {
  let text = ''
  for (const word of words) text += word.toString(16).padStart(8, '0')
  return text
}

/** Of eight digits; -1 where they are none. */
function wordAt(id: string, from: number): number {
  let word = 0
  for (let at = from; at < from + 8; at++) {
    const digit = digitOf(id.charCodeAt(at))
    if (digit < 0) return -1
    word = (word << 4) | digit
  }
  return word >>> 0
}

function hashed(id: string, word: number): number {
  let hash = 0
  for (let at = 0; at < id.length; at++) hash = mix(hash, id.charCodeAt(at))
  return finish(mix(hash, word))
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  return code >= 97 && code <= 102 ? code - 87 : -1
}
