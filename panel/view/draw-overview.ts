import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { TimeRange } from '../store/time-range.ts'
import { WATERFALL_LEFT } from '../store/waterfall.ts'
import type { Trace } from '../trace/model.ts'
import type { CssPixels, Tick, TimeScale } from '../trace/time-scale.ts'
import type { Palette } from './palette.ts'

export const OVERVIEW_HEIGHT: CssPixels = 52
const RULER: CssPixels = 15
const LINE: CssPixels = 2
const HANDLE: CssPixels = 4
const GRIP: CssPixels = 5

export interface OverviewPicture {
  readonly trace: Trace
  readonly scale: TimeScale
  readonly ticks: readonly Tick[]
  readonly width: CssPixels
  readonly now: Milliseconds
  readonly zoom: TimeRange | undefined
  readonly palette: Palette
}

/**
 *     0 s      1 s      2 s      ruler
 *     ━━━━━━━━━━━━━━━            a line a span, from top to bottom by their order;
 *       ━━━━━                    when there are more than lines, they share them
 *            ▌ shown ▐
 */
export function drawOverview(context: CanvasRenderingContext2D, picture: OverviewPicture): void {
  drawRuler(context, picture)
  drawLines(context, picture)
  drawWindow(context, picture)
}

function drawRuler(context: CanvasRenderingContext2D, { ticks, palette }: OverviewPicture): void {
  context.font = palette.font
  for (const { x, label } of ticks) {
    context.fillStyle = palette.gridLine
    context.fillRect(x, 0, 1, OVERVIEW_HEIGHT)
    context.fillStyle = palette.faint
    context.fillText(label, x + 3, 11)
  }
}

function drawLines(context: CanvasRenderingContext2D, { trace, scale, now, palette }: OverviewPicture): void {
  const room = OVERVIEW_HEIGHT - RULER - LINE
  const step = Math.min(LINE + 1, room / Math.max(1, trace.size))
  // Spans come about in order of time: one that ends left of what its line already shows would not be seen.
  const covered = new Float64Array(OVERVIEW_HEIGHT).fill(-1)
  for (let index = 0; index < trace.size; index++) {
    const span = trace.span(index)
    const x = scale.x(span.start)
    const right = Math.max(x + 2, scale.x(span.end ?? now))
    const y = Math.floor(RULER + index * step)
    if (right <= (covered[y] ?? 0) && span.outcome !== 'error') continue
    covered[y] = right
    context.fillStyle = span.outcome === 'error' ? palette.error : palette.kinds[span.class]
    context.fillRect(WATERFALL_LEFT + x, y, right - x, LINE)
  }
}

function drawWindow(context: CanvasRenderingContext2D, { zoom, scale, width, palette }: OverviewPicture): void {
  if (zoom === undefined) return
  const [left, right] = edges(scale, zoom)
  context.fillStyle = palette.base
  context.globalAlpha = 0.65
  context.fillRect(0, 0, left, OVERVIEW_HEIGHT)
  context.fillRect(right, 0, width - right, OVERVIEW_HEIGHT)
  context.globalAlpha = 1
  context.fillStyle = palette.accent
  context.fillRect(left - HANDLE, 0, HANDLE, OVERVIEW_HEIGHT)
  context.fillRect(right, 0, HANDLE, OVERVIEW_HEIGHT)
}

/** Which handle of the shown part lies under the pointer. */
export function overviewHandle(x: CssPixels, scale: TimeScale, zoom: TimeRange | undefined): 'start' | 'end' | undefined {
  if (zoom === undefined) return undefined
  const [left, right] = edges(scale, zoom)
  if (Math.abs(x - left) <= GRIP) return 'start'
  return Math.abs(x - right) <= GRIP ? 'end' : undefined
}

const edges = (scale: TimeScale, { start, end }: TimeRange) => [WATERFALL_LEFT + scale.x(start), WATERFALL_LEFT + scale.x(end)] as const
