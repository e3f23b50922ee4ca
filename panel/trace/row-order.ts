/**
 * The rows that the panel draws, in drawing order, none folded away: each trace of two spans or more, and after it its spans, parents before children; of another its only span. A list in chunks: a row's place,
 * the row at a place, adding, taking out and moving rows cost some hundred steps among a million rows.
 *
 *     list    [ chunk 0 ][ chunk 3 ][ chunk 1 ] …      each up to 512 items
 *     first        0         512        790            the place of a chunk's first item, worked out when it is asked for
 *
 * An item is a span's row, or a trace's row as `~row`. Which chunk an item is in lies in a column beside it ({@link Labels}).
 */

const CHUNK = 512
/** Neighbours that have no more than this together become one. */
const MERGED = 384
/** So few rows are moved one by one. */
const FEW = 64

/** Which chunk each item is in, by its number. */
export interface Labels {
  get(item: number): number
  set(item: number, chunk: number): void
}

interface Chunk {
  readonly id: number
  readonly items: Int32Array
  length: number
  /** In the list, and of its first item; right below `#settled`. */
  place: number
  first: number
}

export class RowOrder {
  readonly #labels: Labels
  readonly #list: Chunk[] = []
  readonly #byId: (Chunk | undefined)[] = []
  readonly #freeIds: number[] = []
  /** Chunks of the list whose `place` and `first` are right. */
  #settled = 0
  #length = 0

  constructor(labels: Labels) {
    this.#labels = labels
  }

  get length(): number {
    return this.#length
  }

  /** @returns `undefined` beyond the end. */
  at(place: number): number | undefined {
    if (place < 0 || place >= this.#length) return undefined
    this.#settle()
    let low = 0
    let high = this.#list.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if ((this.#list[middle]?.first ?? 0) <= place) low = middle
      else high = middle - 1
    }
    const chunk = this.#list[low]
    return chunk?.items[place - chunk.first]
  }

  placeOf(item: number): number {
    const chunk = this.#chunkOf(item)
    this.#settle()
    return chunk.first + within(chunk, item)
  }

  /** The items of so many places, from one on. */
  slice(from: number, count: number): Int32Array {
    this.#settle()
    const all = new Int32Array(Math.max(0, Math.min(count, this.#length - from)))
    for (const { first, length, items } of this.#list) {
      const [start, stop] = [Math.max(from - first, 0), Math.min(from + all.length - first, length)]
      if (start < stop) all.set(items.subarray(start, stop), first + start - from)
    }
    return all
  }

  /** Items from a place on, at most `count`, in order, until `take` says false. */
  forEach(from: number, count: number, take: (item: number, place: number) => boolean | void): void {
    let place = from
    const end = Math.min(this.#length, from + count)
    while (place < end) {
      const item = this.at(place)
      if (item === undefined) return
      const chunk = this.#chunkOf(item)
      const start = place - chunk.first
      const stop = Math.min(chunk.length, start + end - place)
      for (let at = start; at < stop; at++) if (take(chunk.items[at] ?? 0, place++) === false) return
    }
  }

  /** Whether `next` stands right after `item`. */
  isNext(item: number, next: number): boolean {
    const chunk = this.#chunkOf(item)
    const at = within(chunk, item)
    if (at + 1 < chunk.length) return chunk.items[at + 1] === next
    this.#settle()
    return this.#list[chunk.place + 1]?.items[0] === next
  }

  append(item: number): void {
    const last = this.#list.at(-1)
    if (last === undefined) this.#insertChunk(0)
    const chunk = last ?? this.#list[0]
    if (chunk !== undefined) this.#insert(chunk, chunk.length, item)
  }

  insertAfter(item: number, after: number): void {
    const chunk = this.#chunkOf(after)
    this.#insert(chunk, within(chunk, after) + 1, item)
  }

  insertBefore(item: number, before: number): void {
    const chunk = this.#chunkOf(before)
    this.#insert(chunk, within(chunk, before), item)
  }

  /** Takes out `count` items, the first of which is `item`. */
  remove(item: number, count: number): void {
    let chunk: Chunk | undefined = this.#chunkOf(item)
    let at = within(chunk, item)
    let left = count
    this.#settle()
    const place = chunk.place
    while (chunk !== undefined && left > 0) {
      const here = Math.min(left, chunk.length - at)
      chunk.items.copyWithin(at, at + here, chunk.length)
      chunk.length -= here
      left -= here
      this.#length -= here
      const gone: boolean = chunk.length === 0
      if (gone) this.#dropChunk(chunk.place)
      this.#unsettle(place)
      this.#settle()
      chunk = gone ? this.#list[chunk.place] : this.#list[chunk.place + 1]
      at = 0
    }
    this.#mergeAround(place)
  }

  /** Moves `count` items, the first of which is `item`, behind `after`, which is none of them; to the front, where that is `undefined`. */
  moveAfter(item: number, count: number, after: number | undefined): void {
    if (count <= FEW) return this.#moveFew(item, count, after)
    const start = this.#cutBefore(item)
    const last = this.at(this.placeOf(item) + count)
    this.#settle()
    const end = last === undefined ? this.#list.length : this.#cutBefore(last)
    const moved = this.#list.splice(start, end - start)
    this.#unsettle(start)
    this.#settle()
    const target = after === undefined ? 0 : this.#cutAfter(after)
    this.#list.splice(target, 0, ...moved)
    this.#unsettle(Math.min(start, target))
    // From behind: a seam must not move before it is looked at.
    const seams = [target + moved.length, target, start + (target <= start ? moved.length : 0)].toSorted((a, b) => b - a)
    for (const seam of seams) this.#mergeAround(seam)
  }

  #moveFew(item: number, count: number, after: number | undefined): void {
    const items: number[] = []
    this.forEach(this.placeOf(item), count, (moved) => void items.push(moved))
    this.remove(item, count)
    let before = after
    for (const moved of items) {
      const front = before === undefined ? this.at(0) : undefined
      if (before !== undefined) this.insertAfter(moved, before)
      else if (front === undefined) this.append(moved)
      else this.insertBefore(moved, front)
      before = moved
    }
  }

  #chunkOf(item: number): Chunk {
    const chunk = this.#byId[this.#labels.get(item)]
    if (chunk === undefined) throw new RangeError(`no row ${item}`)
    return chunk
  }

  #insert(chunk: Chunk, at: number, item: number): void {
    if (chunk.length === CHUNK) {
      this.#settle()
      const isLast = chunk.place === this.#list.length - 1
      if (at === CHUNK && isLast) return this.#insert(this.#insertChunk(this.#list.length), 0, item)
      const next = this.#list[this.#splitChunk(chunk, CHUNK >>> 1)]
      return at <= chunk.length || next === undefined ? this.#insert(chunk, at, item) : this.#insert(next, at - chunk.length, item)
    }
    if (at < chunk.length) chunk.items.copyWithin(at + 1, at, chunk.length)
    chunk.items[at] = item
    chunk.length++
    this.#length++
    this.#labels.set(item, chunk.id)
    this.#unsettle(chunk.place + 1)
  }

  #insertChunk(place: number): Chunk {
    const id = this.#freeIds.pop() ?? this.#byId.length
    const chunk: Chunk = { id, items: new Int32Array(CHUNK), length: 0, place, first: 0 }
    this.#byId[id] = chunk
    this.#list.splice(place, 0, chunk)
    this.#unsettle(place)
    return chunk
  }

  #dropChunk(place: number): void {
    const [chunk] = this.#list.splice(place, 1)
    if (chunk === undefined) return
    this.#byId[chunk.id] = undefined
    this.#freeIds.push(chunk.id)
    this.#unsettle(place)
  }

  /** The items from `at` on become the chunk after it. @returns its place. */
  #splitChunk(chunk: Chunk, at: number): number {
    this.#settle()
    const { place } = chunk
    const next = this.#insertChunk(place + 1)
    next.items.set(chunk.items.subarray(at, chunk.length))
    next.length = chunk.length - at
    chunk.length = at
    this.#label(next, 0)
    return place + 1
  }

  /** Makes the item the first of its chunk. @returns the place of that chunk. */
  #cutBefore(item: number): number {
    const chunk = this.#chunkOf(item)
    const at = within(chunk, item)
    this.#settle()
    return at === 0 ? chunk.place : this.#splitChunk(chunk, at)
  }

  /** Makes the item the last of its chunk. @returns the place behind that chunk. */
  #cutAfter(item: number): number {
    const chunk = this.#chunkOf(item)
    const next = within(chunk, item) + 1
    return next === chunk.length ? chunk.place + 1 : this.#splitChunk(chunk, next)
  }

  /** Joins the chunk at a place with the one before it, where both are small. */
  #mergeAround(place: number): void {
    const [before, chunk] = [this.#list[place - 1], this.#list[place]]
    if (before === undefined || chunk === undefined || before.length + chunk.length > MERGED) return
    const from = before.length
    before.items.set(chunk.items.subarray(0, chunk.length), from)
    before.length += chunk.length
    this.#label(before, from)
    this.#dropChunk(place)
  }

  #label(chunk: Chunk, from: number): void {
    for (let at = from; at < chunk.length; at++) this.#labels.set(chunk.items[at] ?? 0, chunk.id)
  }

  #unsettle(place: number): void {
    this.#settled = Math.min(this.#settled, Math.max(0, place))
  }

  #settle(): void {
    for (let place = this.#settled; place < this.#list.length; place++) {
      const chunk = this.#list[place]
      const before = this.#list[place - 1]
      if (chunk === undefined) return
      chunk.place = place
      chunk.first = before === undefined ? 0 : before.first + before.length
    }
    this.#settled = this.#list.length
  }
}

function within(chunk: Chunk, item: number): number {
  return chunk.items.indexOf(item)
}
