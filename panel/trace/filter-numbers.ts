/** Numbers as one writes them: `1.5s`, `200k`, `50%`. */
import type { Comparison, Unit } from './filter.ts'

const FACTORS: { readonly [unit in Unit]: { readonly [suffix: string]: number } } = {
  count: { '': 1, k: 1_000, m: 1_000_000 },
  time: { '': 1, ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000 },
  percent: { '': 1, '%': 1 },
  dollars: { '': 1 },
}

/** `undefined` where it is none. Of a time in milliseconds. */
export function readNumber(text: string, unit: Unit): number | undefined {
  const number = unit === 'dollars' ? text.replace(/^\$/, '') : text
  const [, digits, suffix = ''] = /^(\d+(?:\.\d*)?|\.\d+)([a-z%]*)$/i.exec(number.replaceAll('_', '')) ?? []
  const factors = FACTORS[unit]
  const name = suffix.toLowerCase()
  if (digits === undefined || !Object.hasOwn(factors, name)) return undefined
  return Number(digits) * (factors[name] ?? 1)
}

/** NaN, which nobody said, compares as nothing. */
export function compares(comparison: Comparison, value: number): (number: number) => boolean {
  switch (comparison) {
    case '>':
      return (number) => number > value
    case '<':
      return (number) => number < value
    case '>=':
      return (number) => number >= value
    case '<=':
      return (number) => number <= value
    case '=':
      return (number) => number === value
  }
}
