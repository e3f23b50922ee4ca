/** Words of spans and of traces, by their rows in the columns: which are there, which are missing, and how they are made. */
import { speakers, type End } from '../trace/calls-below.ts'
import type { Row, RowList, SpanIndex, Trace, TraceView } from '../trace/model.ts'
import { NONE, RUNNING, SPAN_CLASSES, type Tables } from '../trace/span-columns.ts'
import { NO_WORDS, spanWords, talkWords, type SpanWords } from '../trace/span-words.ts'
import { i32, u32, u8 } from '../trace/table.ts'
import { steady } from './steady.ts'
import { Turns } from './turns.ts'

/** Words that are kept; the oldest go. */
const MAX_KEPT = 4_000
/** A longer record is not read for its row. */
const MOST_BYTES = 1024 * 1024
/** Records whose bytes are held at once. */
const AT_ONCE = 24
/** Calls that are looked at from each end of what lies below. */
const SPEAKERS = 4

/** A row number is another span's when that one goes: these tell. `seq`, `logs`: of its record, and of what came beside it; `spans`: of its trace. */
interface Stamp {
  readonly idHigh: number
  readonly idLow: number
  readonly seq: number
  readonly logs: number
  readonly spans: number
}

interface Entry {
  readonly stamp: Stamp
  readonly words: SpanWords
  /** The trace's version that they say, where what they are made of may still grow. */
  readonly grows: number | undefined
}

/** A span's index; of a trace `~` the index of its first span. */
type Item = number

export interface WordsCache {
  ofSpan(index: SpanIndex): SpanWords | undefined
  ofTrace(trace: TraceView): SpanWords | undefined
  /** Whether the title of the span's trace asks the same. */
  isTitle(index: SpanIndex, words: SpanWords): boolean
  /** Of these rows those whose words are not there, or old. */
  missing(rows: RowList, first: number, end: number): readonly Item[]
  /** In turns of a few milliseconds; `give` waits for the next one, `came` is told when there are new words. */
  make(items: readonly Item[], give: () => Promise<void>, came: () => void): Promise<void>
}

const TALKS: ReadonlySet<number> = new Set(['agent', 'workflow', 'other'].map((each) => SPAN_CLASSES.findIndex((known) => known === each)))

export function createWordsCache(trace: Trace): WordsCache {
  const cache = new Cache(trace)
  return {
    ofSpan: (index) => cache.shown(index),
    ofTrace: ({ first }) => cache.shown(~first),
    isTitle: (index, { asked }) => asked !== '' && cache.shown(~cache.rootOf(index))?.asked === asked,
    missing: (rows, first, end) => cache.missing(rows, first, end),
    make: (items, give, came) => cache.make(items, new Turns(), give, came),
  }
}

class Cache {
  readonly #trace: Trace
  /** What spans themselves say. */
  readonly #own = new Map<SpanIndex, Entry>()
  /** What agents and traces say, with the calls below them. */
  readonly #talks = new Map<Item, Entry>()
  #tables: Tables | undefined

  constructor(trace: Trace) {
    this.#trace = trace
  }

  shown(item: Item): SpanWords | undefined {
    this.#forgetCleared()
    const entry = this.#map(item).get(item)
    return entry !== undefined && isSame(entry.stamp, this.#stamp(item), 'span') ? entry.words : undefined
  }

  rootOf(index: SpanIndex): SpanIndex {
    const { spans, traces } = this.#trace.tables
    const trace = i32(spans.columns.trace, index)
    return trace === NONE ? index : i32(traces.columns.first, trace)
  }

  /** A trace that was cleared has other tables, and may get the same spans again with other words. */
  #forgetCleared(): void {
    if (this.#tables === this.#trace.tables) return
    this.#tables = this.#trace.tables
    this.#own.clear()
    this.#talks.clear()
  }

  missing(rows: RowList, first: number, end: number): readonly Item[] {
    this.#forgetCleared()
    const items: Item[] = []
    for (let position = first; position < end; position++) {
      const row = rows.at(position)
      const item = row && itemOf(row)
      if (item !== undefined && this.#isThere(item) && !this.#isFresh(item)) items.push(item)
    }
    return items
  }

  async make(items: readonly Item[], turns: Turns, give: () => Promise<void>, came: () => void): Promise<void> {
    let isNew = false
    const tell = (): void => {
      if (isNew) came()
      isNew = false
    }
    const needed = new Set(items.flatMap((item) => this.#speakersOf(item)).filter((index) => !this.#isFreshIn(this.#own, index)))
    for (const some of partsOf([...needed])) {
      const stamps = some.map((index) => [index, this.#stamp(index)] as const)
      const read = await this.#trace.readMany(some, MOST_BYTES)
      for (const [index, stamp] of stamps) {
        if (this.#isThere(index) && isSame(stamp, this.#stamp(index), 'record')) isNew = this.#makeOwn(index, read(index)) || isNew
        if (!turns.isOver) continue
        tell()
        await turns.next(give)
      }
    }
    for (const item of items) if (this.#isThere(item) && this.#isTalk(item)) isNew = this.#makeTalk(item) || isNew
    tell()
    this.#trim()
  }

  /** @returns whether a row shows it anew. */
  #makeOwn(index: SpanIndex, detail: Parameters<typeof spanWords>[1] | undefined): boolean {
    const words = detail === undefined ? NO_WORDS : spanWords(this.#trace.span(index), detail)
    return this.#keep(this.#own, index, words) && !this.#isTalk(index)
  }

  #makeTalk(item: Item): boolean {
    const { tables } = this.#trace
    const wordsOf = (index: SpanIndex): SpanWords => this.#own.get(index)?.words ?? NO_WORDS
    const from = (end: End): readonly SpanWords[] => speakers(tables, this.#startOf(item, end), end, SPEAKERS).map(wordsOf)
    const own = item < 0 ? NO_WORDS : wordsOf(item)
    const first = from('first').find(({ asked }) => asked !== '')
    const last = from('last').find(({ output }) => output !== '')
    return this.#keep(this.#talks, item, talkWords(own, first, last))
  }

  #keep(map: Map<Item, Entry>, item: Item, made: SpanWords): boolean {
    const before = map.get(item)
    const stamp = this.#stamp(item)
    const known = before !== undefined && isSame(before.stamp, stamp, 'span') ? before.words : undefined
    const words = steady(known, made)
    const grows = this.#grows(map, item) ? this.#trace.version : undefined
    map.delete(item)
    map.set(item, { stamp, words, grows })
    return words !== known
  }

  #grows(map: Map<Item, Entry>, item: Item): boolean {
    const { spans, traces } = this.#trace.tables
    const index = item < 0 ? ~item : item
    const isRunning = u8(spans.columns.outcome, index) === RUNNING
    return isRunning || (map === this.#talks && u32(traces.columns.running, i32(spans.columns.trace, index)) > 0)
  }

  #isFresh(item: Item): boolean {
    return this.#isFreshIn(this.#map(item), item)
  }

  #isFreshIn(map: Map<Item, Entry>, item: Item): boolean {
    const entry = map.get(item)
    if (entry === undefined || !isSame(entry.stamp, this.#stamp(item), map === this.#talks ? 'trace' : 'record')) return false
    return entry.grows === undefined || entry.grows === this.#trace.version
  }

  #map(item: Item): Map<Item, Entry> {
    return this.#isTalk(item) ? this.#talks : this.#own
  }

  #isTalk(item: Item): boolean {
    return item < 0 || TALKS.has(u8(this.#trace.tables.spans.columns.class, item))
  }

  #isThere(item: Item): boolean {
    const index = item < 0 ? ~item : item
    const { spans } = this.#trace.tables
    return index < spans.length && i32(spans.columns.trace, index) !== NONE
  }

  /** All whose own words an item's are made of. */
  #speakersOf(item: Item): readonly SpanIndex[] {
    if (!this.#isTalk(item)) return [item]
    const ends = (['first', 'last'] as const).flatMap((end) => speakers(this.#trace.tables, this.#startOf(item, end), end, SPEAKERS))
    return item < 0 ? ends : [item, ...ends]
  }

  #startOf(item: Item, end: End): number {
    const { spans, traces } = this.#trace.tables
    if (item >= 0) return i32(end === 'first' ? spans.columns.firstChild : spans.columns.lastChild, item)
    return i32(end === 'first' ? traces.columns.first : traces.columns.last, i32(spans.columns.trace, ~item))
  }

  #stamp(item: Item): Stamp {
    const { spans, traces } = this.#trace.tables
    const { idHigh, idLow, seq, logs, trace } = spans.columns
    const index = item < 0 ? ~item : item
    const of = i32(trace, index)
    return {
      idHigh: u32(idHigh, index),
      idLow: u32(idLow, index),
      seq: u32(seq, index),
      logs: i32(logs, index),
      spans: of === NONE ? 0 : u32(traces.columns.spans, of),
    }
  }

  #trim(): void {
    for (const map of [this.#own, this.#talks])
      for (const item of map.keys()) {
        if (map.size <= MAX_KEPT) break
        map.delete(item)
      }
  }
}

/** `span`: of the same span; `record`: and of the same record; `trace`: and with as many spans in the trace. */
function isSame(a: Stamp, b: Stamp, as: 'span' | 'record' | 'trace'): boolean {
  if (a.idHigh !== b.idHigh || a.idLow !== b.idLow) return false
  return as === 'span' || (a.seq === b.seq && a.logs === b.logs && (as === 'record' || a.spans === b.spans))
}

const itemOf = (row: Row): Item => (row.type === 'trace' ? ~row.trace.first : row.index)

function* partsOf(all: readonly SpanIndex[]): Generator<readonly SpanIndex[]> {
  for (let from = 0; from < all.length; from += AT_ONCE) yield all.slice(from, from + AT_ONCE)
}
