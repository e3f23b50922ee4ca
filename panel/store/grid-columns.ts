import type { CssPixels } from '../trace/time-scale.ts'

export type ColumnName = 'name' | 'status' | 'model' | 'duration' | 'tokens' | 'cost' | 'waterfall'

export interface Columns {
  /** Pixels of each visible column; a column that gave way is absent. */
  readonly widths: { readonly [name in ColumnName]?: CssPixels }
  /** Where the waterfall starts. */
  readonly left: CssPixels
  /** No room for words that can be said shorter. */
  readonly narrow: boolean
}

/** Columns in drawing order. */
export const COLUMNS: readonly ColumnName[] = ['name', 'status', 'model', 'duration', 'tokens', 'cost', 'waterfall']

const WIDTHS = { name: 232, status: 96, model: 148, duration: 68, tokens: 112, cost: 84 } as const
/** Duration goes second because its value stands beside the bar anyway; Model because it moves behind the name. */
const GIVES_WAY = ['status', 'duration', 'cost', 'model', 'tokens'] as const
const WATERFALL_SHARE = 0.4
const NAME_LEAST = 120
const TOKENS_NARROW = 84
/** Below it the tokens' column is narrow too. */
const NARROW = 560

/**
 * Lets columns give way until the waterfall keeps its 40 % of the grid:
 *
 *     | Name | Status | Model | Duration | Tokens | Cost |      waterfall      |   1400 px
 *     | Name | Model | Tokens |          waterfall          |              700 px
 *     | Name | Tokens |      waterfall      |                             420 px
 */
export function fitColumns(width: CssPixels): Columns {
  const room = width * (1 - WATERFALL_SHARE)
  const shown: { [name in ColumnName]?: CssPixels } = { ...WIDTHS, ...(width < NARROW ? { tokens: TOKENS_NARROW } : {}) }
  shown.name = Math.floor(Math.max(NAME_LEAST, Math.min(WIDTHS.name, width < NARROW ? room - TOKENS_NARROW : WIDTHS.name)))
  for (const name of GIVES_WAY) if (sum(shown) > room) delete shown[name]
  const left = sum(shown)
  return { widths: { ...shown, waterfall: Math.max(0, width - left) }, left, narrow: width < NARROW }
}

const sum = (widths: Columns['widths']) => Object.values(widths).reduce((total, width) => total + width, 0)

/** How far a row is set in for each level, and of the name's column at most: the words of what lies deeper still have room. */
const INDENT: CssPixels = 14
const INDENT_SHARE = 0.6

/** `level`: 1 for a root, 0 for a row that nothing is above. */
export function indentOf(level: number, { widths }: Columns): CssPixels {
  return Math.min(Math.max(0, level - 1) * INDENT, Math.floor((widths.name ?? NAME_LEAST) * INDENT_SHARE))
}

/** For `grid-template-columns`. */
export function columnTemplate(columns: Columns): string {
  return COLUMNS.flatMap((name) => {
    const width = columns.widths[name]
    return width === undefined ? [] : [name === 'waterfall' ? 'minmax(0, 1fr)' : `${width}px`]
  }).join(' ')
}

/** The same for rows, which are too many for a grid each: custom properties `--name-width` and so on. A column that gave way has none. */
export function columnWidths(columns: Columns): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(columns.widths).map(([name, width]) => [`--${name}-width`, `${width}px`]))
}
