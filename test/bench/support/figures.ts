/** Figures of repeated rounds, and tables of them. Machines are noisy: a figure is a median with its spread, a comparison a ratio within one run. */

export interface Figure {
  readonly median: number
  readonly min: number
  readonly max: number
  readonly rounds: number
}

/** @throws RangeError without a value */
export function figure(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: percentile(sorted, 50), min: percentile(sorted, 0), max: percentile(sorted, 100), rounds: sorted.length }
}

/** Nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('no values')
  return value
}

/** The mean of the half in the middle: steadier than the median where the values are few, and as little moved by those that stand apart. */
export function middleMean(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const quarter = Math.floor(sorted.length / 4)
  const middle = sorted.slice(quarter, sorted.length - quarter)
  return middle.reduce((sum, value) => sum + value, 0) / middle.length
}

const digits = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 1 ? value.toFixed(1) : value.toFixed(3)

export function words({ median, min, max, rounds }: Figure, unit: string): string {
  return `${digits(median)} ${unit} (${digits(min)}–${digits(max)}, ${rounds} rounds)`
}

/** Prints a table with aligned columns under its title; Vitest would put its own words before `console.log`. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  process.stdout.write(`\n${title}\n${[head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n')}\n`)
}
