/** What a row is sorted by, as a number; NaN where it is unknown. Of words it is their place among all that occur. */
import { firstChunkOf } from './fill.ts'
import type { RowSort, SortBy, SpanIndex } from './model.ts'
import { selfTime } from './self-time.ts'
import { Flag, OUTCOMES, TOKEN_NAMES } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { f64, i32, u8 } from './table.ts'

type ValueOf = (row: SpanIndex) => number

/** `rows`: those that are to be sorted. */
export function sortValues(spans: Spans, rows: Int32Array, { by, value }: RowSort): ValueOf {
  return value ?? VALUES[by](spans, rows)
}

const [INPUT, OUTPUT, CACHED] = (['input', 'output', 'cacheRead'] as const).map((name) => TOKEN_NAMES.indexOf(name)) as [
  number,
  number,
  number,
]

const VALUES: { readonly [by in SortBy]: (spans: Spans, rows: Int32Array) => ValueOf } = {
  name: ({ tables, shared }, rows) =>
    byText(
      rows,
      (row) => i32(tables.spans.columns.words, row),
      (id) => {
        const words = shared.words.get(id)
        return words && `${words.operation} ${words.subject} ${words.model ?? ''}`
      },
    ),
  model: ({ tables, shared }, rows) =>
    byText(
      rows,
      (row) => i32(tables.spans.columns.words, row),
      (id) => shared.words.get(id)?.model,
    ),
  conversation: ({ tables, tally }, rows) =>
    byText(
      rows,
      (row) => i32(tables.spans.columns.trace, row),
      (trace) => tally.conversationOf(trace),
    ),
  status: byStatus,
  ttft: ({ tables, shared }) => {
    const { start } = tables.spans.columns
    return (row) => {
      const token = shared.usage.firstToken(row)
      return Number.isNaN(token) ? firstChunkOf(tables, row) - f64(start, row) : token
    }
  },
  // Of what runs no duration is known yet.
  duration: ({ tables: { spans } }) => {
    const { start, end } = spans.columns
    return (row) => f64(end, row) - f64(start, row)
  },
  self:
    ({ tables }) =>
    (row) =>
      selfTime(tables, row, Number.NaN),
  tokens:
    ({ sums }) =>
    (row) =>
      sumOf(sums.shown(row, INPUT), sums.shown(row, OUTPUT)),
  cached:
    ({ sums }) =>
    (row) =>
      sums.shown(row, CACHED) / sums.shown(row, INPUT),
  cost:
    ({ sums }) =>
    (row) =>
      sums.shownCost(row),
  start:
    ({ tables }) =>
    (row) =>
      f64(tables.spans.columns.start, row),
}

function sumOf(input: number, output: number): number {
  if (Number.isNaN(input)) return output
  return Number.isNaN(output) ? input : input + output
}

/** What went wrong first, then what runs, then what is well; of those alike by the words that they say. */
function byStatus({ tables, shared }: Spans, rows: Int32Array): ValueOf {
  const { columns } = tables.spans
  const words = byText(
    rows,
    (row) => i32(columns.said, row),
    (id) => {
      const said = shared.said.get(id)
      return said && (said.errorType ?? said.finishReasons.join(', '))
    },
  )
  return (row) => {
    const outcome = OUTCOMES[u8(columns.outcome, row)] ?? 'ok'
    const isCutOff = outcome === 'ok' && (u8(columns.flags, row) & Flag.cutOff) !== 0
    const within = words(row)
    return (isCutOff ? 2 : GROUPS[outcome]) * 2 ** 32 + (Number.isNaN(within) ? 2 ** 31 : within)
  }
}

const GROUPS = { error: 0, aborted: 1, running: 3, ok: 4 } as const

/** Texts that rows share, each looked at once. `textOf`: of a number that `idOf` gives. */
function byText(rows: Int32Array, idOf: (row: SpanIndex) => number, textOf: (id: number) => string | undefined): ValueOf {
  const texts: string[] = []
  for (const row of rows) {
    const id = idOf(row)
    texts[id] ??= textOf(id)?.trim().toLowerCase() ?? ''
  }
  // By code units, and without a function that compares: a collator's order of as many texts as there can be takes seconds.
  const ranks = new Map([...new Set(texts.filter((text) => text !== ''))].toSorted().map((text, rank) => [text, rank]))
  const rankOf = texts.map((text) => ranks.get(text) ?? Number.NaN)
  return (row) => rankOf[idOf(row)] ?? Number.NaN
}
