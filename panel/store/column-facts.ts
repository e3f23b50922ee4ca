/** What each column is called, how wide it is, and how its number is defined. */
import type { SortBy } from '../trace/model.ts'
import type { CssPixels } from '../trace/time-scale.ts'

export type ColumnName = SortBy | 'waterfall'

export interface ColumnFacts {
  readonly label: string
  /** Where there is little room. */
  readonly short?: string
  /** How what it shows is defined. */
  readonly title: string
  readonly width: CssPixels
  readonly isNumber?: true
}

export const COLUMN_FACTS: { readonly [name in ColumnName]: ColumnFacts } = {
  name: { label: 'Name', title: 'The operation, and the agent, tool or model that it is about', width: 232 },
  status: { label: 'Status', title: 'The finish reason in the provider’s own words, or how the call failed', width: 96 },
  model: { label: 'Model', title: 'The model that was asked for; where nobody says that, the one that answered', width: 148 },
  ttft: {
    label: 'TTFT',
    title:
      'Time to first token: from the span’s start to the first text, reasoning or tool call of its answer; where nobody says that, to the first chunk',
    width: 64,
    isNumber: true,
  },
  duration: { label: 'Duration', title: 'From the span’s start to its end', width: 68, isNumber: true },
  self: { label: 'Self time', title: 'The span’s duration without the time in which a child of it ran', width: 68, isNumber: true },
  tokens: {
    label: 'Tokens in → out',
    short: 'Tokens',
    title: 'Input includes cached tokens, output includes reasoning. A span that states none itself shows the sum of the calls under it',
    width: 112,
    isNumber: true,
  },
  cached: { label: 'Cached', title: 'Share of the input tokens that the provider read from its cache', width: 60, isNumber: true },
  cost: {
    label: 'Cost',
    title: 'What its tokens cost by the price list, or by your own price; of an agent the sum of the calls under it',
    width: 84,
    isNumber: true,
  },
  start: { label: 'Start', title: 'From the start of the first span to the start of this one', width: 72, isNumber: true },
  conversation: { label: 'Conversation', title: 'Id of the conversation that the trace belongs to', width: 120 },
  waterfall: { label: 'Waterfall', title: 'When the span ran', width: 0 },
}

export function isColumnName(name: unknown): name is ColumnName {
  return typeof name === 'string' && Object.hasOwn(COLUMN_FACTS, name)
}
