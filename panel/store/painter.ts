/**
 * At most one paint a frame. A hidden panel gets no frames at all (its document still says "visible"), so nothing but painting may wait for
 * one: what arrives meanwhile is in the trace already, and the first frame after the panel shows again paints all of it.
 */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { nextTurn } from './turns.ts'

export interface Painter {
  /** Asks for a paint in the next frame; a second request before it changes nothing. */
  request(): void
  stop(): void
}

export interface PainterOptions {
  /** Answers whether it wants the next frame too: true while something runs and the clock has to tick. */
  paint(): boolean
  /** How long from one paint to the next at least. `cost`: how long the last one took, all that the browser did for its frame included. */
  interval(cost: Milliseconds): Milliseconds
}

export function createPainter({ paint, interval }: PainterOptions): Painter {
  let frame = 0
  let last = Number.NEGATIVE_INFINITY
  let cost: Milliseconds = 0
  const tick = (now: Milliseconds) => {
    frame = 0
    if (now - last < interval(cost)) return request()
    last = now
    const began = performance.now()
    // The next task comes when the frame is done.
    void nextTurn().then(() => (cost = performance.now() - began))
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
