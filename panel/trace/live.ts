/** Text that streams into a span, and when it came, until the span's own content and chunk timings take their place. */
import type { ChunkTimings, Delta, Milliseconds } from '../../sdk/protocol/records.ts'
import type { LiveText } from './model.ts'

/** Per span; what comes after it is counted as dropped. */
export const MAX_LIVE_CHARACTERS = 4 * 1024 * 1024
const MAX_LIVE_PARTS = 1_000
const MAX_LIVE_CHUNKS = 10_000

export interface Live {
  /** False when the text found no room. */
  append(delta: Delta, offset: Milliseconds): boolean
  texts(): readonly LiveText[]
  chunks(): ChunkTimings
  readonly characters: number
}

export function createLive(): Live {
  const parts = new Map<string, LiveText>()
  const offsets: Milliseconds[] = []
  const sizes: number[] = []
  let dropped = 0
  let characters = 0

  return {
    append(delta, offset) {
      time(delta.bytes, offset)
      const { choice, part, index, text } = delta
      const key = `${choice} ${part} ${index}`
      const known = parts.get(key)
      if (characters + text.length > MAX_LIVE_CHARACTERS || (known === undefined && parts.size >= MAX_LIVE_PARTS)) return false
      characters += text.length
      parts.set(key, { choice, part, index, text: (known?.text ?? '') + text })
      return true
    },
    texts: () => [...parts.values()],
    chunks: () => ({ offsets: [...offsets], sizes: [...sizes], ...(dropped === 0 ? {} : { dropped }) }),
    get characters() {
      return characters
    },
  }

  function time(bytes: number, offset: Milliseconds): void {
    if (offsets.length >= MAX_LIVE_CHUNKS) dropped++
    else {
      offsets.push(Math.max(0, offset))
      sizes.push(bytes)
    }
  }
}
