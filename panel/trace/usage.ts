/**
 * Sums of tokens. Only leaf calls count: an agent's usage, and that of a client's own span around the wire's, repeats its children's. An agent behind a
 * service has no children here, so that what it says itself counts.
 */
import { SPAN_CLASSES, at, float, NONE } from './span-columns.ts'
import type { Columns } from './span-columns.ts'
import type { SpanIndex, Tokens } from './model.ts'

const KINDS = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const
const AGENT = SPAN_CLASSES.indexOf('agent')
type Kind = (typeof KINDS)[number]
const INFERENCE = SPAN_CLASSES.indexOf('inference')
const EMBEDDINGS = SPAN_CLASSES.indexOf('embeddings')

export interface Usage {
  readonly total: Tokens
  /** For each span with leaf calls below it: their sum. */
  readonly below: ReadonlyMap<SpanIndex, Tokens>
}

/** Tokens that a span itself states. */
export function tokensAt(columns: Columns, index: SpanIndex): Tokens {
  return fromEntries((kind) => float(columns[kind], index), columns.estimated[index] === 1)
}

/** Field by field; what neither side states stays absent. */
export function addTokens(a: Tokens, b: Tokens): Tokens {
  const sum = (kind: Kind): number => (a[kind] === undefined && b[kind] === undefined ? Number.NaN : (a[kind] ?? 0) + (b[kind] ?? 0))
  return fromEntries(sum, a.estimated === true || b.estimated === true)
}

/** `order`: all spans of a trace, parents before children. */
export function sumUsage(columns: Columns, order: readonly SpanIndex[]): Usage {
  const below = new Map<SpanIndex, Tokens>()
  let total: Tokens = {}
  for (const index of order.toReversed()) {
    const counted = below.get(index) ?? (isCounted(columns, index) ? tokensAt(columns, index) : {})
    if (Object.keys(counted).length === 0) continue
    const parent = at(columns.parent, index)
    if (parent === NONE) total = addTokens(total, counted)
    else below.set(parent, addTokens(below.get(parent) ?? {}, counted))
  }
  return { total, below }
}

function isCounted(columns: Columns, index: SpanIndex): boolean {
  const spanClass = columns.class[index]
  return spanClass === INFERENCE || spanClass === EMBEDDINGS || spanClass === AGENT
}

function fromEntries(valueOf: (kind: Kind) => number, estimated: boolean): Tokens {
  const tokens: { -readonly [K in keyof Tokens]: Tokens[K] } = {}
  for (const kind of KINDS) {
    const value = valueOf(kind)
    if (!Number.isNaN(value)) tokens[kind] = value
  }
  if (estimated) tokens.estimated = true
  return tokens
}
