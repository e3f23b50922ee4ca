/** What the cells of a span's row say, column by column; the name and the bar are drawn, not said. */
import type { ColumnName } from '../store/grid-columns.ts'
import { statusWords } from '../store/status.ts'
import type { Store } from '../store/store.ts'
import { costCell, costWords } from '../cost/words.ts'
import { about, formatCount, formatDuration, formatElapsed, formatTokens } from '../trace/format.ts'
import type { SpanView, Tokens } from '../trace/model.ts'
import { selfTime } from '../trace/self-time.ts'
import { noPriceWords } from './no-price.ts'

type Words = (store: Store, span: SpanView) => string

export type WordColumn = Exclude<ColumnName, 'name' | 'waterfall'>

export const CELL_WORDS: { readonly [name in WordColumn]: Words } = {
  status: (_, span) => statusWords(span),
  model: (_, { model }) => model ?? '',
  ttft: (_, { firstToken, firstChunk, start }) => {
    const first = firstToken ?? firstChunk
    return first === undefined ? '' : formatDuration(first - start)
  },
  duration: (store, { start, end }) => (end === undefined ? formatElapsed(elapsed(store, start)) : formatDuration(end - start)),
  self: selfWords,
  tokens: (_, span) => tokenWords(span),
  cached: (_, span) => cachedWords(tokensShown(span)),
  cost: (_, span) => costCellWords(span),
  start: (store, { start }) => `+${formatDuration(start - store.fullRange.value.start)}`,
  conversation: (store, { index }) => store.trace.conversation(index) ?? '',
}

export const elapsed = (store: Store, start: number): number => Math.max(0, store.now.value - start)

/** Its children may change while it does not: it is worked out with each paint. */
function selfWords(store: Store, { index, end }: SpanView): string {
  const { tables } = store.trace
  return end === undefined ? formatElapsed(selfTime(tables, index, store.now.value)) : formatDuration(selfTime(tables, index, end))
}

/** A span's own, or those of the calls under it. */
function tokensShown({ tokens, tokensBelow }: SpanView): Tokens {
  return Object.keys(tokens).length > 0 ? tokens : (tokensBelow ?? {})
}

function tokenWords(span: SpanView): string {
  const tokens = tokensShown(span)
  // Embeddings have no output to count.
  const inputOnly = span.class === 'embeddings' && tokens.output === undefined && tokens.input !== undefined
  const words = inputOnly ? `${about(tokens.estimated)}${formatCount(tokens.input ?? 0)}` : formatTokens(tokens)
  return words !== '' && span.outcome === 'running' ? `${words}…` : words
}

function cachedWords({ input, cacheRead }: Tokens): string {
  return input === undefined || input === 0 || cacheRead === undefined ? '' : `${Math.round((cacheRead / input) * 100)} %`
}

function costCellWords({ cost, outcome }: SpanView): string {
  if (cost === undefined) return ''
  return outcome === 'running' && cost.priced > 0 ? `${costCell(cost)}…` : costCell(cost)
}

/** How many calls a sum leaves out, or why there is no price. */
export function costTitle(store: Store, span: SpanView): string | undefined {
  if (span.cost === undefined) return undefined
  const price = span.cost.priced === 0 ? store.trace.costs.of(span.index) : undefined
  return price !== undefined && 'reason' in price ? noPriceWords(span, price) : costWords(span.cost)
}

/** Why the tokens' cell is empty, where one looks for a number. */
export function missingTokens({ class: spanClass, outcome, tokens, tokensBelow }: SpanView): string | undefined {
  const isCall = spanClass === 'inference' || spanClass === 'embeddings'
  if (!isCall || outcome !== 'ok' || tokensBelow !== undefined || tokens.input !== undefined || tokens.output !== undefined)
    return undefined
  return 'The provider did not report any tokens'
}
