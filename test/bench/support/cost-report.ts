/** The tables of the cost bench. */
import { figure, printTable, words, type Figure } from './figures.ts'
import { rounds, type Rounds } from './cost-rounds.ts'
import { ALONE, BESIDE_PANEL, MEASURES, NAMES, OLD_WAY, type Measure, type Way } from './cost-ways.ts'

/** Milliseconds and microseconds, on a machine where a bare chunk, one every millisecond, takes so many microseconds of main thread. */
const FIRST_LIMIT = 0.2
const WHOLE_LIMIT = 300
const BARE_CHUNK = 74

const measures = Object.keys(MEASURES) as readonly Measure[]
const digits = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 0)
const range = ({ median, min, max }: Figure): string => `${digits(median)} (${digits(min)} to ${digits(max)})`
const cell = (values: readonly number[], say: (each: Figure) => string): string => (values.length === 0 ? '' : say(figure(values)))

export function report(count: number): void {
  const columns = [
    ...ALONE.map((way) => [way, NAMES[way]] as const),
    ...BESIDE_PANEL.map((way) => [panelColumn(way), `${NAMES[way]}, panel open`] as const),
  ]
  const rows = measures.flatMap((measure) =>
    columns
      .map(([column, name]) => ({ name, ...rounds(measure, column) }))
      .filter(({ values }) => values.length > 0)
      .map(({ name, values, added }) => [MEASURES[measure], name, cell(values, (each) => words(each, '')), cell(added, range)]),
  )
  printTable(`Costs (${count} rounds)`, ['measure', 'way', 'median (spread)', 'over bare (spread)'], rows)
  const changes = measures.flatMap((measure) => [
    ...ALONE.flatMap((way) => change(measure, way, (each) => each)),
    ...BESIDE_PANEL.flatMap((way) => change(measure, way, panelColumn)),
  ])
  const head = ['measure', 'way', 'old (spread)', 'new (spread)', 'new over old, in the same blocks', 'dearer by', '5 %', 'spread', '']
  if (changes.length > 0) printTable('Old build and new (over bare where there is such a figure)', head, changes)
  const all = targets()
  if (all.length > 0) printTable('Targets', ['target', 'ours', 'limit', 'ours / limit', ''], all)
}

export const panelColumn = (way: Way): string => `${way} panel`

/** Over bare `fetch`, as `docs/cost.md` has it; memory and what was sent as they are. */
const compared = ({ values, added }: Rounds): readonly number[] => (added.length > 0 ? added : values)

/** A spread of more than a fifth of the median needs so many rounds, and any spread some. */
const MANY_ROUNDS = 9
const FEW_ROUNDS = 3

/** A row is dearer than it was if its median is so by more than 5 % and by more than the old build's rounds lie apart. */
function change(measure: Measure, way: Way, columnOf: (way: Way) => string): readonly (readonly string[])[] {
  const oldWay = OLD_WAY[way]
  if (oldWay === undefined) return []
  const [before, now] = [rounds(measure, columnOf(oldWay)), rounds(measure, columnOf(way))]
  if (compared(before).length === 0 || compared(now).length === 0) return []
  const [old, fresh] = [figure(compared(before)), figure(compared(now))]
  const [dearer, percent, spread] = [fresh.median - old.median, Math.abs(old.median) / 20, old.max - old.min]
  const few = old.rounds < (spread > Math.abs(old.median) / 5 ? MANY_ROUNDS : FEW_ROUNDS) ? ', too few rounds' : ''
  const verdict = `${dearer > percent && dearer > spread ? 'DEARER' : 'ok'}${few}`
  const name = columnOf(way) === way ? NAMES[way] : `${NAMES[way]}, panel open`
  return [
    [MEASURES[measure], name, range(old), range(fresh), cell(now.overOld, range), digits(dearer), digits(percent), digits(spread), verdict],
  ]
}

const medianOf = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : figure(values).median)
const middle = (measure: Measure, column: string): number => medianOf(rounds(measure, column).values)
const added = (measure: Measure, column: string): number => medianOf(rounds(measure, column).added)

function targets(): readonly (readonly string[])[] {
  /** None where something was left out. */
  const row = (name: string, ours: number, limit: number): readonly (readonly string[])[] => {
    if (Number.isNaN(ours + limit)) return []
    return [[name, digits(ours), digits(limit), (ours / limit).toFixed(2), ours <= limit ? 'ok' : 'MISSED']]
  }
  // The two limits in milliseconds and microseconds are those of the machine on which a bare chunk takes as long.
  const pace = middle('paced', 'bare') / BARE_CHUNK
  return [
    ...row('µs added a paced chunk, nobody listens: half of clone() + parse', added('paced', 'ours'), added('paced', 'clone') / 2),
    ...row('µs added an event in a burst, nobody listens: half of clone() + parse', added('burst', 'ours'), added('burst', 'clone') / 2),
    ...row('µs added a paced chunk, panel open: clone() + parse', added('paced', 'ours panel'), added('paced', 'clone panel')),
    ...row('µs added an event in a burst, panel open: clone() + parse', added('burst', 'ours panel'), added('burst', 'clone panel')),
    ...row('ms added to the first chunk', added('first', 'ours'), FIRST_LIMIT),
    ...row(`ms added to the first chunk, at this machine's pace (${pace.toFixed(2)})`, added('first', 'ours'), FIRST_LIMIT * pace),
    ...row('µs added to a call that does not stream', added('whole', 'ours'), WHOLE_LIMIT),
    ...row(`µs added to a call that does not stream, at this machine's pace`, added('whole', 'ours'), WHOLE_LIMIT * pace),
    ...row('peak memory: half of clone() + parse', middle('memory', 'ours'), middle('memory', 'clone') / 2),
    ...row('MB sent to a reader that stalls: as bare, and a tenth', middle('stalled', 'ours'), middle('stalled', 'bare') * 1.1),
    ...row('chunks after a cancel: as bare, and one', middle('cancelled', 'ours'), middle('cancelled', 'bare') + 1),
  ]
}
