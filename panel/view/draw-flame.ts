/** Paints the lanes near the screen. What is seen of a lane comes from trace/flame-layout; here are only pixels and colours. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { ROW_HEIGHT } from '../store/row-window.ts'
import { WATERFALL_LEFT } from '../store/waterfall.ts'
import type { PathSection } from '../trace/critical-path.ts'
import type { Flame, FlamePiece } from '../trace/flame-layout.ts'
import { flamePieces } from '../trace/flame-layout.ts'
import type { SpanIndex, Trace } from '../trace/model.ts'
import { Flag, OUTCOMES, SPAN_CLASSES } from '../trace/span-columns.ts'
import { u8 } from '../trace/table.ts'
import type { Tick } from '../trace/ticks.ts'
import { strips, type CssPixels, type TimeScale } from '../trace/time-scale.ts'
import { drawPath } from './draw-bars.ts'
import { hatch } from './hatch.ts'
import type { Palette } from './palette.ts'

export interface FlamePicture {
  readonly trace: Trace
  readonly flame: Flame
  readonly scale: TimeScale
  readonly ticks: readonly Tick[]
  readonly width: CssPixels
  readonly height: CssPixels
  readonly scrollTop: CssPixels
  readonly now: Milliseconds
  readonly selected: SpanIndex | undefined
  /** Where the critical path goes through a span. */
  readonly path: (row: SpanIndex) => readonly PathSection[] | undefined
  readonly palette: Palette
}

export const FLAME_RULER: CssPixels = 18
const BASELINE: CssPixels = 15
const TINT = 0.35
const ERROR = OUTCOMES.indexOf('error')
const EDGE: CssPixels = 3
/** A narrower bar has no room for a word. */
const LEAST_NAMED: CssPixels = 28

export function drawFlame(context: CanvasRenderingContext2D, picture: FlamePicture): void {
  const { flame, scale, scrollTop, height, now } = picture
  context.font = picture.palette.font
  drawTime(context, picture)
  context.save()
  context.beginPath()
  context.rect(0, FLAME_RULER, picture.width, height)
  context.clip()
  const first = Math.floor(scrollTop / ROW_HEIGHT)
  const last = Math.min(flame.lanes.length, Math.ceil((scrollTop + height) / ROW_HEIGHT))
  for (let lane = first; lane < last; lane++) {
    const top = FLAME_RULER + lane * ROW_HEIGHT - scrollTop
    const pieces = flame.lanes[lane]
    for (const piece of pieces === undefined ? [] : flamePieces(pieces, scale, now)) drawPiece(context, picture, piece, top)
  }
  context.restore()
}

function drawTime(context: CanvasRenderingContext2D, { ticks, scale, height, palette }: FlamePicture): void {
  for (const { x, label } of ticks) {
    context.fillStyle = palette.gridLine
    context.fillRect(x, 0, 1, height)
    context.fillStyle = palette.faint
    context.fillText(label, x + 3, 13)
  }
  const pattern = scale.folds.list.length === 0 ? null : hatch(context, palette)
  if (pattern === null) return
  context.fillStyle = pattern
  for (const { x, width } of strips(scale)) context.fillRect(WATERFALL_LEFT + x, FLAME_RULER, width, height)
}

function drawPiece(context: CanvasRenderingContext2D, picture: FlamePicture, piece: FlamePiece, top: CssPixels): void {
  const { trace, palette, width, selected, path } = picture
  // Views are made for what is named alone: thousands of pieces are drawn a frame.
  const { columns } = trace.tables.spans
  const isInternal = (u8(columns.flags, piece.row) & Flag.internal) !== 0
  // What goes on beyond the picture is cut: canvas loses precision at millions of pixels.
  const x = Math.max(-EDGE, piece.x + WATERFALL_LEFT)
  const w = Math.min(width + EDGE, piece.x + WATERFALL_LEFT + piece.width) - x
  const [y, h] = [top + 1, ROW_HEIGHT - 2]
  const color = palette.kinds[SPAN_CLASSES[u8(columns.class, piece.row)] ?? 'other']
  context.fillStyle = palette.base
  context.fillRect(x, y, w, h)
  context.fillStyle = color
  context.globalAlpha = piece.merged > 1 ? 1 : isInternal ? TINT / 2 : TINT
  context.fillRect(x, y, w, h)
  context.globalAlpha = 1
  if (u8(columns.outcome, piece.row) === ERROR) {
    context.fillStyle = palette.error
    context.fillRect(x + w - Math.min(EDGE, w), y, Math.min(EDGE, w), h)
  }
  context.strokeStyle = piece.row === selected ? palette.text : color
  context.lineWidth = piece.row === selected ? 2 : 1
  context.strokeRect(x + 0.5, y + 0.5, Math.max(0, w - 1), h - 1)
  const sections = piece.merged === 1 ? path(piece.row) : undefined
  if (sections !== undefined) drawSections(context, picture, sections, top)
  if (piece.merged > 1 || w < LEAST_NAMED) return
  const { operation, subject, model = '' } = trace.span(piece.row)
  drawName(context, `${operation} ${subject || model}`, { x, y, w, h }, palette)
}

function drawSections(context: CanvasRenderingContext2D, picture: FlamePicture, sections: readonly PathSection[], top: CssPixels): void {
  context.save()
  context.translate(WATERFALL_LEFT, top)
  drawPath(context, sections, false, picture)
  context.restore()
}

interface Box {
  readonly x: CssPixels
  readonly y: CssPixels
  readonly w: CssPixels
  readonly h: CssPixels
}

/** From the edge of the picture on, where the bar begins left of it. */
function drawName(context: CanvasRenderingContext2D, name: string, { x, y, w, h }: Box, palette: Palette): void {
  context.save()
  context.beginPath()
  context.rect(x, y, w - 2, h)
  context.clip()
  context.fillStyle = palette.text
  context.fillText(name, Math.max(x, 0) + 4, y - 1 + BASELINE)
  context.restore()
}
