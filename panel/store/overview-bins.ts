/**
 * Where spans lie in the overview: a cell a pixel and line, with the kind of the span that is drawn there. Filled from the columns a part of the spans at a time,
 * so that a million of them block nothing.
 */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { NONE, OUTCOMES } from '../trace/span-columns.ts'
import type { Tables } from '../trace/span-columns.ts'
import { f64, i32, u8 } from '../trace/table.ts'
import type { CssPixels, TimeScale } from '../trace/time-scale.ts'

const ERROR = OUTCOMES.indexOf('error')
/** A shorter line could not be seen. */
const LEAST: CssPixels = 2

/** In a cell: nothing; a span that failed; any other value is one more than a place in `SPAN_CLASSES`. */
export const EMPTY_CELL = 0
export const ERROR_CELL = 255

export interface OverviewSize {
  readonly width: CssPixels
  /** Lines of one pixel. */
  readonly lines: number
  /** Pixels that one span's line takes at most, with the gap below it. */
  readonly step: CssPixels
}

export class OverviewBins {
  readonly size: OverviewSize
  /** Line by line. */
  readonly cells: Uint8Array
  readonly #scale: TimeScale
  readonly #rows: number
  readonly #now: Milliseconds
  /** Spans come about in order of time: one that ends left of what its line already shows would not be seen. */
  readonly #covered: Float64Array
  #next = 0

  /** `rows`: of the spans' table. `now`: for those that run. */
  constructor(size: OverviewSize, scale: TimeScale, rows: number, now: Milliseconds) {
    this.size = size
    this.cells = new Uint8Array(size.width * size.lines)
    this.#scale = scale
    this.#rows = rows
    this.#now = now
    this.#covered = new Float64Array(size.lines).fill(-1)
  }

  get isFull(): boolean {
    return this.#next >= this.#rows
  }

  /** Takes the next spans in, at most `count`. */
  fill({ spans: { columns } }: Tables, count: number): void {
    const { width, lines, step } = this.size
    const perRow = Math.min(step, lines / Math.max(1, this.#rows))
    const end = Math.min(this.#rows, this.#next + count)
    for (; this.#next < end; this.#next++) {
      const row = this.#next
      if (i32(columns.trace, row) === NONE) continue
      const ended = f64(columns.end, row)
      const from = Math.max(0, Math.round(this.#scale.x(f64(columns.start, row))))
      const to = Math.min(width, Math.max(from + LEAST, Math.round(this.#scale.x(Number.isNaN(ended) ? this.#now : ended))))
      const line = Math.floor(row * perRow)
      const failed = u8(columns.outcome, row) === ERROR
      if (to <= (this.#covered[line] ?? 0) && !failed) continue
      this.#covered[line] = Math.max(to, this.#covered[line] ?? 0)
      this.cells.fill(failed ? ERROR_CELL : u8(columns.class, row) + 1, line * width + from, line * width + to)
    }
  }
}
