/** Costs as the panel writes them. */
import type { Cost, UsDollars } from './price.ts'

/** Smaller than what is shown in digits. */
const LEAST: UsDollars = 0.0001
const LEAST_PART: UsDollars = 0.000001

/** `$0`, `<$0.0001`, `$0.0017`, `$0.123`, `$1.24`, `$1,240.00`. */
export function formatUsd(amount: UsDollars): string {
  if (amount === 0) return '$0'
  if (amount < LEAST) return `<$${LEAST}`
  const digits = amount < 0.1 ? 4 : amount < 1 ? 3 : 2
  return `$${withDigits(amount, digits, digits)}`
}

/** The same to a hundredth of it: parts of a call. */
export function formatPart(amount: UsDollars): string {
  if (amount === 0) return '$0'
  return amount < LEAST_PART ? '<$0.000001' : `$${withDigits(amount, 4, 6)}`
}

/** `$3.00`, `$0.075`. */
export function formatRate(rate: UsDollars): string {
  return `$${withDigits(rate, 2, 4)}`
}

/** `$0.0017`, `≈ $0.0017`, `$0.0017 + no price for 1`, `no price`, `no price for 3`. */
export function costWords({ amount, priced, unpriced, estimated }: Cost): string {
  const missing = (): string => `no price${priced + unpriced === 1 ? '' : ` for ${withDigits(unpriced, 0, 0)}`}`
  if (priced === 0) return missing()
  const sum = `${estimated === true ? '≈ ' : ''}${formatUsd(amount)}`
  return unpriced === 0 ? sum : `${sum} + ${missing()}`
}

/** For a cell: `$0.0017 +` where something is missing; its title says how much. */
export function costCell(cost: Cost): string {
  if (cost.priced === 0) return 'no price'
  return `${costWords({ ...cost, unpriced: 0 })}${cost.unpriced > 0 ? ' +' : ''}`
}

/** By the digits: to make one, as `toLocaleString` does each time, takes some 30 times as long as to use it, and each row on the screen has a cost. */
const formats = new Map<string, Intl.NumberFormat>()

function withDigits(value: number, least: number, most: number): string {
  const digits = `${least} ${most}`
  const format = formats.get(digits) ?? new Intl.NumberFormat('en-US', { minimumFractionDigits: least, maximumFractionDigits: most })
  formats.set(digits, format)
  return format.format(value)
}
