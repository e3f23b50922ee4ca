/** Paints the bars of the rows near the screen. Geometry comes from trace/layout; here are only pixels and colours. */
import type { ChunkTimings, Milliseconds } from '../../sdk/protocol/records.ts'
import { barLabels } from '../store/bar-labels.ts'
import { ROW_HEIGHT } from '../store/row-window.ts'
import { holesIn, streamProfile } from '../store/stream-profile.ts'
import { WATERFALL_LEFT } from '../store/waterfall.ts'
import type { BarTimes } from '../trace/bar-times.ts'
import type { PathSection } from '../trace/critical-path.ts'
import { placeLabel } from '../trace/label.ts'
import { barGeometry, type Bar, type Rect } from '../trace/layout.ts'
import type { SpanView } from '../trace/model.ts'
import type { Tick } from '../trace/ticks.ts'
import { strips, type CssPixels, type TimeScale } from '../trace/time-scale.ts'
import { hatch } from './hatch.ts'
import type { Palette } from './palette.ts'

export interface BarRow {
  readonly span: SpanView
  readonly chunks: ChunkTimings | undefined
  readonly times: BarTimes
  /** Where the critical path goes through it. */
  readonly path: readonly PathSection[] | undefined
  readonly selected: boolean
}

export interface Picture {
  /** A hole for each row that has no bar. */
  readonly rows: readonly (BarRow | undefined)[]
  readonly scale: TimeScale
  readonly ticks: readonly Tick[]
  readonly width: CssPixels
  readonly now: Milliseconds
  readonly palette: Palette
}

const BAR_TOP: CssPixels = 4
const BAR_HEIGHT: CssPixels = 13
/** The waiting part is lower than the stream, so that the two differ without colour. */
const WAIT_INSET: CssPixels = 2
const SOLID_INSET: CssPixels = 1
const BRACKET_TOP: CssPixels = 6
const BRACKET_FOOT: CssPixels = 5
const EDGE: CssPixels = 3
const PATH_TOP: CssPixels = 1
const PATH_HEIGHT: CssPixels = 2
const BASELINE: CssPixels = 14
const LEFT_CLIP: CssPixels = 2 - WATERFALL_LEFT
const WAIT_TINT = 0.22
const STREAM_TINT = 0.4
const HOLLOW_TINT = 0.6
const REASONING_VEIL = 0.5

export function drawBars(context: CanvasRenderingContext2D, picture: Picture): void {
  const { rows, width } = picture
  context.save()
  context.font = picture.palette.font
  drawGrid(context, picture)
  context.translate(WATERFALL_LEFT, 0)
  // What goes on to the left of the picture must not show an end there.
  context.beginPath()
  context.rect(LEFT_CLIP, 0, width, rows.length * ROW_HEIGHT)
  context.clip()
  const onSelection = { ...picture, palette: picture.palette.onSelection ?? picture.palette }
  for (const row of rows) {
    if (row !== undefined) drawRow(context, row.selected ? onSelection : picture, row)
    context.translate(0, ROW_HEIGHT)
  }
  context.restore()
}

/** Lines through rows that have bars, those next to each other in one; where time is folded, hatching. */
function drawGrid(context: CanvasRenderingContext2D, { rows, ticks, scale, palette }: Picture): void {
  const folds = scale.folds.list.length === 0 ? [] : strips(scale)
  const pattern = folds.length === 0 ? null : hatch(context, palette)
  for (let from = 0, to = 0; from < rows.length; from = to) {
    for (to = from + 1; to < rows.length && (rows[to] === undefined) === (rows[from] === undefined);) to++
    if (rows[from] === undefined) continue
    const [top, height] = [from * ROW_HEIGHT, (to - from) * ROW_HEIGHT]
    context.fillStyle = palette.gridLine
    for (const { x } of ticks) context.fillRect(x, top, 1, height)
    if (pattern !== null) context.fillStyle = pattern
    for (const { x, width } of folds) context.fillRect(WATERFALL_LEFT + x, top, width, height)
  }
}

function drawRow(context: CanvasRenderingContext2D, picture: Picture, row: BarRow): void {
  const { scale, now, palette } = picture
  const geometry = barGeometry(row.span, scale, BAR_HEIGHT, now, row.times)
  if (geometry === undefined) return
  const color = palette.kinds[row.span.class]
  context.translate(0, BAR_TOP)
  if (geometry.wait !== undefined) drawWaitBefore(context, geometry.wait, palette.label)
  drawBody(context, geometry, row, picture, color)
  drawEnd(context, geometry, palette, color)
  context.translate(0, -BAR_TOP)
  if (geometry.firstChunkX !== undefined) drawMark(context, geometry.firstChunkX, palette.text)
  if (geometry.end === 'running') drawNow(context, geometry.outline, color)
  if (row.path !== undefined) drawPath(context, row.path, row.selected, picture)
  if (geometry.outline.x <= scale.width) drawLabel(context, withWait(geometry), row, picture)
}

function drawBody(context: CanvasRenderingContext2D, bar: Bar, row: BarRow, picture: Picture, color: string): void {
  const { span, chunks } = row
  const answeredAtOnce = bar.streaming === undefined && span.class !== 'inference' && span.outcome !== 'running'
  if (bar.shape === 'bracket') drawBracket(context, bar, color)
  else if (bar.shape === 'solid' || answeredAtOnce) drawSolid(context, bar, color)
  else {
    if (bar.waiting !== undefined) drawWaiting(context, inset(bar.waiting, WAIT_INSET), bar.queuedX, color)
    if (bar.streaming !== undefined) {
      box(context, bar.streaming, color, STREAM_TINT)
      const profile = chunks === undefined ? [] : streamProfile(span.start, chunks, bar.streaming, picture.scale)
      if (bar.hollow) context.globalAlpha = HOLLOW_TINT
      drawStream(context, bar, bar.streaming, profile, color)
      context.globalAlpha = 1
      if (bar.reasoning !== undefined) drawReasoning(context, bar.reasoning, picture.palette, color)
    }
  }
}

/** A broken line from the attempt before: `╎- - - ` */
function drawWaitBefore(context: CanvasRenderingContext2D, { x, width, height }: Rect, color: string): void {
  const middle = Math.floor(height / 2)
  context.fillStyle = color
  context.fillRect(x, middle - 3, 1, 7)
  for (let at = x + 3; at < x + width - 1; at += 6) context.fillRect(at, middle, Math.min(3, x + width - 1 - at), 1)
}

/** Queued │ waiting: while it is queued the provider does nothing for it, and the body is empty. */
function drawWaiting(context: CanvasRenderingContext2D, waiting: Rect, queuedX: CssPixels | undefined, color: string): void {
  if (queuedX === undefined) return box(context, waiting, color, WAIT_TINT)
  box(context, waiting, color, 0)
  context.globalAlpha = WAIT_TINT
  fill(context, { ...waiting, x: queuedX, width: waiting.x + waiting.width - queuedX }, color)
  context.globalAlpha = 1
  fill(context, { ...waiting, x: queuedX, width: 1 }, color)
}

/** Paler than the answer, with a dotted foot. */
function drawReasoning(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, palette: Palette, color: string): void {
  context.globalAlpha = REASONING_VEIL
  fill(context, { x, y: y + 1, width, height: height - 2 }, palette.base)
  context.globalAlpha = 1
  context.fillStyle = color
  for (let at = x + 1; at < x + width - 1; at += 4) context.fillRect(at, y + height + 1, 2, 1.5)
}

/** A dotted line where nothing came. */
function drawStream(context: CanvasRenderingContext2D, bar: Bar, stream: Rect, profile: readonly Rect[], color: string): void {
  if (profile.length === 0) {
    if (bar.end !== 'running') fill(context, stream, color)
    return
  }
  context.fillStyle = color
  const middle = stream.y + stream.height / 2
  for (const [from, to] of holesIn(profile, stream)) for (let x = from + 3; x < to - 2; x += 4) context.fillRect(x, middle, 1.5, 1)
  // One path: filled one by one, slices at fractions of a pixel show seams.
  context.beginPath()
  for (const { x, y, width, height } of profile) context.rect(x, y, width, height)
  context.fill()
}

function drawSolid(context: CanvasRenderingContext2D, { outline, hollow }: Bar, color: string): void {
  if (hollow) box(context, inset(outline, SOLID_INSET), color, WAIT_TINT)
  else fill(context, inset(outline, SOLID_INSET), color)
}

/**
 *     ┌──────────┐    what an agent behind a service did is seen from outside alone: filled
 */
function drawBracket(context: CanvasRenderingContext2D, { outline: { x, width }, hollow }: Bar, color: string): void {
  const top = BRACKET_TOP - BAR_TOP
  context.fillStyle = color
  if (!hollow) {
    context.globalAlpha = STREAM_TINT
    context.fillRect(x, top, width, BRACKET_FOOT)
    context.globalAlpha = 1
  }
  context.fillRect(x, top, width, 2)
  context.fillRect(x, top, 2, BRACKET_FOOT)
  context.fillRect(x + width - 2, top, 2, BRACKET_FOOT)
}

function drawEnd(context: CanvasRenderingContext2D, bar: Bar, palette: Palette, color: string): void {
  const { x, width, height } = bar.outline
  const right = x + width
  if (bar.end === 'error') fill(context, { x: right - EDGE, y: 0, width: EDGE, height }, palette.error)
  else if (bar.end === 'cutOff') fill(context, { x: right - EDGE, y: -1, width: EDGE, height: height + 2 }, palette.cutOff)
  else if (bar.end === 'aborted') drawTear(context, right, height, color)
}

/** The outline's edge is wiped out and dashed anew, beside the bar. */
function drawTear(context: CanvasRenderingContext2D, right: CssPixels, height: CssPixels, color: string): void {
  context.clearRect(right - 2, -1, 4, height + 2)
  context.fillStyle = color
  for (let y = -1; y < height; y += 4) context.fillRect(right, y, 2, 2.5)
}

/** ▲ */
function drawMark(context: CanvasRenderingContext2D, x: CssPixels, color: string): void {
  const top = BAR_TOP + BAR_HEIGHT - 1
  context.fillStyle = color
  context.beginPath()
  context.moveTo(x, top)
  context.lineTo(x + 3.5, top + 5)
  context.lineTo(x - 3.5, top + 5)
  context.fill()
}

/** A line over the bar: below it stand the marks of the first chunk and of reasoning. */
export function drawPath(
  context: CanvasRenderingContext2D,
  path: readonly PathSection[],
  selected: boolean,
  picture: Pick<Picture, 'scale' | 'now' | 'palette' | 'width'>,
): void {
  const { scale, now, palette } = picture
  context.fillStyle = selected ? palette.selectedText : palette.text
  let drawn = Number.NEGATIVE_INFINITY
  for (const { start, end } of path) {
    const left = Math.max(LEFT_CLIP, scale.x(start))
    const right = Math.min(scale.x(Math.min(end, now || end)), picture.width)
    // Pieces nearer than a pixel are one.
    if (right < left || right < drawn + 1) continue
    context.fillRect(left, PATH_TOP, Math.max(1, right - left), PATH_HEIGHT)
    drawn = right
  }
}

function drawNow(context: CanvasRenderingContext2D, { x, width }: Rect, color: string): void {
  const right = x + width
  context.fillStyle = color
  context.fillRect(right, 1, 1, ROW_HEIGHT - 2)
  context.beginPath()
  context.arc(right + 0.5, ROW_HEIGHT / 2, 3, 0, Math.PI * 2)
  context.fill()
}

/** What no label may stand on. */
const withWait = ({ outline, wait }: Bar): Rect => ({ ...outline, x: wait?.x ?? outline.x, width: outline.width + (wait?.width ?? 0) })

function drawLabel(context: CanvasRenderingContext2D, outline: Rect, row: BarRow, picture: Picture): void {
  const { palette, now, width } = picture
  const bar = { ...outline, width: outline.width + (row.span.outcome === 'running' ? 4 : 2) }
  const label = placeLabel(barLabels(row.span, now), bar, width - WATERFALL_LEFT, (text) => context.measureText(text).width)
  if (label === undefined) return
  context.fillStyle = row.selected ? palette.selectedText : palette.label
  if (label.side === 'inside') fill(context, insideBox(context, label.text, label.x), palette.base)
  context.fillStyle = row.selected && label.side !== 'inside' ? palette.selectedText : palette.label
  context.fillText(label.text, label.x, BASELINE)
}

/** Text inside a bar stands on the panel's own ground: no kind's colour has contrast enough for it in both themes. */
function insideBox(context: CanvasRenderingContext2D, text: string, x: CssPixels): Rect {
  return { x: x - 2, y: BAR_TOP + 1, width: context.measureText(text).width + 4, height: BAR_HEIGHT - 2 }
}

function fill(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, color: string): void {
  context.fillStyle = color
  context.fillRect(x, y, width, height)
}

function box(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, color: string, tint: number): void {
  context.globalAlpha = tint
  fill(context, { x, y, width, height }, color)
  context.globalAlpha = 1
  context.strokeStyle = color
  context.lineWidth = 1
  if (width >= 1) context.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), height - 1)
}

const inset = (rect: Rect, by: CssPixels): Rect => ({ ...rect, y: rect.y + by, height: rect.height - 2 * by })
