/**
 * The running side of a page's spans: each open span's chunks and text on their way into the ring. One per page, since a page has one ring; fed by the
 * {@link LiveSpanProcessor} and by our own calls, whichever comes first, so that a span is never entered twice.
 */
import type { Span } from '@opentelemetry/api'
import type { ChunkTimings, Delta, Milliseconds } from '../protocol.ts'
import type { TextDelta } from '../provider/provider.ts'
import { WholePayloads } from '../content/whole.ts'
import { contentOf, isRedacted, parentSourceOf, watchContent, wholeOf } from '../span/content.ts'
import { isReadable, toRecord, toResource } from './record.ts'
import type { SpanLike } from './record.ts'
import { Ring } from './ring.ts'

/** Text of one span is put together for so long before it becomes one delta: a frame, by the clock (a hidden tab has no frames). */
export const DELTA_INTERVAL_MS = 16
/** Chunks whose timing is kept for each span; later ones are counted. */
export const MAX_CHUNK_TIMINGS = 5000

/** An open span, as those who feed it see it. */
export interface LiveSpan {
  /** A chunk of body came, `offset` after the request. True for the first one. */
  chunk(bytes: number, offset: Milliseconds): boolean
  readonly firstChunkOffset: Milliseconds
  delta(delta: TextDelta, bytes: number): void
  /** The span's attributes or content changed enough to be shown before its end. */
  update(): void
  /** The span ended; its last record is written. Calls after it do nothing. */
  close(): void
}

export interface Live {
  readonly ring: Ring
  /** What records hold a part of. */
  readonly whole: WholePayloads
  /** The same {@link LiveSpan} for the same span, however often it is opened. */
  open(span: Span): LiveSpan
  /** The span, if it is open here. */
  find(span: object): LiveSpan | undefined
  /** Called after each entry that the ring got. */
  onEntry(listener: () => void): () => void
  /** Whether records carry content. */
  panelContent: boolean
}

export function createLive(): Live {
  return new LiveSpans()
}

class LiveSpans implements Live {
  readonly ring = new Ring()
  readonly whole = new WholePayloads()
  panelContent = true
  readonly #open = new WeakMap<object, OpenSpan | UnreadableSpan>()
  readonly #listeners = new Set<() => void>()
  readonly #resourceIds = new Map<string, string>()

  open(span: Span): LiveSpan {
    const known = this.#open.get(span)
    if (known !== undefined) return known
    const live = isReadable(span) ? new OpenSpan(span, this) : new UnreadableSpan()
    this.#open.set(span, live)
    live.update()
    return live
  }

  find(span: object): LiveSpan | undefined {
    return this.#open.get(span)
  }

  onEntry(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(): void {
    for (const listener of this.#listeners) listener()
  }

  /** Names the span's resource and scope in the ring once, and gives the id that records refer to. */
  resourceOf(span: SpanLike): string {
    const key = JSON.stringify([span.resource.attributes, span.instrumentationScope.name, span.instrumentationScope.version])
    const known = this.#resourceIds.get(key)
    if (known !== undefined) return known
    const id = String(this.#resourceIds.size + 1)
    this.#resourceIds.set(key, id)
    this.ring.resource(toResource(span, id))
    return id
  }
}

interface PendingText extends TextDelta {
  text: string
  bytes: number
}

class OpenSpan implements LiveSpan {
  firstChunkOffset: Milliseconds = 0
  readonly #span: SpanLike
  readonly #page: LiveSpans
  readonly #offsets: Milliseconds[] = []
  readonly #sizes: number[] = []
  #dropped = 0
  #pending: PendingText[] = []
  #lastDelta = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(span: SpanLike, page: LiveSpans) {
    this.#span = span
    this.#page = page
    watchContent(span, () => this.#contentCame())
  }

  chunk(bytes: number, offset: Milliseconds): boolean {
    const first = this.#offsets.length === 0
    if (first) this.firstChunkOffset = offset
    if (this.#offsets.length < MAX_CHUNK_TIMINGS) {
      this.#offsets.push(round(offset))
      this.#sizes.push(bytes)
    } else this.#dropped++
    return first
  }

  delta(delta: TextDelta, bytes: number): void {
    if (this.#closed) return
    // Half a card number cannot be recognised: what is to be redacted does not stream.
    const text = this.#page.panelContent && !isRedacted() ? delta.text : ''
    const same = this.#pending.find(({ choice, part, index }) => choice === delta.choice && part === delta.part && index === delta.index)
    if (same === undefined) this.#pending.push({ ...delta, text, bytes })
    else {
      same.text += text
      same.bytes += bytes
    }
    const due = this.#lastDelta + DELTA_INTERVAL_MS - performance.now()
    if (due <= 0) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), due)
  }

  update(): void {
    if (!this.#closed) this.#write('running')
  }

  close(): void {
    if (this.#closed) return
    this.#flush()
    this.#closed = true
    this.#write('ended')
  }

  /** Redaction or a hash took longer than the span, perhaps. One that the ring has given up since does not come back for it. */
  #contentCame(): void {
    if (!this.#closed) this.#write('running')
    else if (this.#page.ring.holds(this.#span.spanContext().spanId)) this.#write('ended')
  }

  #write(state: 'running' | 'ended'): void {
    const { panelContent } = this.#page
    if (panelContent) this.#keepWhole()
    const chunks: ChunkTimings | undefined =
      this.#offsets.length === 0
        ? undefined
        : { offsets: [...this.#offsets], sizes: [...this.#sizes], ...(this.#dropped === 0 ? {} : { dropped: this.#dropped }) }
    this.#page.ring.span(
      toRecord(this.#span, {
        resource: this.#page.resourceOf(this.#span),
        state,
        parentSource: parentSourceOf(this.#span),
        content: panelContent ? contentOf(this.#span) : undefined,
        words: panelContent && !isRedacted(),
        chunks,
        firstChunkOffset: chunks === undefined ? undefined : round(this.firstChunkOffset),
      }),
    )
    this.#page.tell()
  }

  #keepWhole(): void {
    const whole = wholeOf(this.#span)
    if (whole !== undefined) this.#page.whole.keep(this.#span.spanContext().spanId, whole)
  }

  #flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#pending.length === 0) return
    this.#lastDelta = performance.now()
    const spanId = this.#span.spanContext().spanId
    const at = String(BigInt(Math.round((performance.timeOrigin + this.#lastDelta) * 1000)) * 1000n)
    for (const pending of this.#pending) {
      const delta: Delta = { spanId, at, ...pending }
      this.#page.ring.delta(delta)
    }
    this.#pending = []
    this.#page.tell()
  }
}

/** A span of a tracer that shows nothing of it (wrapped, or not recording): there is nothing to send. */
class UnreadableSpan implements LiveSpan {
  firstChunkOffset: Milliseconds = 0
  #seen = false
  chunk(_bytes: number, offset: Milliseconds): boolean {
    if (this.#seen) return false
    this.#seen = true
    this.firstChunkOffset = offset
    return true
  }
  delta(): void {}
  update(): void {}
  close(): void {}
}

/** Microseconds are all the clock gives. */
function round(milliseconds: Milliseconds): Milliseconds {
  return Math.round(milliseconds * 1000) / 1000
}
