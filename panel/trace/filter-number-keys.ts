/** Keys that are followed by a comparison: `tokens>1000`, `ttft>2s`, `cached>50%`. */
import type { SpanIndex } from './model.ts'
import type { Spans } from './spans.ts'
import { TOKEN_NAMES } from './span-columns.ts'
import { f32, f64 } from './table.ts'
import type { NumberKey } from './filter-keys.ts'

type Read = (row: SpanIndex) => number

/** As the row shows them. */
function tokens(spans: Spans, name: (typeof TOKEN_NAMES)[number]): Read {
  const kind = TOKEN_NAMES.indexOf(name)
  return (row) => spans.sums.shown(row, kind)
}

/** Nobody said one of them: the other one is all that is known. */
function allTokens(spans: Spans): Read {
  const [input, output] = [tokens(spans, 'input'), tokens(spans, 'output')]
  return (row) => {
    const [a, b] = [input(row), output(row)]
    return Number.isNaN(a) ? b : Number.isNaN(b) ? a : a + b
  }
}

function cachedShare(spans: Spans): Read {
  const [cached, input] = [tokens(spans, 'cacheRead'), tokens(spans, 'input')]
  return (row) => (cached(row) / input(row)) * 100
}

function duration({ tables: { spans } }: Spans): Read {
  const { start, end } = spans.columns
  return (row) => f64(end, row) - f64(start, row)
}

/** To the first token where somebody said when it came, else to the first chunk. */
function timeToFirst({ tables, shared }: Spans): Read {
  const { firstChunk } = tables.spans.columns
  return (row) => {
    const token = shared.usage.firstToken(row)
    return Number.isNaN(token) ? f32(firstChunk, row) : token
  }
}

export const NUMBER_KEYS: { readonly [name: string]: NumberKey } = {
  tokens: { type: 'number', unit: 'count', example: '>1000', words: 'input and output tokens', read: allTokens },
  input: { type: 'number', unit: 'count', example: '>1000', words: 'input tokens', read: (spans) => tokens(spans, 'input') },
  output: { type: 'number', unit: 'count', example: '>=500', words: 'output tokens', read: (spans) => tokens(spans, 'output') },
  reasoning: { type: 'number', unit: 'count', example: '>500', words: 'reasoning tokens', read: (spans) => tokens(spans, 'reasoning') },
  cached: { type: 'number', unit: 'percent', example: '>50%', words: 'share of the input read from a cache', read: cachedShare },
  cost: {
    type: 'number',
    unit: 'dollars',
    example: '>0.01',
    words: 'cost in US dollars',
    read:
      ({ sums }) =>
      (row) =>
        sums.shownCost(row),
  },
  ttft: { type: 'number', unit: 'time', example: '>2s', words: 'time to the first token', read: timeToFirst },
  duration: { type: 'number', unit: 'time', example: '>1.5s', words: 'duration of an ended span', read: duration },
}
