/**
 * What a page keeps for a panel that opens late: numbered entries, the newest state of each span only. The source of truth of the bridge: any
 * reconnect reads on from the number it had. Two limits, spans and bytes; what they cost is counted and told.
 *
 *   seq    1         2        3        4        5         6
 *          resource  span A   span B   delta A  delta A   span A (ended)
 *          kept      gone     kept     gone     gone      kept            <- a span's new record takes the place of its old one and its deltas
 */
import { guard } from '../capture/guard.ts'
import { Losses } from './losses.ts'
import { RawCalls } from './raw-calls.ts'
import { ringLimits, type RingLimits } from './ring-limits.ts'
import type { UnreadCall } from './shelf.ts'
import type { Delta, Entry, ResourceEntry, SpanRecord } from '../protocol/records.ts'

/** To read so many bytes of a call's body counts as one entry more: a millisecond for about a hundred of them. */
const STEP_BYTES = 8 * 1024

/** What lies beside the entries as the wire had it takes what they leave of the bytes, and this part of them in any case. */
const RAW_SHARE = 4

/** Entries of a span that streams up to which it counts as one that said something last: about an eighth of the ring. */
const MAX_RECENT = 4_096

export interface RingSlice {
  readonly entries: readonly Entry[]
  /** Calls were read for the first time: more entries may come of them than these. */
  readonly calls: boolean
  /** Entries after `since` that were lost. */
  readonly dropped: number
}

/** A record that is made when somebody reads it: most pages have no panel, and a running span's newest state is the one that counts. */
export interface LaterRecord {
  readonly spanId: string
  /** What it may weigh until it is made. */
  readonly bytes: number
  /** `undefined`: it cannot be made, and is lost. */
  make(): SpanRecord | undefined
}

/** What spans refer to, made when somebody reads it. */
export interface LaterResource {
  readonly resource: string
  readonly bytes: number
  make(): ResourceEntry | undefined
}

type Body = ResourceEntry | { span: SpanRecord } | { delta: Delta }
interface Held {
  readonly seq: number
  bytes: number
  entry: Entry | LaterRecord | LaterResource | UnreadCall
}

export class Ring {
  #limits: RingLimits
  /** By number; a Map keeps the order of insertion, which is that of the numbers. */
  readonly #held = new Map<number, Held>()
  /** The numbers that each span holds: at most its newest record and the deltas since. Who said something last stands last. */
  readonly #ofSpan = new Map<string, number[]>()
  /** An entry that a newer one of its span took the place of is none of them. */
  readonly #losses = new Losses()
  /** Numbers that were lost while somebody reads. */
  #lostMeanwhile: number[] | undefined
  /** Calls as the wire had them. */
  readonly raw = new RawCalls(() => this.#makeRoom())
  #bytes = 0
  #seq = 0

  constructor(limits: Partial<RingLimits> = {}) {
    this.#limits = ringLimits(limits)
    this.raw.limit = this.#limits.bytes
  }

  setLimits(limits: Partial<RingLimits>): void {
    this.#limits = ringLimits(limits)
    this.raw.limit = this.#limits.bytes
    this.#makeRoom()
  }

  /** So many entries were given up before there was a ring. */
  lostBefore(entries: number): void {
    for (let left = entries; left > 0; left--) this.#countLost(++this.#seq)
  }

  get head(): number {
    return this.#seq
  }

  /** Estimated bytes held: 2 a character, as the engine stores text. */
  get bytes(): number {
    return this.#bytes
  }

  holds(spanId: string): boolean {
    return this.#ofSpan.has(spanId)
  }

  resource(resource: ResourceEntry | LaterResource): void {
    if ('make' in resource) this.#hold({ seq: ++this.#seq, bytes: resource.bytes, entry: resource }, undefined)
    else this.#add(resource, undefined)
  }

  span(span: SpanRecord | LaterRecord): void {
    for (const seq of this.#ofSpan.get(span.spanId) ?? []) this.#remove(seq)
    this.#ofSpan.delete(span.spanId)
    if ('make' in span) this.#hold({ seq: ++this.#seq, bytes: span.bytes, entry: span }, span.spanId)
    else this.#add({ span }, span.spanId)
    this.#makeRoom()
  }

  call(call: UnreadCall): void {
    const seq = ++this.#seq
    this.#hold({ seq, bytes: call.bytes, entry: call }, keyOfCall(seq))
    this.#makeRoom()
  }

  /**
   * Whoever reads the span's record gets its newest state already, which is to weigh so much from now on. False: somebody has read it, or read on from
   * it, and a new one is needed.
   */
  reweigh(spanId: string, bytes: number): boolean {
    const [seq, ...deltas] = this.#ofSpan.get(spanId) ?? []
    const held = seq === undefined || deltas.length > 0 ? undefined : this.#held.get(seq)
    if (held === undefined || !('make' in held.entry)) return false
    this.#bytes += bytes - held.bytes
    held.bytes = bytes
    this.#makeRoom()
    return true
  }

  delta(delta: Delta): void {
    this.#add({ delta }, delta.spanId)
    this.#makeRoom()
  }

  /** Reads the calls that nobody has read, also those that come of them: as long as what it takes to read them is there. */
  readCalls(): void {
    for (const { seq, entry } of this.#held.values()) if ('read' in entry) this.#readCall(seq, entry)
    this.#makeRoom()
  }

  /** Makes those that may weigh more. */
  makeLargerThan(bytes: number): void {
    for (const held of this.#held.values()) {
      const { entry } = held
      if (held.bytes > bytes && 'make' in entry) guard(() => this.#made(entry, held))
    }
  }

  /** Up to `limit` entries after `since`, oldest first; calls that are read for it count as such, or as several where there is much to read. */
  read(since: number, limit: number): RingSlice {
    const entries: Entry[] = []
    const lostMeanwhile: number[] = (this.#lostMeanwhile = [])
    let [steps, calls] = [0, false]
    for (const held of this.#after(since)) {
      if ('read' in held.entry) {
        calls = true
        steps += Math.floor(held.entry.body / STEP_BYTES)
        this.#readCall(held.seq, held.entry)
      } else {
        const entry = this.#made(held.entry, held)
        if (entry === undefined) this.#lose(held.seq)
        else entries.push(entry)
      }
      if (++steps >= limit) break
    }
    this.#makeRoom()
    this.#lostMeanwhile = undefined
    const last = entries.at(-1)?.seq ?? this.#seq
    // An entry may have been given up since it was taken: it is not missed.
    const taken = new Set(lostMeanwhile.length === 0 ? [] : entries.map(({ seq }) => seq))
    const dropped = this.#losses.between(since, last) - lostMeanwhile.filter((seq) => taken.has(seq)).length
    return { entries, dropped, calls }
  }

  /** Forgets everything but the resources, which later spans refer to. Numbers go on. */
  clear(): void {
    for (const { seq, entry } of [...this.#held.values()]) {
      if ('read' in entry) entry.lost?.()
      if (!('resource' in entry)) this.#remove(seq)
    }
    this.#ofSpan.clear()
    this.#losses.clear()
    this.raw.clear()
  }

  /** A consumer that keeps up asks for a handful of new numbers: look those up instead of walking the whole ring. */
  *#after(since: number): Generator<Held> {
    if (this.#seq - since > this.#held.size) {
      for (const held of this.#held.values()) if (held.seq > since) yield held
      return
    }
    for (let seq = since + 1; seq <= this.#seq; seq++) {
      const held = this.#held.get(seq)
      if (held !== undefined) yield held
    }
  }

  #add(body: Body, spanId: string | undefined): void {
    const seq = ++this.#seq
    this.#hold({ seq, bytes: estimateBytes(body), entry: { seq, ...body } }, spanId)
  }

  #readCall(seq: number, call: UnreadCall): void {
    this.#remove(seq)
    this.#ofSpan.delete(keyOfCall(seq))
    const read = guard(() => {
      call.read()
      return true
    })
    if (read === undefined) this.#countLost(seq)
  }

  #made(entry: Entry | LaterRecord | LaterResource, held: Held): Entry | undefined {
    const { seq } = held
    if (!('make' in entry)) return entry
    const body = bodyOf(entry)
    if (body === undefined) return undefined
    this.#bytes -= held.bytes
    held.bytes = estimateBytes(body)
    this.#bytes += held.bytes
    return (held.entry = { seq, ...body })
  }

  #hold(held: Held, spanId: string | undefined): void {
    const { seq } = held
    this.#held.set(seq, held)
    this.#bytes += held.bytes
    if (spanId === undefined) return
    const numbers = this.#ofSpan.get(spanId) ?? []
    numbers.push(seq)
    // A call that streams is none of the oldest, however long ago it began: it would lose what came a moment ago. One that says too much takes no room of others.
    if (numbers.length <= MAX_RECENT) this.#ofSpan.delete(spanId)
    this.#ofSpan.set(spanId, numbers)
  }

  #remove(seq: number): void {
    this.#bytes -= this.#held.get(seq)?.bytes ?? 0
    this.#held.delete(seq)
  }

  /** Drops the spans that said nothing for longest, whole, until both limits hold. The newest span stays even where it alone is too big: its record was already sent. */
  #makeRoom(): void {
    this.#makeRoomOfRaw()
    while ((this.#ofSpan.size > this.#limits.spans || this.#isFull) && this.#ofSpan.size > 1) {
      const [oldest] = this.#ofSpan
      if (oldest === undefined) return
      const [spanId, numbers] = oldest
      for (const seq of numbers) this.#lose(seq)
      this.#ofSpan.delete(spanId)
      this.raw.forget(spanId)
    }
  }

  get #isFull(): boolean {
    return this.#bytes + this.raw.bytes > this.#limits.bytes
  }

  #makeRoomOfRaw(): void {
    const { raw } = this
    while (this.#isFull && raw.bytes > this.#limits.bytes / RAW_SHARE && raw.forgetOldest());
  }

  #lose(seq: number): void {
    const entry = this.#held.get(seq)?.entry
    if (entry === undefined) return
    if ('read' in entry) entry.lost?.()
    this.#remove(seq)
    this.#countLost(seq)
  }

  #countLost(seq: number): void {
    this.#losses.add(seq)
    this.#lostMeanwhile?.push(seq)
  }
}

function bodyOf(entry: LaterRecord | LaterResource): Body | undefined {
  if ('resource' in entry) return entry.make()
  const span = entry.make()
  return span && { span }
}

/** Where a span's id would stand. */
const keyOfCall = (seq: number): string => `call ${seq}`

/** A walk over the text and no serialisation: it runs on every entry while nobody may ever look. */
function estimateBytes(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length + 8
  if (typeof value !== 'object' || value === null) return 8
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + estimateBytes(item), 16)
  let bytes = 32
  for (const [key, item] of Object.entries(value)) bytes += 2 * key.length + estimateBytes(item)
  return bytes
}
