/** Cuts text and JSON to a length and says, in their place, how much went. Head and tail stay: the question and the answer to it stand there. */
import { headOf, tailOf } from '../protocol/cutting.ts'
import type { JsonValue } from '../protocol/records.ts'
import { grouped, isList, isRecord, mapStrings } from './json.ts'
import { charactersOf, MAX_DEPTH } from './own-json.ts'

export interface Cut<T> {
  readonly value: T
  /** Characters that went. */
  readonly cut: number
}

/** Below it head and tail would be crumbs around the note. */
const MIN_TEXT = 64
/** Characters of the note itself, at most. */
const NOTE = 36
const HEAD_SHARE = 2 / 3

const note = (characters: number): string => `[${grouped(characters)} characters cut]`

export function cutText(text: string, limit: number): Cut<string> {
  if (text.length <= limit) return { value: text, cut: 0 }
  if (limit < MIN_TEXT) return { value: note(text.length), cut: text.length }
  const room = limit - NOTE
  const headRoom = Math.ceil(room * HEAD_SHARE)
  const [head, tail] = [headOf(text, headRoom), tailOf(text, room - headRoom)]
  const cut = text.length - head.length - tail.length
  return { value: `${head}… ${note(cut)} …${tail}`, cut }
}

/** Items of a list, or fields of an object, that stay when there are too many; the first that makes it fit. */
const ITEMS = [Number.POSITIVE_INFINITY, 400, 40, 8]

/**
 * JSON of the same structure, cut inside its strings, then inside its longest lists. What even so does not fit (a hundred thousand numbers, each in a
 * list of its own) becomes the text of its JSON, cut.
 */
export function cutJson(value: JsonValue, limit: number): Cut<JsonValue> {
  if (typeof value === 'string') return cutText(value, limit)
  if (charactersOf(value) <= limit) return { value, cut: 0 }
  for (const items of limit < MIN_TEXT ? [] : ITEMS) {
    const thinned = items === Number.POSITIVE_INFINITY ? { value, cut: 0 } : thin(value, items)
    const lengths = lengthsOf(thinned.value)
    const room = limit - (charactersOf(thinned.value) - lengths.reduce((sum, length) => sum + length, 0))
    const most = shareOf(lengths, room)
    if (most < MIN_TEXT && lengths.some((length) => length > most)) continue
    if (room < 0) continue
    const { value: cut, cut: characters } = cutStrings(thinned.value, most)
    return { value: cut, cut: thinned.cut + characters }
  }
  return cutText(textOf(value), limit)
}

function cutStrings(value: JsonValue, most: number): Cut<JsonValue> {
  let cut = 0
  const result = mapStrings(value, (text) => {
    const piece = cutText(text, most)
    cut += piece.cut
    return piece.value
  })
  return { value: result, cut }
}

function lengthsOf(value: JsonValue): readonly number[] {
  const lengths: number[] = []
  mapStrings(value, (text) => {
    lengths.push(text.length)
    return text
  })
  return lengths
}

/** The length to which strings must be cut so that all together fit into `room`: short ones stay whole and leave their room to the long ones. */
export function shareOf(lengths: readonly number[], room: number): number {
  let left = Math.max(0, room)
  const ascending = lengths.toSorted((a, b) => a - b)
  for (const [at, length] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - at))
    if (length > share) return share
    left -= length
  }
  return Number.POSITIVE_INFINITY
}

/** Lists and objects with their first and last items only. */
function thin(value: JsonValue, items: number, depth = 0): Cut<JsonValue> {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return { value, cut: 0 }
  let cut = 0
  const inner = (item: JsonValue): JsonValue => {
    const thinned = thin(item, items, depth + 1)
    cut += thinned.cut
    return thinned.value
  }
  if (isList(value)) {
    const { head, middle, tail } = split(value, items)
    cut += middle.reduce<number>((sum, item) => sum + charactersOf(item), 0)
    const between = middle.length === 0 ? [] : [`… [${grouped(middle.length)} items cut] …`]
    return { value: [...head.map(inner), ...between, ...tail.map(inner)], cut }
  }
  if (!isRecord(value)) return { value, cut: 0 }
  const { head, middle, tail } = split(Object.entries(value), items)
  for (const [key, item] of middle) cut += key.length + charactersOf(item)
  const between: [string, JsonValue][] = middle.length === 0 ? [] : [['…', `[${grouped(middle.length)} fields cut]`]]
  const fields = [...head, ...tail].map(([key, item]): [string, JsonValue] => [key, inner(item)])
  return { value: Object.fromEntries([...fields.slice(0, head.length), ...between, ...fields.slice(head.length)]), cut }
}

function split<T>(
  all: readonly T[],
  keep: number,
): { readonly head: readonly T[]; readonly middle: readonly T[]; readonly tail: readonly T[] } {
  if (all.length <= keep) return { head: all, middle: [], tail: [] }
  const head = Math.ceil(keep * HEAD_SHARE)
  const tail = all.length - (keep - head)
  return { head: all.slice(0, head), middle: all.slice(head, tail), tail: all.slice(tail) }
}

function textOf(value: JsonValue): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Nested deeper than the engine's stack.
    return '[unreadable value]'
  }
}
