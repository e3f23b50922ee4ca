import type { CssPixels } from '../trace/time-scale.ts'
import { COLUMN_FACTS, type ColumnName } from './column-facts.ts'

export type { ColumnName } from './column-facts.ts'

export interface Columns {
  /** Columns that rows have cells of, in drawing order; one that gave way may be among them, for readers. */
  readonly order: readonly ColumnName[]
  /** Pixels of each visible column; a column that gave way is absent. */
  readonly widths: { readonly [name in ColumnName]?: CssPixels }
  /** Where the waterfall starts. */
  readonly left: CssPixels
  /** No room for words that can be said shorter. */
  readonly narrow: boolean
}

/** What the user chose of the columns. */
export interface ColumnChoice {
  /** Of all columns. The name comes first and the waterfall last whatever it says. */
  readonly order: readonly ColumnName[]
  /** Turned on: these give way last. */
  readonly on: readonly ColumnName[]
  readonly off: readonly ColumnName[]
  readonly widths: { readonly [name in ColumnName]?: CssPixels }
}

/** Columns in drawing order. */
export const COLUMNS: readonly ColumnName[] = [
  'name',
  'status',
  'model',
  'ttft',
  'duration',
  'self',
  'tokens',
  'cached',
  'cost',
  'start',
  'conversation',
  'waterfall',
]

export const DEFAULT_CHOICE: ColumnChoice = { order: COLUMNS, on: [], off: [], widths: {} }

/** Shown only where the user turns them on. */
const ON_OFFER: ReadonlySet<ColumnName> = new Set(['self', 'start', 'conversation'])
/** These go before the waterfall has less than its share. */
const GIVES_WAY_FIRST = ['conversation', 'start', 'self', 'cached', 'ttft', 'cost'] as const
/** These once it has as little as it can do with. Duration goes early because its value stands beside the bar anyway; Model because it moves behind the name. */
const GIVES_WAY_LAST = ['status', 'duration', 'model', 'tokens'] as const
/** Readers get these also where they gave way: cells cost a row much, so that it has no more than them. */
const FOR_READERS: ReadonlySet<ColumnName> = new Set(GIVES_WAY_LAST)
const WATERFALL_SHARE = 0.4
/** It has words behind the name, and takes room that nobody else needs, unless the user gave it a width. */
const NAME_MOST: CssPixels = 440
const WATERFALL_LEAST: CssPixels = 168
/** What is left of it where the user chose more than there is room for. */
const WATERFALL_REST: CssPixels = 60
export const NAME_LEAST: CssPixels = 120
/** No column goes for more of the name. */
const NAME_ENOUGH: CssPixels = 160
export const COLUMN_LEAST: CssPixels = 36
const TOKENS_NARROW = 92
/** Below it the tokens' column is narrow too. */
const NARROW = 560

type Widths = { [name in ColumnName]?: CssPixels }

/**
 * Lets columns give way: first those that say least, while the waterfall has less than 40 % of the grid; then the waterfall and the name, down to what they need; then the others.
 * What the user turned on goes last.
 *
 *     | Name | Status | Model | TTFT | Duration | Tokens | Cached | Cost |   waterfall   |   1400 px
 *     | Name | Status | Model | Duration | Tokens |  waterfall  |                           800 px
 *     | Name | Tokens |  waterfall  |                                                       420 px
 */
export function fitColumns(width: CssPixels, choice: ColumnChoice = DEFAULT_CHOICE): Columns {
  const narrow = width < NARROW
  const order = inOrder(choice.order).filter((name) => isWanted(name, choice))
  const widths: Widths = Object.fromEntries(order.slice(0, -1).map((name) => [name, widthOf(name, choice, narrow)]))
  const isOwn = (name: ColumnName): boolean => choice.on.includes(name)
  giveWay(widths, width * (1 - WATERFALL_SHARE), (name) => !isOwn(name), GIVES_WAY_FIRST)
  const wanted = widths.name ?? NAME_LEAST
  widths.name = choice.widths.name ?? Math.min(wanted, NAME_ENOUGH)
  giveWay(widths, width - WATERFALL_LEAST, (name) => !isOwn(name), GIVES_WAY_LAST)
  widths.name = NAME_LEAST
  giveWay(widths, Math.max(width - WATERFALL_REST, NAME_LEAST), () => true, [...GIVES_WAY_FIRST, ...GIVES_WAY_LAST])
  const others = sum(widths) - NAME_LEAST
  const spare = width * (1 - WATERFALL_SHARE) - others
  const most = choice.widths.name ?? clamp(spare, wanted, NAME_MOST)
  widths.name = clamp(width - others - WATERFALL_LEAST, NAME_LEAST, most)
  const left = sum(widths)
  const shown = order.filter((name) => name in widths || FOR_READERS.has(name) || name === 'waterfall')
  return { order: shown, widths: { ...widths, waterfall: Math.max(0, width - left) }, left, narrow }
}

/** All columns, in the user's order as far as it goes. */
export function inOrder(order: readonly ColumnName[]): readonly ColumnName[] {
  const inner = [...order, ...COLUMNS].filter((name) => name !== 'name' && name !== 'waterfall' && COLUMNS.includes(name))
  return ['name', ...new Set(inner), 'waterfall']
}

/** Whether a column is to be shown where there is room. */
function isWanted(name: ColumnName, { on, off }: ColumnChoice): boolean {
  return on.includes(name) || (!off.includes(name) && !ON_OFFER.has(name))
}

function giveWay(widths: Widths, room: CssPixels, mayGo: (name: ColumnName) => boolean, names: readonly ColumnName[]): void {
  for (const name of names) if (sum(widths) > room && mayGo(name)) delete widths[name]
}

function widthOf(name: ColumnName, { widths }: ColumnChoice, narrow: boolean): CssPixels {
  return widths[name] ?? (name === 'tokens' && narrow ? TOKENS_NARROW : COLUMN_FACTS[name].width)
}

const clamp = (value: number, least: number, most: number): number => Math.floor(Math.max(least, Math.min(most, value)))

const sum = (widths: Columns['widths']) => Object.values(widths).reduce((total, width) => total + width, 0)

/** How far a row is set in for each level, and of the name's column at most: the words of what lies deeper still have room. */
const INDENT: CssPixels = 14
const INDENT_NARROW: CssPixels = 8
const INDENT_SHARE = 0.6

/** `level`: 0 for a row that nothing is above, 1 for a root under its trace's row. */
export function indentOf(level: number, { widths, narrow }: Columns): CssPixels {
  return Math.min(level * (narrow ? INDENT_NARROW : INDENT), Math.floor((widths.name ?? NAME_LEAST) * INDENT_SHARE))
}

/** For `grid-template-columns`. */
export function columnTemplate({ order, widths }: Columns): string {
  return order
    .flatMap((name) => {
      const width = widths[name]
      return width === undefined ? [] : [name === 'waterfall' ? 'minmax(0, 1fr)' : `${width}px`]
    })
    .join(' ')
}

/** The same for rows, which are too many for a grid each: custom properties `--name-width` and so on. A column that gave way has none. */
export function columnWidths(columns: Columns): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(columns.widths).map(([name, width]) => [`--${name}-width`, `${width}px`]))
}
