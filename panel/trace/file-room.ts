/** Room for the spans of one file: they push out no others before somebody was asked, and when no others are there the file's own oldest. */
import { ROW_BYTES } from './measure.ts'
import type { Crowd } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { f64, i32, u32 } from './table.ts'

/** `make`: the oldest of others go. `keep`: the rest of the file is left out. */
export type RoomChoice = 'make' | 'keep'

export class FileRoom {
  readonly #spans: Spans
  /** Whether a document is one of the file's. */
  readonly #isOwn: (document: number) => boolean
  #choice: RoomChoice | undefined

  constructor(spans: Spans, isOwn: (document: number) => boolean) {
    this.#spans = spans
    this.#isOwn = isOwn
  }

  choose(choice: RoomChoice): void {
    this.#choice = choice
  }

  /** For one more span, of a trace that stays. `asked`: others would have to go, and nobody has chosen. */
  forOne(wanting: number): 'there' | 'none' | 'asked' {
    if (this.#choice === 'keep') return 'none'
    const { eviction } = this.#spans
    while (!this.#spans.fits(1, ROW_BYTES)) {
      const others = eviction.oldestOf((document) => !this.#isOwn(document), wanting)
      if (others !== NONE && this.#choice === undefined) return 'asked'
      const trace = others === NONE ? eviction.oldestOf(this.#isOwn, wanting) : others
      if (trace === NONE) return 'none'
      this.#spans.dropTrace(trace)
    }
    return 'there'
  }

  /** What would go for so many more spans of the file. `taken`: the bytes that they take; default: without their records. */
  crowd(more: number, taken = more * ROW_BYTES): Crowd {
    const { limits, size, bytes } = this.#spans
    const { live, ofFiles, heldBytes } = this.#others()
    const others = live + ofFiles
    const tooMany = size + more - limits.spans
    const tooLarge = bytes + taken - limits.bytes
    const wouldGo = Math.max(1, tooMany, Math.ceil(tooLarge / (heldBytes / others)))
    return { live, ofFiles, wouldGo: Math.min(others, wouldGo) }
  }

  #others(): { readonly live: number; readonly ofFiles: number; readonly heldBytes: number } {
    const { traces, spans } = this.#spans.tables
    const { document, spans: count, first, bytes } = traces.columns
    const found = { live: 0, ofFiles: 0, heldBytes: 0 }
    for (let trace = 0; trace < traces.length; trace++) {
      const of = i32(document, trace)
      if (of === NONE || this.#isOwn(of)) continue
      const source = this.#spans.sources[i32(spans.columns.source, i32(first, trace))]
      const kind = source !== undefined && source.document.startsWith('file:') ? 'ofFiles' : 'live'
      found[kind] += u32(count, trace)
      found.heldBytes += f64(bytes, trace)
    }
    return found
  }
}
