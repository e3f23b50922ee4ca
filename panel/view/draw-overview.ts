import { foldWords } from '../store/fold-words.ts'
import type { TimeRange } from '../store/time-range.ts'
import { WATERFALL_LEFT } from '../store/waterfall.ts'
import type { OverviewBins, OverviewSize } from '../store/overview-bins.ts'
import type { Tick } from '../trace/ticks.ts'
import { strips, type CssPixels, type TimeScale } from '../trace/time-scale.ts'
import { hatch } from './hatch.ts'
import { overviewLines } from './overview-lines.ts'
import type { Palette } from './palette.ts'

export const OVERVIEW_HEIGHT: CssPixels = 52
const RULER: CssPixels = 15
const LINE: CssPixels = 2
const GAP: CssPixels = 1
const HANDLE: CssPixels = 4

export interface OverviewPicture {
  readonly bins: OverviewBins | undefined
  readonly scale: TimeScale
  readonly ticks: readonly Tick[]
  readonly width: CssPixels
  readonly zoom: TimeRange | undefined
  readonly palette: Palette
}

/** What the lines of a picture of a width have room for. */
export function overviewSize(width: CssPixels): OverviewSize {
  return { width: Math.max(1, Math.round(width - WATERFALL_LEFT)), lines: OVERVIEW_HEIGHT - RULER - LINE, step: LINE + GAP }
}

/**
 *     0 s      1 s      2 s      ruler
 *     ━━━━━━━━━━━━━━━            a line a span, from top to bottom by their order;
 *       ━━━━━                    when there are more than lines, they share them
 *            ▌ shown ▐
 */
export function drawOverview(context: CanvasRenderingContext2D, picture: OverviewPicture): void {
  drawRuler(context, picture)
  drawFolds(context, picture)
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

/** With how long each was, in place of the ruler. */
function drawFolds(context: CanvasRenderingContext2D, { scale, palette }: OverviewPicture): void {
  if (scale.folds.list.length === 0) return
  const pattern = hatch(context, palette)
  for (const { start, end, x, width } of strips(scale)) {
    context.fillStyle = palette.base
    context.fillRect(WATERFALL_LEFT + x, 0, width, OVERVIEW_HEIGHT)
    if (pattern !== null) context.fillStyle = pattern
    context.fillRect(WATERFALL_LEFT + x, RULER, width, OVERVIEW_HEIGHT - RULER)
    context.fillStyle = palette.faint
    context.textAlign = 'center'
    context.fillText(foldWords(end - start, width), WATERFALL_LEFT + x + width / 2, 11)
    context.textAlign = 'start'
  }
}

function drawLines(context: CanvasRenderingContext2D, { bins, palette }: OverviewPicture): void {
  const lines = bins && overviewLines(bins, palette)
  if (lines === undefined) return
  context.imageSmoothingEnabled = false
  context.drawImage(lines, WATERFALL_LEFT, RULER)
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

const edges = (scale: TimeScale, { start, end }: TimeRange) => [WATERFALL_LEFT + scale.x(start), WATERFALL_LEFT + scale.x(end)] as const
