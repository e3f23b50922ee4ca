import { setNativeTimeout } from '../capture/native-timers.ts'
import type { Milliseconds } from '../protocol/records.ts'

/** Chunks of a fast stream that are timed together. */
const TIMED_TOGETHER = 4
/** A stream is fast while its chunks come so soon after each other. */
const FAST_MS: Milliseconds = 4
/** And was, for so many times that the clock was asked. */
const FAST_TIMES = 16
/** How long chunks may be given the time of an earlier one. */
const SHARED_MS: Milliseconds = 50

/** Clocks that would give a chunk the time of the one before. */
const sharing = new Set<ChunkClock>()
let timer: unknown

/** One timer for all streams of the page. */
function look(): void {
  timer = undefined
  for (const clock of sharing) clock.look()
}

/**
 * When chunks come. To ask the time takes a page longer than to keep the chunk, so of a stream that has come fast for a while one chunk in
 * {@link TIMED_TOGETHER} is timed, and those after it are given the same time, for {@link SHARED_MS} at most.
 */
export class ChunkClock {
  #last: Milliseconds = Number.NEGATIVE_INFINITY
  #fast = 0
  #untimed = 0

  now(): Milliseconds {
    if (this.#untimed > 0) {
      this.#untimed--
      return this.#last
    }
    const at = performance.now()
    const together = this.#fast >= FAST_TIMES ? TIMED_TOGETHER : 1
    this.#fast = at - this.#last < together * FAST_MS ? this.#fast + 1 : 0
    this.#last = at
    if (this.#fast >= FAST_TIMES) this.#share()
    return at
  }

  #share(): void {
    this.#untimed = TIMED_TOGETHER - 1
    sharing.add(this)
    timer ??= setNativeTimeout(look, SHARED_MS)
  }

  /** The next chunk is timed. */
  look(): void {
    this.#untimed = 0
    sharing.delete(this)
  }
}
