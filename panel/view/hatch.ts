import type { CssPixels } from '../trace/time-scale.ts'
import type { Palette } from './palette.ts'

const SIZE: CssPixels = 6
const tiles = new WeakMap<Palette, HTMLCanvasElement>()

/** Slanted lines: time is folded here. */
export function hatch(context: CanvasRenderingContext2D, palette: Palette): CanvasPattern | null {
  let tile = tiles.get(palette)
  if (tile === undefined) tiles.set(palette, (tile = draw(palette.hatch)))
  const pattern = context.createPattern(tile, 'repeat')
  // A tile has the screen's own pixels.
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio(), 1 / ratio()))
  return pattern
}

function draw(color: string): HTMLCanvasElement {
  const size = SIZE * ratio()
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d')
  if (context === null) return canvas
  context.strokeStyle = color
  context.lineWidth = ratio()
  context.beginPath()
  for (const shift of [-size, 0, size]) {
    context.moveTo(shift - 1, size + 1)
    context.lineTo(shift + size + 1, -1)
  }
  context.stroke()
  return canvas
}

const ratio = () => Math.max(1, Math.round(window.devicePixelRatio))
