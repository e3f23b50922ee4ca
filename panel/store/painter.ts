/**
 * At most one paint a frame. A hidden panel gets no frames at all (its document still says "visible"), so nothing but painting may wait for
 * one: what arrives meanwhile is in the trace already, and the first frame after the panel shows again paints all of it.
 */
import type { Milliseconds } from '../../sdk/protocol/records.ts'

export interface Painter {
  /** Asks for a paint in the next frame; a second request before it changes nothing. */
  request(): void
  stop(): void
}

export interface PainterOptions {
  /** Answers whether it wants the next frame too: true while something runs and the clock has to tick. */
  paint(): boolean
  /** How long after a paint there is no other one. */
  rest(): Milliseconds
}

export function createPainter({ paint, rest }: PainterOptions): Painter {
  let frame = 0
  let last = Number.NEGATIVE_INFINITY
  const tick = (now: Milliseconds) => {
    frame = 0
    if (now - last < rest()) return request()
    last = now
    if (paint()) request()
  }
  const request = () => {
    if (frame === 0) frame = requestAnimationFrame(tick)
  }
  return {
    request,
    stop() {
      cancelAnimationFrame(frame)
      frame = 0
    },
  }
}
