/** Text that streams into a span, and when it came, until the span's own content and chunk timings take their place. */
import type { ChunkTimings, Delta, Milliseconds } from '../../sdk/protocol/records.ts'
import { weighText } from './measure.ts'
import type { LiveText } from './model.ts'

/** Per span; what comes after it is counted as dropped. */
export const MAX_LIVE_CHARACTERS = 4 * 1024 * 1024
const MAX_LIVE_PARTS = 1_000
const MAX_LIVE_CHUNKS = 10_000
/** Of one part, beside its text, and of one piece of it. */
const PART_BYTES = 200
const PIECE_BYTES = 16
/** So many pieces are joined at the latest: each has a weight of its own. */
const MAX_PIECES = 4_096

interface Part extends Omit<LiveText, 'text'> {
  /** Joined when it is read. */
  pieces: string[]
}

export class Live {
  readonly #parts = new Map<string, Part>()
  readonly #offsets: Milliseconds[] = []
  readonly #sizes: number[] = []
  #dropped = 0
  #reasoned: Milliseconds | undefined
  #characters = 0
  #bytes = 0

  /** Bytes that it takes, about. */
  get bytes(): number {
    return this.#bytes
  }

  /** @returns bytes that it takes more, about; `undefined` where the text found no room. */
  append(delta: Delta, offset: Milliseconds): number | undefined {
    const before = this.#bytes
    this.#time(delta.bytes, offset)
    const { choice, part, index, text } = delta
    if (part === 'reasoning') this.#reasoned = offset
    const key = `${choice} ${part} ${index}`
    const known = this.#parts.get(key)
    if (this.#characters + text.length > MAX_LIVE_CHARACTERS || (known === undefined && this.#parts.size >= MAX_LIVE_PARTS))
      return undefined
    this.#characters += text.length
    this.#bytes += weighText(text) + PIECE_BYTES
    if (known === undefined) {
      this.#bytes += PART_BYTES
      this.#parts.set(key, { choice, part, index, pieces: [text] })
    } else {
      known.pieces.push(text)
      if (known.pieces.length > MAX_PIECES) joined(known)
    }
    return this.#bytes - before
  }

  /** When the last reasoning came. */
  get reasoned(): Milliseconds | undefined {
    return this.#reasoned
  }

  texts(): readonly LiveText[] {
    return Array.from(this.#parts.values(), (part) => ({ choice: part.choice, part: part.part, index: part.index, text: joined(part) }))
  }

  chunks(): ChunkTimings {
    return { offsets: [...this.#offsets], sizes: [...this.#sizes], ...(this.#dropped === 0 ? {} : { dropped: this.#dropped }) }
  }

  #time(bytes: number, offset: Milliseconds): void {
    if (this.#offsets.length >= MAX_LIVE_CHUNKS) this.#dropped++
    else {
      this.#offsets.push(Math.max(0, offset))
      this.#sizes.push(bytes)
      this.#bytes += PIECE_BYTES
    }
  }
}

function joined(part: Part): string {
  if (part.pieces.length > 1) part.pieces = [part.pieces.join('')]
  return part.pieces[0] ?? ''
}
