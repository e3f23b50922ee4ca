/** The processor that shows spans of any library in the panel: ours is on the provider that `register` makes, yours goes on your own. */
import type { Context, Span } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'
import { getPage, readWaiting, waitingCalls, type Page } from '../page.ts'
import { openPageWide, pageWide, tidyPageWide, watcher } from '../page-wide.ts'
import { ATTR_GEN_AI_PROVIDER_NAME } from '../semconv.ts'
import { isReadable } from './span-like.ts'
import type { SpanLike } from './span-like.ts'
import type { SpanProcessor } from './span-processor.ts'
import { setParentSource } from '../content/given-content.ts'
import { releaseAll } from '../hold/waiting.ts'

/** A provider may have the processor twice: one of each copy. */
const started = new WeakSet<object>()

/** Shows spans in the ring of this copy, which is the page's where this copy watches. */
export const liveSpans: SpanProcessor = {
  onStart(span: Span, _parentContext: Context): void {
    if (started.has(span)) return
    started.add(span)
    const page = getPage()
    if (isReadable(span)) {
      if (page.claims.onStart(span)) prepareFor(page, span)
      page.tools.onStart(span)
    }
    if ('parentSpanContext' in span && span.parentSpanContext !== undefined) setParentSource(span, page.ambientSource)
    page.shelf.open(span)
  },

  onEnding(span: Span): void {
    getPage().lastAttempts.get(span)?.beforeClientEnds()
  },

  onEnd(span: SpanLike): void {
    // Who waits for the end of a trace waits for its root's; calls inside it may not have been read.
    if (span.parentSpanContext === undefined) releaseAll()
    const page = getPage()
    page.claims.onEnd(span)
    page.tools.onEnd(span)
    page.shelf.close(span)
  },

  /** First of its provider's processors to be asked: what it releases is theirs to flush. */
  async forceFlush(): Promise<void> {
    releaseAll()
    if (waitingCalls() === 0) return
    await readWaiting()
    releaseAll()
  },

  shutdown: () => Promise.resolve(),
}

/** For a client that traces itself: its spans are to get what the wire says before they end. */
function prepareFor({ reader, pending, providers }: Page, { attributes }: SpanLike): void {
  const { [ATTR_GEN_AI_PROVIDER_NAME]: name } = attributes
  const provider = typeof name === 'string' ? name : undefined
  if (reader.module !== undefined) return reader.module.loadReadings(pending, provider)
  providers.add(provider)
  reader.want()
}

/** Of the copy that watches the page; before any does, of this one. */
const shown = (): SpanProcessor => watcher()?.live ?? liveSpans

/**
 * Sends every span of its provider to the DevTools panel, from its start on. Give it to your own `TracerProvider` when the SDK joins one (2.x providers take
 * processors only when they are made). Exports nothing; adds to a model client's own span what the wire says, so that there is one span a call.
 */
export class LiveSpanProcessor implements SpanProcessor {
  #on = true

  constructor() {
    openPageWide().liveProcessors++
  }

  onStart(span: Span, parentContext: Context): void {
    guard(() => shown().onStart(span, parentContext))
  }

  onEnding(span: Span): void {
    guard(() => shown().onEnding?.(span))
  }

  onEnd(span: SpanLike): void {
    guard(() => shown().onEnd(span))
  }

  forceFlush(): Promise<void> {
    return shown().forceFlush()
  }

  shutdown(): Promise<void> {
    if (this.#on) pageWide().liveProcessors--
    this.#on = false
    tidyPageWide()
    return Promise.resolve()
  }
}
