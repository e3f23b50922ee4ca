import type { CssPixels } from '../trace/time-scale.ts'

/** A clean sheet in CSS pixels. Setting a canvas's size clears it and allocates anew, so it is set only when it differs. */
export function prepareCanvas(canvas: HTMLCanvasElement, width: CssPixels, height: CssPixels): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) }
  const context = canvas.getContext('2d')
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size)
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  context?.clearRect(0, 0, width, height)
  return context
}
