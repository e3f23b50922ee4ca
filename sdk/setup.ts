/** What the watcher of a page does: capture on, bridge open, manual functions bound; and how all of it is undone. */
import { trace } from '@opentelemetry/api'
import type { TracerProvider } from '@opentelemetry/api'
import { followAiSdk } from './framework/ai-sdk.ts'
import { explicitParent, withExplicitParent } from './context/explicit.ts'
import { contextOfSignal, leaveComposed } from './framework/scope-signal.ts'
import { captureEventSource } from './capture/event-source.ts'
import { captureFetch } from './capture/fetch.ts'
import { captureXhr } from './capture/xhr.ts'
import { CalmLoad } from './calm-load.ts'
import type { LoadReader, ReaderModule } from './reader-slot.ts'
import { readEndpoints } from './endpoints.ts'
import { openPagePort, type PagePort } from './export/page-port.ts'
import { windowHost } from './export/window-host.ts'
import type { Options } from './options.ts'
import { getPage, ownTracer } from './page.ts'
import { isCollector, pageWide, type Member } from './page-wide.ts'
import { guard } from './capture/guard.ts'
import type { ExchangeSink } from './capture/exchange.ts'
import { createGate } from './gate.ts'
import type { Sink, SinkCounts } from './sink.ts'
import { forgetUntaken, isRedacted, useRedactors } from './content/given-content.ts'
import { releaseAll } from './hold/waiting.ts'
import { SDK_NAME, SDK_VERSION } from './version.ts'

export interface Setup {
  readonly counts: SinkCounts
  /** Set-ups or their processors came or went. */
  update(): void
  /** Ends what is open, takes the patches back, says bye. */
  undo(): void
}

export interface SetupOptions {
  readonly options: Options
  /** The SDK's second half, or how it is loaded. */
  readonly reader: LoadReader | ReaderModule
  /** The spans are made by the tracer of the provider that this gives at the time of the call. */
  readonly provider: () => TracerProvider
}

export function setUp({ options, reader, provider }: SetupOptions): Setup {
  const page = getPage()
  page.reader.use(reader)
  page.provider = provider
  const endpoints = readEndpoints(options.endpoints)
  page.shelf.audience.panelContent = options.panelContent ?? true
  page.shelf.setLimits(options.ring)
  page.contentOnSpan = options.content === 'span'
  const counts: SinkCounts = { requests: 0, inferences: 0, mcp: 0, unread: 0, late: 0 }
  // Before anything can be seen of a call.
  const redactors = new Redactors()
  redactors.update()
  lookForExporters()
  let read: Sink | undefined
  let over = false
  page.reader.whenLoaded((loaded) => {
    loaded.whenReadable(page.pending, page.contentOnSpan, () => {
      const { live } = page.shelf
      if (over || live === undefined) return
      read = loaded.createSink({
        page,
        live,
        tracer: ownTracer,
        contentOnSpan: page.contentOnSpan,
        counts,
        endpoints,
        mcp: mcpOf(options),
        usage: loaded.createUsagePolicy(options.usage, options.inject?.injectUsage),
        over: () => over,
      })
      // What is over lies in the ring, and came first.
      live.ring.readCalls()
      page.pending.release()
    })
  })
  const calm = calmLoad(() => over)
  const gate = createGate({ page, counts, endpoints, mcp: options.capture?.mcp !== false, sink: () => read, calm, over: () => over })
  const sink = withNamedParent((request) => (request.method === 'POST' && isCollector(request.url) ? undefined : gate(request)))
  wantForExporters(calm)
  const undoing = [() => redactors.remove(), ...captureCalls(sink, options), guard(followAiSdk) ?? (() => {}), leaveComposed]
  const port = openPort()
  undoing.push(listen())
  return {
    counts,
    update() {
      lookForExporters()
      redactors.update()
      wantForExporters(calm)
    },
    undo() {
      endOpen('shutdown')
      readAll()
      over = true
      // What nobody can read any more: its redactors and its provider go.
      page.pending.giveUpAll()
      page.provider = () => trace
      for (const undo of undoing) undo()
      port.close()
    },
  }
}

/** A request may name its parent by its signal; what the caller states for this one call comes before. */
function withNamedParent(sink: ExchangeSink): ExchangeSink {
  return (request) => {
    const named = explicitParent() === undefined ? contextOfSignal(request.signal) : undefined
    return named === undefined ? sink(request) : withExplicitParent(named, () => sink(request))
  }
}

/** Patches the ways to call that the options name. Gives what takes each back. */
function captureCalls(sink: ExchangeSink, { capture: ways = {}, usage, propagateMcp, inject }: Options): readonly (() => void)[] {
  const edits = usage === 'inject' || propagateMcp === true ? inject?.edits : undefined
  return [
    ...(ways.fetch === false ? [] : [captureFetch(sink, globalThis, edits)]),
    ...(ways.xhr === false ? [] : [captureXhr(sink)]),
    ...(ways.eventSource === false ? [] : [captureEventSource(sink)]),
  ]
}

/** Whoever asks by it is served by what reads. */
function openPort(): PagePort {
  const page = getPage()
  return openPagePort({
    host: windowHost,
    sdk: `${SDK_NAME} ${SDK_VERSION}`,
    serve(to, epoch, then) {
      page.reader.whenLoaded(({ servePanel }) => servePanel(page, to, epoch, then))
      page.reader.want()
    },
  })
}

/** Hears that the page goes. */
function listen(): () => void {
  const onPageHide = (): void => {
    endOpen('page_hidden')
    // OpenTelemetry's own listener is on `document`, which hears no pagehide.
    for (const processor of pageWide().processors) guard(() => void processor.forceFlush().catch(() => {}))
  }
  window.addEventListener('pagehide', onPageHide)
  // Span processors flush when the page is hidden: what waits to be read is to be theirs before.
  window.addEventListener('visibilitychange', releaseAll, true)
  return () => {
    window.removeEventListener('pagehide', onPageHide)
    window.removeEventListener('visibilitychange', releaseAll, true)
  }
}

function calmLoad(isOver: () => boolean): CalmLoad {
  const { reader, shelf } = getPage()
  return new CalmLoad(() => {
    if (!isOver() && shelf.audience.exported) guard(() => reader.want())
  })
}

function wantForExporters(calm: CalmLoad): void {
  const { reader, shelf } = getPage()
  if (shelf.audience.exported && reader.module === undefined) calm.want()
}

/** Whether anybody but the panel gets the spans: of the application's provider nobody knows. */
function lookForExporters(): void {
  const { processors, provider } = pageWide()
  const { audience } = getPage().shelf
  audience.exported = provider === undefined || processors.size > 0
  audience.settle()
}

/** Those of all set-ups. */
class Redactors {
  readonly #undo = new Map<Member, () => void>()

  update(): void {
    const { members } = pageWide()
    for (const member of members) {
      if (!this.#undo.has(member) && member.redactors.length > 0) this.#undo.set(member, useRedactors(member.redactors))
    }
    if (isRedacted()) getPage().reader.module?.content.want()
    const gone = [...this.#undo.keys()].filter((member) => !members.includes(member))
    if (gone.length > 0) {
      readAll()
      // Read later, it would be seen as they would not have let it.
      forgetUnread()
    }
    for (const member of gone) this.#take(member)
  }

  remove(): void {
    if (this.#undo.size > 0) forgetUnread()
    for (const member of this.#undo.keys()) this.#take(member)
  }

  #take(member: Member): void {
    this.#undo.get(member)?.()
    this.#undo.delete(member)
  }
}

/** Where what redacts is not there: what waits for it, and what it was to show. */
function forgetUnread(): void {
  const { reader, pending, shelf, ends } = getPage()
  if (reader.module?.content.module !== undefined) return
  ends.release()
  pending.giveUpAll()
  forgetUntaken()
  shelf.clear()
}

/** While their redactors and their provider are there. */
function readAll(): void {
  releaseAll()
  getPage().shelf.live?.ring.readCalls()
}

function mcpOf({ capture, propagateMcp = false, inject }: Options): { readonly propagate: boolean } | undefined {
  return capture?.mcp === false ? undefined : { propagate: propagateMcp && inject !== undefined }
}

/** Nobody tells the end of a call whose page goes away. */
function endOpen(end: 'page_hidden' | 'shutdown'): void {
  releaseAll()
  const { open, ends } = getPage()
  ends.release()
  for (const attempt of open) attempt.abandon(end)
}
