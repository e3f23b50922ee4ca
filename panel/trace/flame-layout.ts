/** A trace as a flame: rows by depth instead of by span. What overlaps at one depth is stacked onto further lanes. Pure: spans in, lanes and pieces out. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { SpanIndex } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { f64, i32 } from './table.ts'
import type { CssPixels, TimeScale } from './time-scale.ts'

export interface FlameLane {
  /** By start. */
  readonly rows: SpanIndex[]
  readonly starts: Milliseconds[]
  /** Infinite of one that runs. */
  readonly ends: Milliseconds[]
  /** The latest end up to each. */
  readonly reach: Milliseconds[]
}

export interface Flame {
  readonly lanes: readonly FlameLane[]
  readonly laneOf: ReadonlyMap<SpanIndex, number>
  /** Spans that found no lane of their own, and lie over others in the last one of their depth. */
  readonly crowded: number
}

/** Lanes of one depth. More could not be read; to look for a free one costs as many steps a span. */
export const MOST_LANES = 64
/** Spans a step. */
const STEP = 1_000

/**
 *     depth 0   ├─────── agent ───────┤
 *     depth 1   ├─ chat ─┤ ├─ tool ─┤
 *                            ├─ tool ─┤     a further lane
 *
 * @param rows a trace's spans in drawing order
 */
export function* flameLayout({ spans: { columns } }: Tables, rows: Iterable<SpanIndex>): Generator<void, Flame> {
  const startOf: StartOf = (row) => f64(columns.start, row)
  const depths = new Map<SpanIndex, number>()
  const levels: SpanIndex[][] = []
  for (const row of rows) {
    const depth = (depths.get(i32(columns.parent, row)) ?? -1) + 1
    depths.set(row, depth)
    const level = (levels[depth] ??= [])
    if (level.push(row) % STEP === 0) yield
  }
  const lanes: FlameLane[] = []
  const laneOf = new Map<SpanIndex, number>()
  let crowded = 0
  for (const level of levels) {
    const first = lanes.length
    for (const [at, row] of (yield* byStart(level, startOf)).entries()) {
      if (at % STEP === STEP - 1) yield
      const [start, ended] = [f64(columns.start, row), f64(columns.end, row)]
      let lane = first
      while (lane < lanes.length && (lanes[lane]?.reach.at(-1) ?? 0) > start) lane++
      if (lane === first + MOST_LANES) [lane, crowded] = [lane - 1, crowded + 1]
      put(
        (lanes[lane] ??= { rows: [], starts: [], ends: [], reach: [] }),
        row,
        start,
        Number.isNaN(ended) ? Number.POSITIVE_INFINITY : ended,
      )
      laneOf.set(row, lane)
    }
  }
  return { lanes, laneOf, crowded }
}

type StartOf = (row: SpanIndex) => Milliseconds

/** In steps: 100,000 spans sorted at once take the thread for a fifth of a second. */
function* byStart(rows: readonly SpanIndex[], startOf: StartOf): Generator<void, readonly SpanIndex[]> {
  let runs: (readonly SpanIndex[])[] = []
  for (let from = 0; from < rows.length; from += STEP) {
    runs.push(rows.slice(from, from + STEP).toSorted((a, b) => startOf(a) - startOf(b)))
    yield
  }
  while (runs.length > 1) {
    const merged: (readonly SpanIndex[])[] = []
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* merge(runs[at] ?? [], runs[at + 1] ?? [], startOf))
    runs = merged
  }
  return runs[0] ?? []
}

function* merge(a: readonly SpanIndex[], b: readonly SpanIndex[], startOf: StartOf): Generator<void, readonly SpanIndex[]> {
  const all: SpanIndex[] = []
  let [fromA, fromB] = [0, 0]
  while (all.length < a.length + b.length) {
    const [nextA, nextB] = [a[fromA], b[fromB]]
    const isA = nextB === undefined || (nextA !== undefined && startOf(nextA) <= startOf(nextB))
    all.push((isA ? nextA : nextB) ?? NONE)
    if (isA) fromA++
    else fromB++
    if (all.length % STEP === 0) yield
  }
  return all
}

function put(lane: FlameLane, row: SpanIndex, start: Milliseconds, end: Milliseconds): void {
  const reached = Math.max(lane.reach.at(-1) ?? end, end)
  lane.rows.push(row)
  lane.starts.push(start)
  lane.ends.push(end)
  lane.reach.push(reached)
}

export interface FlamePiece {
  readonly row: SpanIndex
  readonly x: CssPixels
  readonly width: CssPixels
  /** Spans that are one piece, since each is narrower than could be seen. */
  readonly merged: number
}

/** Narrower bars are one. */
const LEAST: CssPixels = 2

/** What of a lane is seen. It costs the pieces, not the lane's spans. */
export function flamePieces({ rows, starts, ends, reach }: FlameLane, scale: TimeScale, now: Milliseconds): readonly FlamePiece[] {
  const pieces: FlamePiece[] = []
  for (let at = firstReaching(reach, scale.start, 0); at < rows.length;) {
    const x = scale.x(starts[at] ?? 0)
    if (x > scale.width) break
    const end = ends[at] ?? now
    const width = scale.x(end === Number.POSITIVE_INFINITY ? now : end) - x
    const next = width >= LEAST ? at + 1 : Math.max(at + 1, firstReaching(reach, scale.time(x + LEAST), at + 1))
    pieces.push({ row: rows[at] ?? NONE, x, width: Math.max(LEAST, width), merged: next - at })
    at = next
  }
  return pieces
}

/** The first place from `from` on that ends after a time. */
function firstReaching(reach: readonly Milliseconds[], time: Milliseconds, from: number): number {
  let [low, high] = [from, reach.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((reach[middle] ?? 0) <= time) low = middle + 1
    else high = middle
  }
  return low
}
