/** What the rounds of the cost bench had, by measure and column: a way, or a way beside the panel. */
import { middleMean, percentile } from './figures.ts'
import { OLD_WAY, type Measure, type Way } from './cost-ways.ts'

export interface Rounds {
  readonly values: readonly number[]
  /** Over bare `fetch`. */
  readonly added: readonly number[]
  /** Over the same way in the old build. */
  readonly overOld: readonly number[]
}

const found = new Map<string, Rounds>()
export const rounds = (measure: Measure, column: string): Rounds =>
  found.get(`${measure} ${column}`) ?? { values: [], added: [], overOld: [] }

const and = (values: readonly number[], value: number | undefined): readonly number[] => (value === undefined ? values : [...values, value])

export function keep(measure: Measure, column: string, value: number | undefined, added?: number, overOld?: number): void {
  const before = rounds(measure, column)
  found.set(`${measure} ${column}`, {
    values: and(before.values, value),
    added: and(before.added, added),
    overOld: and(before.overOld, overOld),
  })
}

/** Of each way what its blocks had, in the order of the blocks. What it is over another way is taken within each block. */
export function keepBlocks(
  measure: Measure,
  blocks: ReadonlyMap<Way, readonly number[]>,
  columnOf: (way: Way) => string = (way) => way,
): void {
  for (const [way, values] of blocks) {
    const over = (other: Way | undefined): number | undefined => {
      const others = other && blocks.get(other)
      return others && middleMean(values.map((value, block) => value - (others[block] ?? Number.NaN)))
    }
    keep(measure, columnOf(way), percentile(values, 50), over('bare'), over(OLD_WAY[way]))
  }
}
