/**
 * The running side of a page's spans: each open span's chunks and text on their way into the ring. One per page, since a page has one ring; fed by the
 * `LiveSpanProcessor` and by our own calls, whichever comes first, so that a span is never entered twice.
 */
import type { Span } from '@opentelemetry/api'
import type { RequestSnapshot } from '../capture/exchange.ts'
import { guard } from '../capture/guard.ts'
import { MAX_SPAN_CHARACTERS } from '../content/limits.ts'
import type { ChunkTimings, Delta, Milliseconds, SpanRecord, TextDelta } from '../protocol/records.ts'
import { charactersGiven, isRedacted, parentSourceOf, placeOf, watchContent } from '../content/given-content.ts'
import type { Audience } from './audience.ts'
import type { RecordExtras, RecordMaker } from './record-maker.ts'
import type { RawCall } from './raw-calls.ts'
import { isReadable } from './span-like.ts'
import type { SpanLike } from './span-like.ts'
import { Ring } from './ring.ts'
import { RECORD_BYTES } from './ring-limits.ts'

/** Text of one span is put together for so long before it becomes one delta: a frame, by the clock (a hidden tab has no frames). */
export const DELTA_INTERVAL_MS = 16
/** Chunks whose timing is kept for each span; later ones are counted. */
export const MAX_CHUNK_TIMINGS = 5000

/** Characters that a span streams into the ring while nobody reads there; whoever comes later sees the rest when it ends. */
export const MAX_UNWATCHED_CHARACTERS = MAX_SPAN_CHARACTERS
/** An offset and a size. */
const TIMING_BYTES = 16
/** What a record weighs at least whose content is cut. */
const CUT_BYTES = RECORD_BYTES + 2 * MAX_SPAN_CHARACTERS

/** How long nothing has come after what seems to be all of an answer before the span is shown as probably over. It stays open. */
export const PROBABLY_OVER_MS: Milliseconds = 500

/** An open span, as those who feed it see it. */
export interface LiveSpan {
  /** A chunk of body came, `offset` after the request. */
  chunk(bytes: number, offset: Milliseconds): void
  /** The answer began with its first event, `offset` after the request, which it gives back. */
  began(offset: Milliseconds): Milliseconds
  /** All of the answer seems to have come by `since`, by the page's monotonic clock; `undefined`: not, or not any more. */
  mayBeOver(since: Milliseconds | undefined): void
  /** Text came, in a chunk of that many bytes. */
  text(deltas: readonly TextDelta[], bytes: number): void
  /** The span's attributes or content changed enough to be shown before its end. */
  update(): void
  /** The span ended; its last record is written. Calls after it do nothing, but {@link LiveSpan.amend}. */
  close(): void
  /** Something was learnt of a span that has ended: its last record is written anew, where the ring still holds it. */
  amend(): void
}

export class LiveSpans {
  readonly ring = new Ring()
  readonly audience: Audience
  #maker: RecordMaker | undefined
  /** Asks for what makes records. */
  readonly wantMaker: () => void
  readonly #open = new WeakMap<object, OpenSpan | UnreadableSpan>()
  readonly #listeners = new Set<() => void>()
  readonly #resourceIds = new Map<string, string>()
  /** By the objects themselves, which all spans of a tracer share: quicker than by what they say. */
  readonly #knownResources = new WeakMap<object, WeakMap<object, string>>()

  constructor(audience: Audience, wantMaker: () => void = () => {}) {
    this.audience = audience
    this.wantMaker = wantMaker
  }

  /** Absent until what serves a panel is there; the ring is not to be read before. */
  get maker(): RecordMaker | undefined {
    return this.#maker
  }

  /** It is there. What would be cut is cut. */
  useMaker(maker: RecordMaker): void {
    this.#maker = maker
    this.ring.makeLargerThan(CUT_BYTES)
  }

  /** The same {@link LiveSpan} for the same span, however often it is opened. */
  open(span: Span): LiveSpan {
    const known = this.#open.get(span)
    if (known !== undefined) return known
    const live = isReadable(span) ? new OpenSpan(span, this) : new UnreadableSpan()
    this.#open.set(span, live)
    live.update()
    return live
  }

  /** The span, if it is open here. */
  find(span: object): LiveSpan | undefined {
    return this.#open.get(span)
  }

  /** Called after each entry that the ring got. */
  onEntry(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Keeps a call as the wire has it, where a panel may ask for that. `body`: as it was sent. */
  keepRaw(span: Span, request: RequestSnapshot, body: string | undefined, began: Milliseconds): RawCall | undefined {
    if (!this.audience.panelContent || isRedacted()) return undefined
    const call = this.ring.raw.open(span.spanContext().spanId, request, began)
    call.addRequest(body, request)
    return call
  }

  /** Names the span's resource and scope in the ring once, and gives the id that records refer to. */
  resourceOf(span: SpanLike): string {
    const { resource, instrumentationScope } = span
    let scopes = this.#knownResources.get(resource)
    if (scopes === undefined) this.#knownResources.set(resource, (scopes = new WeakMap()))
    const known = scopes.get(instrumentationScope)
    if (known !== undefined) return known
    const id = this.#idOf(span)
    scopes.set(instrumentationScope, id)
    return id
  }

  #idOf(span: SpanLike): string {
    const key = JSON.stringify([span.resource.attributes, span.instrumentationScope.name, span.instrumentationScope.version])
    const known = this.#resourceIds.get(key)
    if (known !== undefined) return known
    const id = String(this.#resourceIds.size + 1)
    this.#resourceIds.set(key, id)
    this.ring.resource({ resource: id, bytes: 2 * key.length, make: () => this.maker?.resource(span, id) })
    return id
  }
}

interface PendingText extends Omit<TextDelta, 'text'> {
  /** Joined when they are sent: their sum would keep the whole text of the body that they were cut from. */
  readonly pieces: string[]
  bytes: number
}

class OpenSpan implements LiveSpan {
  #firstChunkOffset: Milliseconds | undefined
  #overSince: Milliseconds | undefined
  #overTimer: ReturnType<typeof setTimeout> | undefined
  readonly #span: SpanLike
  readonly #page: LiveSpans
  readonly #offsets: Milliseconds[] = []
  readonly #sizes: number[] = []
  #dropped = 0
  #pending: PendingText[] = []
  #lastDelta = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Characters that were streamed. */
  #streamed = 0
  #closed = false
  /** The ring has an entry of this span that nobody has read. */
  #unread = false

  constructor(span: SpanLike, page: LiveSpans) {
    this.#span = span
    this.#page = page
    watchContent(span, () => this.#contentCame())
  }

  chunk(bytes: number, offset: Milliseconds): void {
    if (this.#offsets.length < MAX_CHUNK_TIMINGS) {
      this.#offsets.push(offset)
      this.#sizes.push(bytes)
    } else this.#dropped++
  }

  began(offset: Milliseconds): Milliseconds {
    return (this.#firstChunkOffset = offset)
  }

  mayBeOver(since: Milliseconds | undefined): void {
    const shown = this.#isProbablyOver
    this.#overSince = since
    clearTimeout(this.#overTimer)
    if (shown) this.update()
    if (since !== undefined && !this.#closed) this.#lookWhether(since)
  }

  /** Whoever reads the record later than that is told without a timer. One may come a little early by the clock. */
  #lookWhether(since: Milliseconds): void {
    const left = since + PROBABLY_OVER_MS - performance.now()
    if (left <= 0) this.update()
    else this.#overTimer = setTimeout(() => this.#lookWhether(since), Math.ceil(left))
  }

  get #isProbablyOver(): boolean {
    return this.#overSince !== undefined && performance.now() - this.#overSince >= PROBABLY_OVER_MS
  }

  text(deltas: readonly TextDelta[], bytes: number): void {
    if (this.#closed || deltas.length === 0) return
    // Half a card number cannot be recognised: what is to be redacted does not stream.
    const shown = this.#page.audience.panelContent && !isRedacted()
    for (const [at, delta] of deltas.entries()) this.#append(delta, shown ? delta.text : '', at === 0 ? bytes : 0)
    const due = this.#lastDelta + DELTA_INTERVAL_MS - performance.now()
    if (due <= 0) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), due)
  }

  #append({ choice, part, index }: TextDelta, text: string, bytes: number): void {
    const same = this.#pending.find((pending) => pending.choice === choice && pending.part === part && pending.index === index)
    if (same === undefined) this.#pending.push({ choice, part, index, pieces: [text], bytes })
    else {
      same.pieces.push(text)
      same.bytes += bytes
    }
  }

  update(): void {
    if (!this.#closed) this.#write('running')
  }

  close(): void {
    if (this.#closed) return
    // What would stream is in the last record.
    clearTimeout(this.#timer)
    clearTimeout(this.#overTimer)
    this.#pending = []
    this.#closed = true
    this.#write('ended')
  }

  amend(): void {
    if (this.#closed) this.#contentCame()
  }

  /** Redaction or a hash took longer than the span, perhaps. One that the ring has given up since does not come back for it. */
  #contentCame(): void {
    if (!this.#closed) this.#write('running')
    else if (this.#page.ring.holds(this.#span.spanContext().spanId)) this.#write('ended')
  }

  /** Enters the span's state into the ring; the record itself is made when somebody reads it. */
  #write(state: 'running' | 'ended'): void {
    const page = this.#page
    const { spanId } = this.#span.spanContext()
    // An entry that nobody has read yet will say how the span is when it is read.
    if (state === 'running' && this.#unread && page.ring.holds(spanId)) return
    const resource = page.resourceOf(this.#span)
    const content = page.audience.panelContent && state === 'ended' ? charactersGiven(this.#span) : 0
    const make = (): SpanRecord | undefined => {
      this.#unread = false
      return guard(() => page.maker?.span(this.#span, this.#extras(this.#closed ? 'ended' : 'running', resource)))
    }
    const bytes = RECORD_BYTES + 2 * content + TIMING_BYTES * this.#offsets.length
    // What would be cut is cut now, so that its whole is kept within the page's limit for that.
    const isCut = state === 'ended' && content > MAX_SPAN_CHARACTERS
    const now = isCut && page.maker !== undefined ? make() : undefined
    if (isCut && page.maker === undefined) page.wantMaker()
    if (now === undefined && this.#unread && page.ring.reweigh(spanId, bytes)) return
    this.#unread = now === undefined
    page.ring.span(now ?? { spanId, bytes, make })
    page.tell()
  }

  #extras(state: 'running' | 'ended', resource: string): RecordExtras {
    const { panelContent } = this.#page.audience
    const chunks: ChunkTimings | undefined =
      this.#offsets.length === 0
        ? undefined
        : { offsets: this.#offsets.map(round), sizes: [...this.#sizes], ...(this.#dropped === 0 ? {} : { dropped: this.#dropped }) }
    return {
      resource,
      state,
      parentSource: parentSourceOf(this.#span),
      place: placeOf(this.#span),
      content: panelContent,
      words: panelContent && !isRedacted(),
      chunks,
      firstChunkOffset: this.#firstChunkOffset === undefined ? undefined : round(this.#firstChunkOffset),
      probablyOver: state === 'running' && this.#isProbablyOver,
    }
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#pending.length === 0) return
    this.#lastDelta = performance.now()
    const spanId = this.#span.spanContext().spanId
    // Nanoseconds would be more than a number holds.
    const at = `${Math.round((performance.timeOrigin + this.#lastDelta) * 1000)}000`
    for (const { pieces, ...pending } of this.#pending) {
      const text = this.#unread && this.#streamed > MAX_UNWATCHED_CHARACTERS ? '' : pieces.join('')
      this.#streamed += text.length
      const delta: Delta = { spanId, at, ...pending, text }
      this.#page.ring.delta(delta)
    }
    this.#pending = []
    this.#page.tell()
  }
}

/** A span of a tracer that shows nothing of it (wrapped, or not recording): there is nothing to send. */
class UnreadableSpan implements LiveSpan {
  chunk(): void {}
  began(offset: Milliseconds): Milliseconds {
    return offset
  }
  mayBeOver(): void {}
  text(): void {}
  update(): void {}
  close(): void {}
  amend(): void {}
}

/** Microseconds are all the clock gives. */
function round(milliseconds: Milliseconds): Milliseconds {
  return Math.round(milliseconds * 1000) / 1000
}
