/** What `register` and `instrument` share: capture on, bridge open, manual functions bound; and how all of it is undone. */
import { trace } from '@opentelemetry/api'
import type { Tracer, TracerProvider } from '@opentelemetry/api'
import { captureEventSource } from './capture/event-source.ts'
import { captureFetch } from './capture/fetch.ts'
import { captureXhr } from './capture/xhr.ts'
import { readEndpoints } from './endpoints.ts'
import { openPagePort } from './export/page-port.ts'
import type { Options } from './options.ts'
import { getPage } from './page.ts'
import { createSink } from './sink.ts'
import type { SinkCounts } from './sink.ts'
import { useRedactors } from './span/content.ts'
import { createManualFunctions } from './span/manual.ts'
import type { ManualFunctions } from './span/manual.ts'
import { createUsagePolicy } from './usage/usage.ts'
import { releaseAll } from './span/waiting.ts'
import { SDK_NAME, SDK_VERSION } from './version.ts'

export interface Setup {
  readonly counts: SinkCounts
  /** Ends what is open, takes the patches back, says bye. */
  undo(): void
}

const state: { contentOnSpan: boolean; provider: TracerProvider } = { contentOnSpan: false, provider: trace }

const tracerOf = (provider: TracerProvider): Tracer => provider.getTracer(SDK_NAME, SDK_VERSION)

export const manual: ManualFunctions = createManualFunctions({
  tracer: () => tracerOf(state.provider),
  live: getPage().live,
  contentOnSpan: () => state.contentOnSpan,
})

export interface SpanRoute {
  /** Whose tracer makes our spans; left out, the API's, which finds the provider that is global at the time of the call. */
  readonly provider?: TracerProvider
  /** Whether anybody but the panel gets them; left out, somebody may. */
  readonly exported?: boolean
}

export function setUp(options: Options, { provider = trace, exported = true }: SpanRoute = {}): Setup {
  const page = getPage()
  state.provider = provider
  page.live.exported = exported
  const endpoints = readEndpoints(options.endpoints)
  const usage = createUsagePolicy(options.usage)
  page.live.panelContent = options.panelContent ?? true
  page.live.ring.setLimits(options.ring ?? {})
  state.contentOnSpan = options.content === 'span'
  const counts: SinkCounts = { requests: 0, inferences: 0, mcp: 0 }
  // Before anything can be seen of a call.
  const undoing: (() => void)[] = [useRedactors(options.redact)]
  const sink = createSink({
    page,
    tracer: () => tracerOf(provider),
    contentOnSpan: state.contentOnSpan,
    counts,
    endpoints,
    mcp: mcpOf(options),
    usage,
  })
  const { fetch = true, xhr = true, eventSource = true } = options.capture ?? {}
  if (fetch) undoing.push(captureFetch(sink, globalThis, usage.inject || options.propagateMcp === true))
  if (xhr) undoing.push(captureXhr(sink))
  if (eventSource) undoing.push(captureEventSource(sink))
  const port = openPagePort(page.live, `${SDK_NAME} ${SDK_VERSION}`)
  const onPageHide = (): void => endOpen('page_hidden')
  window.addEventListener('pagehide', onPageHide)
  undoing.push(() => window.removeEventListener('pagehide', onPageHide))
  // Span processors flush when the page is hidden: what waits to be read is to be theirs before.
  window.addEventListener('visibilitychange', releaseAll, true)
  undoing.push(() => window.removeEventListener('visibilitychange', releaseAll, true))
  return {
    counts,
    undo() {
      endOpen('shutdown')
      // While their redactors and their provider are there.
      page.live.ring.readCalls()
      state.provider = trace
      for (const undo of undoing) undo()
      port.close()
    },
  }
}

function mcpOf({ capture, propagateMcp = false }: Options): { readonly propagate: boolean } | undefined {
  return capture?.mcp === false ? undefined : { propagate: propagateMcp }
}

/** Nobody tells the end of a call whose page goes away. */
function endOpen(end: 'page_hidden' | 'shutdown'): void {
  releaseAll()
  const { open } = getPage()
  for (const attempt of open) attempt.abandon(end)
}
