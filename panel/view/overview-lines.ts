import { EMPTY_CELL, ERROR_CELL, type OverviewBins } from '../store/overview-bins.ts'
import { SPAN_CLASSES } from '../trace/span-columns.ts'
import type { Palette } from './palette.ts'

interface Picture {
  readonly palette: Palette
  readonly canvas: OffscreenCanvas
}

/** Painted once for each filling of the cells: dense ones have tens of thousands of rectangles, and the window over them moves each frame. */
const pictures = new WeakMap<OverviewBins, Picture>()

/** The lines as a picture, a pixel a cell; a line is two pixels high. `undefined` where the browser gives no canvas. */
export function overviewLines(bins: OverviewBins, palette: Palette): OffscreenCanvas | undefined {
  const known = pictures.get(bins)
  if (known?.palette === palette) return known.canvas
  const { width, lines } = bins.size
  const canvas = new OffscreenCanvas(width, lines + 1)
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  const image = context.createImageData(width, lines + 1)
  const pixels = new Uint32Array(image.data.buffer)
  const colors = colorsOf(context, palette)
  for (let at = 0; at < width * lines; at++) {
    const cell = bins.cells[at] ?? EMPTY_CELL
    if (cell === EMPTY_CELL) continue
    const color = colors[cell] ?? 0
    pixels[at] = color
    pixels[at + width] = color
  }
  context.putImageData(image, 0, 0)
  pictures.set(bins, { palette, canvas })
  return canvas
}

/** By what stands in a cell, as four bytes in the order of the memory. */
function colorsOf(context: OffscreenCanvasRenderingContext2D, palette: Palette): Uint32Array {
  const colors = new Uint32Array(256)
  const pixel = (color: string): number => {
    context.fillStyle = color
    context.fillRect(0, 0, 1, 1)
    return new Uint32Array(context.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0
  }
  SPAN_CLASSES.forEach((kind, at) => (colors[at + 1] = pixel(palette.kinds[kind])))
  colors[ERROR_CELL] = pixel(palette.error)
  return colors
}
