/** Entries of a batch, in pieces that the devtools page can take at once. Pure; each entry is walked through once. */
import { isObject, MAX_ENTRIES, own, whole } from '../sdk/protocol/fields.ts'

/** Characters of a piece; one entry may have more. */
export const MAX_PIECE_CHARACTERS = 1_048_576
/** Characters of one entry: twice what a ring of the default size holds. A longer one is lost. */
export const MAX_ENTRY_CHARACTERS = 8_388_608

export interface Piece {
  readonly entries: readonly unknown[]
  /** The highest `seq`, entries included that are too long. */
  readonly last: number
  readonly characters: number
  /** No other one follows. */
  readonly isLast: boolean
}

/** Usually one. Entries that are too long are in none, nor are those beyond {@link MAX_ENTRIES}. */
export function* piecesOf(sent: readonly unknown[]): Generator<Piece> {
  const count = Math.min(sent.length, MAX_ENTRIES)
  let entries: unknown[] = []
  let [last, characters] = [0, 0]
  for (let at = 0; at < count; at++) {
    const entry = sent[at]
    const length = charactersOf(entry)
    const isTooLong = length > MAX_ENTRY_CHARACTERS
    if (!isTooLong && entries.length > 0 && characters + length > MAX_PIECE_CHARACTERS) {
      yield { entries, last, characters, isLast: false }
      entries = []
      last = characters = 0
    }
    last = Math.max(last, seqOf(entry))
    if (!isTooLong) {
      entries.push(entry)
      characters += length
    }
  }
  yield { entries, last, characters, isLast: true }
}

export const seqOf = (entry: unknown): number => whole(own(entry, 'seq'))

/** About how long its JSON is. No more than a little above {@link MAX_ENTRY_CHARACTERS} is counted, and a cycle is as long as that. */
export function charactersOf(value: unknown): number {
  try {
    return walk(value, 0)
  } catch {
    // Nested too deep: JSON could not be written of it either.
    return Number.POSITIVE_INFINITY
  }
}

/** A number, a literal, what stands between two of them. */
const SMALL = 4

function walk(value: unknown, before: number): number {
  if (typeof value === 'string') return before + value.length + SMALL
  let sum = before + SMALL
  if (!isObject(value)) return sum
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && sum <= MAX_ENTRY_CHARACTERS; at++) sum = walk(value[at], sum)
    return sum
  }
  for (const key in value) {
    sum = walk(value[key], sum + key.length + SMALL)
    if (sum > MAX_ENTRY_CHARACTERS) break
  }
  return sum
}
