/** An answer as the wire had it → its events: those of an event stream, lines of JSON, or, of anything else, its chunks. Each with the time of the chunk that ended it. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { RawResponse } from '../../sdk/protocol/raw.ts'

export interface WireEvent {
  /** As it came, the line breaks at its end left out. */
  readonly text: string
  /** `event:` of an event stream. */
  readonly name: string | undefined
  /** What it carries: `data:` of an event stream, else {@link text}. */
  readonly data: string
  /** Since the request; `undefined` where nobody knows when it came. */
  readonly at: Milliseconds | undefined
  /** Since the one before. */
  readonly gap: Milliseconds | undefined
}

const END_OF_EVENT = /(?:\r\n|\n|\r){2,}/g
const END_OF_LINE = /[\r\n]+/g
const isEventStream = (text: string, type: string): boolean => /\bevent-stream\b/i.test(type) || /^(?:data|event|id|retry)?:/.test(text)
const isLines = (type: string): boolean => /\b(?:x-)?(?:ndjson|jsonl|json-?lines|json-seq|stream\+json)\b/i.test(type)

export function wireEvents(response: RawResponse): readonly WireEvent[] {
  const { text, headers, form, ends } = response
  const type = headers['content-type'] ?? ''
  const isStream = isEventStream(text, type)
  const byChunk = form === 'chunks' && !isStream && !isLines(type)
  const pieces = byChunk ? piecesAt(text, ends) : piecesUpTo(text, isStream ? END_OF_EVENT : isLines(type) ? END_OF_LINE : undefined)
  return timed(pieces, response, isStream)
}

interface Piece {
  readonly text: string
  /** Where its last character stands. */
  readonly last: number
}

function piecesAt(text: string, ends: readonly number[]): readonly Piece[] {
  const pieces: Piece[] = []
  let from = 0
  for (const end of ends) {
    if (end > from) pieces.push({ text: text.slice(from, end), last: end - 1 })
    from = Math.max(from, end)
  }
  if (from < text.length) pieces.push({ text: text.slice(from), last: text.length - 1 })
  return pieces
}

function piecesUpTo(text: string, end: RegExp | undefined): readonly Piece[] {
  if (end === undefined) return text === '' ? [] : [{ text, last: text.length - 1 }]
  const pieces: Piece[] = []
  const add = (from: number, to: number): void => {
    if (to > from) pieces.push({ text: text.slice(from, to), last: to - 1 })
  }
  let from = 0
  for (const match of text.matchAll(end)) {
    add(from, match.index)
    from = match.index + match[0].length
  }
  add(from, text.length)
  return pieces
}

function timed(pieces: readonly Piece[], { ends, times }: RawResponse, isStream: boolean): readonly WireEvent[] {
  let chunk = 0
  let before: Milliseconds | undefined
  return pieces.map(({ text, last }) => {
    while (chunk < ends.length && (ends[chunk] ?? 0) <= last) chunk++
    const at = times[chunk]
    const gap = at === undefined || before === undefined ? undefined : at - before
    before = at
    return { text, ...(isStream ? fieldsOf(text) : { name: undefined, data: text }), at, gap }
  })
}

function fieldsOf(text: string): Pick<WireEvent, 'name' | 'data'> {
  const valuesOf = (field: string): string[] =>
    [...text.matchAll(new RegExp(`^${field}: ?(.*)$`, 'gm'))].map(([, value = '']) => value.replace(/\r$/, ''))
  const data = valuesOf('data')
  return { name: valuesOf('event').at(-1), data: data.length === 0 ? text : data.join('\n') }
}
