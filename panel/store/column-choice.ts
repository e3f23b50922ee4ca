/** Which columns the user wants, in which order and how wide; kept by the browser. */
import { signal, type ReadonlySignal } from '@preact/signals'
import type { CssPixels } from '../trace/time-scale.ts'
import { isColumnName } from './column-facts.ts'
import { COLUMN_LEAST, DEFAULT_CHOICE, inOrder, NAME_LEAST, type ColumnChoice, type ColumnName } from './grid-columns.ts'
import { readText, writeText } from './local-settings.ts'

const SETTING = 'columns'
const COLUMN_MOST: CssPixels = 900

export interface ColumnState {
  readonly choice: ReadonlySignal<ColumnChoice>
  /** A column that is shown by this gives way last. */
  show(name: ColumnName, isShown: boolean): void
  /** `width` undefined: as wide as it is without a choice. */
  resize(name: ColumnName, width: CssPixels | undefined): void
  /** Puts a column where another one stands, which moves on. */
  move(name: ColumnName, to: ColumnName): void
  reset(): void
}

export function createColumns(): ColumnState {
  const choice = signal(readChoice(readText(SETTING)))
  const set = (next: ColumnChoice): void => {
    choice.value = next
    writeText(SETTING, next === DEFAULT_CHOICE ? undefined : JSON.stringify(next))
  }
  return {
    choice,
    show: (name, isShown) => set(shown(choice.value, name, isShown)),
    resize: (name, width) => set(resized(choice.value, name, width)),
    move: (name, to) => set(moved(choice.value, name, to)),
    reset: () => set(DEFAULT_CHOICE),
  }
}

export function shown(choice: ColumnChoice, name: ColumnName, isShown: boolean): ColumnChoice {
  const [on, off] = [choice.on.filter((each) => each !== name), choice.off.filter((each) => each !== name)]
  return isShown ? { ...choice, on: [...on, name], off } : { ...choice, on, off: [...off, name] }
}

export function resized(choice: ColumnChoice, name: ColumnName, width: CssPixels | undefined): ColumnChoice {
  const { [name]: _, ...others } = choice.widths
  if (width === undefined) return { ...choice, widths: others }
  const least = name === 'name' ? NAME_LEAST : COLUMN_LEAST
  return { ...choice, widths: { ...others, [name]: Math.round(Math.max(least, Math.min(COLUMN_MOST, width))) } }
}

export function moved(choice: ColumnChoice, name: ColumnName, to: ColumnName): ColumnChoice {
  const order = inOrder(choice.order)
  const [from, place] = [order.indexOf(name), order.indexOf(to)]
  if (from < 0 || place < 0 || name === 'name' || to === 'name' || name === 'waterfall' || to === 'waterfall') return choice
  const others = order.filter((each) => each !== name)
  return { ...choice, order: others.toSpliced(place, 0, name) }
}

/** What was kept, as far as it still means something. */
export function readChoice(text: string | undefined): ColumnChoice {
  const kept = parsed(text)
  if (kept === undefined) return DEFAULT_CHOICE
  const names = (value: unknown): readonly ColumnName[] => (Array.isArray(value) ? value.filter((name) => isColumnName(name)) : [])
  const widths = Object.entries(Object(kept.widths)).filter(([name, width]) => isColumnName(name) && typeof width === 'number')
  const choice = { order: inOrder(names(kept.order)), on: names(kept.on), off: names(kept.off), widths: {} }
  return widths.reduce<ColumnChoice>((so, [name, width]) => (isColumnName(name) ? resized(so, name, Number(width)) : so), choice)
}

function parsed(text: string | undefined): { readonly [name: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
