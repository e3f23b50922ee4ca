/**
 * At most one paint a frame. A hidden panel gets no frames at all (its document still says "visible"), so nothing but painting may wait for
 * one: what arrives meanwhile is in the trace already, and the first frame after the panel shows again paints all of it.
 */
export interface Painter {
  /** Asks for a paint in the next frame; a second request before it changes nothing. */
  request(): void
  stop(): void
}

/** `paint` answers whether it wants the next frame too: true while something runs and the clock has to tick. */
export function createPainter(paint: () => boolean): Painter {
  let frame = 0
  const tick = () => {
    frame = 0
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
