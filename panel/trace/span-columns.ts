/**
 * The hot facts of all spans as typed arrays: 120 bytes a span where objects cost 600, and no garbage while a stream runs. Payloads (the
 * records) lie beside them. Strings are interned.
 */
import type { Outcome, SpanClass, SpanIndex } from './model.ts'

/** Stands in an index column for "nobody". */
export const NONE = -1

export const SPAN_CLASSES: readonly SpanClass[] = ['other', 'agent', 'workflow', 'inference', 'embeddings', 'retrieval', 'tool', 'mcp']
export const OUTCOMES: readonly Outcome[] = ['running', 'ok', 'error', 'aborted']
export const RUNNING = OUTCOMES.indexOf('running')

const FLOATS = ['start', 'end', 'firstChunk', 'news', 'input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const
const INTS = [
  'parent',
  'firstChild',
  'lastChild',
  'next',
  'trace',
  'name',
  'operation',
  'subject',
  'model',
  'provider',
  'conversation',
] as const
const BYTES = ['class', 'outcome', 'cutOff', 'estimated'] as const

/** Those of the integer columns that hold span indices. */
const LINKS = ['parent', 'firstChild', 'lastChild', 'next'] as const
/** Those that hold ids of the string table. */
export const TEXTS = ['name', 'operation', 'subject', 'model', 'provider', 'conversation'] as const

type FloatName = (typeof FLOATS)[number]
type IntName = (typeof INTS)[number]
type ByteName = (typeof BYTES)[number]

/**
 * `start`, `end`, `firstChunk`, `news` (when the span was last heard of): milliseconds since the epoch, NaN for none. Token counts: NaN for
 * "nobody said". `parent`, `firstChild`, `lastChild`, `next` (sibling): span indices. `trace`: a number of the store's own. The other
 * integers: ids in the string table. `class`, `outcome`: positions in the lists above.
 */
export type Columns = { length: number } & { [N in FloatName]: Float64Array } & { [N in IntName]: Int32Array } & {
  [N in ByteName]: Uint8Array
}

export function createColumns(capacity = 64): Columns {
  const floats = (): Float64Array => new Float64Array(capacity).fill(Number.NaN)
  const ints = (): Int32Array => new Int32Array(capacity).fill(NONE)
  const bytes = (): Uint8Array => new Uint8Array(capacity)
  return {
    length: 0,
    start: floats(),
    end: floats(),
    firstChunk: floats(),
    news: floats(),
    input: floats(),
    output: floats(),
    cacheRead: floats(),
    cacheWrite: floats(),
    reasoning: floats(),
    parent: ints(),
    firstChild: ints(),
    lastChild: ints(),
    next: ints(),
    trace: ints(),
    name: ints(),
    operation: ints(),
    subject: ints(),
    model: ints(),
    provider: ints(),
    conversation: ints(),
    class: bytes(),
    outcome: bytes(),
    cutOff: bytes(),
    estimated: bytes(),
  }
}

/** Index of a new, empty span. Capacity doubles, so that an append costs constant time on average. */
export function append(columns: Columns): SpanIndex {
  if (columns.length === columns.start.length) grow(columns, columns.length * 2)
  return columns.length++
}

function grow(columns: Columns, capacity: number): void {
  const larger = createColumns(capacity)
  for (const name of FLOATS) larger[name].set(columns[name])
  for (const name of INTS) larger[name].set(columns[name])
  for (const name of BYTES) larger[name].set(columns[name])
  Object.assign(columns, larger, { length: columns.length })
}

/** Columns of the spans that `isKept` names, in the same order, and each old index's new one ({@link NONE}: gone). Links go along. */
export function compact(columns: Columns, isKept: (index: SpanIndex) => boolean): { columns: Columns; moved: Int32Array } {
  const kept = createColumns(columns.start.length)
  const moved = new Int32Array(columns.length).fill(NONE)
  for (let from = 0; from < columns.length; from++) {
    if (!isKept(from)) continue
    const to = kept.length++
    moved[from] = to
    for (const name of FLOATS) kept[name][to] = float(columns[name], from)
    for (const name of INTS) kept[name][to] = at(columns[name], from)
    for (const name of BYTES) kept[name][to] = columns[name][from] ?? 0
  }
  for (const name of LINKS) {
    for (let index = 0; index < kept.length; index++) kept[name][index] = at(moved, at(kept[name], index))
  }
  return { columns: kept, moved }
}

/** Number of an index column; {@link NONE} beyond its end. */
export function at(column: Int32Array, index: SpanIndex): number {
  return column[index] ?? NONE
}

/** Number of a float column; NaN beyond its end. */
export function float(column: Float64Array, index: SpanIndex): number {
  return column[index] ?? Number.NaN
}

/** Text ⇄ a small number. */
export interface Strings {
  intern(text: string | undefined): number
  text(id: number): string | undefined
}

export function createStrings(): Strings {
  const texts: string[] = []
  const ids = new Map<string, number>()
  return {
    intern(text) {
      if (text === undefined) return NONE
      const known = ids.get(text)
      if (known !== undefined) return known
      ids.set(text, texts.length)
      return texts.push(text) - 1
    },
    text: (id) => texts[id],
  }
}
