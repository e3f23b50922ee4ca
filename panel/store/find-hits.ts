/** Where it was found: a span's row and the tab that shows it, as numbers, since a common word stands in each of a million spans. */
import type { SpanIndex } from '../trace/model.ts'
import { TEXT_TABS, type TextTab } from './span-texts.ts'

export interface Hit {
  readonly row: SpanIndex
  readonly tab: TextTab
}

const TABS = TEXT_TABS.length

export class FindHits {
  #hits: number[] = []
  /** Of each row that was looked through, one more than the number of the entry that brought it: another one has to be looked through anew. */
  #looked = new Uint32Array(1024)

  get length(): number {
    return this.#hits.length
  }

  at(place: number): Hit | undefined {
    const hit = this.#hits[place]
    const tab = TEXT_TABS[(hit ?? 0) % TABS]
    return hit === undefined || tab === undefined ? undefined : { row: Math.floor(hit / TABS), tab }
  }

  isLooked(row: SpanIndex, seq: number): boolean {
    return this.#looked[row] === seq + 1
  }

  /** What was found in it before is so no more. */
  look(row: SpanIndex, seq: number, tabs: Iterable<TextTab>): void {
    if (row >= this.#looked.length) {
      const longer = new Uint32Array(Math.max(row + 1, this.#looked.length * 2))
      longer.set(this.#looked)
      this.#looked = longer
    }
    if ((this.#looked[row] ?? 0) > 0) this.#hits = this.#hits.filter((hit) => Math.floor(hit / TABS) !== row)
    this.#looked[row] = seq + 1
    for (const tab of tabs) this.#hits.push(row * TABS + TEXT_TABS.indexOf(tab))
  }

  delete(place: number): void {
    this.#hits.splice(place, 1)
  }
}
