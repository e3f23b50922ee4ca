/** Ids as 32-bit words: 16 lower-case hex digits are two, 32 are four. Pages forge others: those stand as a hash, and their text beside it. */
import { finish, mix } from './id-index.ts'

export interface IdWords {
  /** As many as the id's kind has. */
  readonly words: readonly number[]
  /** Set where the words are only a hash of it. */
  readonly odd: string | undefined
}

export function idWords(id: string, count: 2 | 4): IdWords {
  if (id.length !== count * 8) return oddWords(id, count)
  const words = [0, 0, 0, 0].slice(0, count)
  for (let word = 0; word < count; word++) {
    let value = 0
    for (let at = word * 8; at < word * 8 + 8; at++) {
      const digit = digitOf(id.charCodeAt(at))
      if (digit < 0) return oddWords(id, count)
      value = (value << 4) | digit
    }
    words[word] = value >>> 0
  }
  return { words, odd: undefined }
}

export function hexOf(...words: readonly number[]): string {
  let text = ''
  for (const word of words) text += word.toString(16).padStart(8, '0')
  return text
}

function oddWords(id: string, count: number): IdWords {
  let hash = 0
  for (let at = 0; at < id.length; at++) hash = mix(hash, id.charCodeAt(at))
  return { words: Array.from({ length: count }, (_, word) => finish(mix(hash, word))), odd: id }
}

function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  return code >= 97 && code <= 102 ? code - 87 : -1
}
