/** Where a card stands beside a pointer: never under it. All in pixels of one box. */
import type { CssPixels } from '../trace/time-scale.ts'

export interface Box {
  readonly left: CssPixels
  readonly top: CssPixels
  readonly right: CssPixels
  readonly bottom: CssPixels
}

/** The pointer, and the row that it rests on. */
export interface Pointer {
  readonly x: CssPixels
  readonly top: CssPixels
  readonly bottom: CssPixels
}

export interface CardPlace {
  readonly x: CssPixels
  readonly y: CssPixels
  /** What is taller is cut. */
  readonly height: CssPixels
}

const GAP: CssPixels = 4
/** Of the pointer's own picture. */
const POINTER: CssPixels = 16

/** Below the row; else above it; else beside the pointer; else where there is most room, cut. */
export function placeCard(
  { width, height }: { readonly width: CssPixels; readonly height: CssPixels },
  { x, top, bottom }: Pointer,
  room: Box,
): CardPlace {
  const within = Math.max(room.left + GAP, Math.min(x + GAP, room.right - width - GAP))
  const [above, below] = [top - room.top - 2 * GAP, room.bottom - bottom - 2 * GAP]
  if (height <= below) return { x: within, y: bottom + GAP, height }
  if (height <= above) return { x: within, y: top - GAP - height, height }
  const y = Math.max(room.top + GAP, Math.min(bottom, room.bottom - height - GAP))
  const beside = [x + POINTER, x - POINTER - width].find((left) => left >= room.left + GAP && left + width <= room.right - GAP)
  if (beside !== undefined && height <= room.bottom - room.top - 2 * GAP) return { x: beside, y, height }
  return below >= above ? { x: within, y: bottom + GAP, height: below } : { x: within, y: room.top + GAP, height: above }
}
