/** What the panel's benches at size have in common: how often, how large, how long, and the limits that the project aims at beside what was found. */
import { availableParallelism, loadavg } from 'node:os'
import { figure, printTable, words } from './figures.ts'

export const ROUNDS = Number(process.env['GENAI_BENCH_ROUNDS'] ?? 5)
/** Spans. */
export const SIZES = (process.env['GENAI_BENCH_SIZES'] ?? '100000,1000000').split(',').map(Number)
/** Of one round of a row, in milliseconds: what takes longer is told as such. */
export const ROW_LIMIT = Number(process.env['GENAI_BENCH_LIMIT'] ?? 180) * 1000

export interface Found<T> {
  readonly values: readonly T[]
  /** Why there are no more values. */
  readonly failed?: string
}

/** `work`, in each round; what fails once is not tried again. */
export async function inRounds<T>(work: (round: number) => Promise<T>, rounds = ROUNDS): Promise<Found<T>> {
  const values: T[] = []
  for (let round = 0; round < rounds; round++) {
    try {
      values.push(await work(round))
    } catch (error) {
      return { values, failed: wordsOf(error) }
    }
  }
  return { values }
}

const LONGEST = 120
function wordsOf(error: unknown): string {
  // A terminal shows no more of it.
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(/[^\x20-\x7e]/g, '')
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

export interface Aim {
  readonly atMost: number
  readonly unit: string
  /** What the bench finds where nothing is done: nobody is asked for less. */
  readonly floor?: number
}

/** A row: what, the figure, the aim, whether it is met. */
export function aimRow<T>(
  what: string,
  { values, failed }: Found<T>,
  read: (value: T) => number,
  { atMost, unit, floor = 0 }: Aim,
): readonly string[] {
  const aim = Number.isFinite(atMost) ? `at most ${atMost} ${unit}` : ''
  if (values.length === 0) return [what, `fails: ${failed ?? 'no value'}`, aim, aim === '' ? '' : 'MISSED']
  const found = figure(values.map(read))
  const told = failed === undefined ? '' : `, then fails: ${failed}`
  return [what, `${words(found, unit)}${told}`, aim, aim === '' ? '' : found.median <= Math.max(atMost, floor) ? 'ok' : 'MISSED']
}

/** For the rows after the first, of what failed altogether. */
export const again = <T>({ values, failed }: Found<T>): Found<T> => ({ values, ...(failed === undefined ? {} : { failed: 'as above' }) })

/** With how busy the machine was: what others take of it is in all that is measured by the clock. */
export function printAims(title: string, rows: readonly (readonly string[])[]): void {
  const [load = 0] = loadavg()
  printTable(`${title} (load ${load.toFixed(1)} on ${availableParallelism()} cores)`, ['what', 'median (spread)', 'aim', ''], rows)
}

export const count = (spans: number): string => spans.toLocaleString('en')
