/** Composition root of a page: provider, context manager, capture, exporters. */
import { context, diag } from '@opentelemetry/api'
import type { ContextManager } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { WebTracerProvider } from '@opentelemetry/sdk-trace-web'
import { StackContextManager } from './context/stack.ts'
import { readEndpoints } from './endpoints.ts'
import { LazyProcessor } from './export/lazy-processor.ts'
import { LiveSpanProcessor } from './export/live-processor.ts'
import type { SpanProcessor } from './export/span-processor.ts'
import type { Options, OtlpOptions } from './options.ts'
import { getPage } from './page.ts'
import { setUp } from './setup.ts'
import type { Setup } from './setup.ts'
import { mutable } from './span/attributes.ts'
import { redactionFailures } from './span/content.ts'
import { releaseAll } from './span/waiting.ts'
import { SDK_NAME } from './version.ts'

export interface Status {
  /** `own`: `register` made the provider. `joined`: the application had one. `off`: `enabled: false`, no window, or shut down. */
  readonly provider: 'own' | 'joined' | 'off'
  /** Spans of other libraries are seen, and clients that trace themselves have one span a call. */
  readonly liveProcessor: boolean
  /** Requests that capture looked at, and those it took for model calls. */
  readonly requests: number
  readonly inferences: number
  /** Requests and notifications to MCP servers. */
  readonly mcp: number
  /** What does not work as one might expect, in words. */
  readonly warnings: readonly string[]
}

export interface Handle {
  /** Sends what is waiting to the exporters. */
  forceFlush(): Promise<void>
  /** Ends open spans, restores what was patched, stops exporting. The handle is dead after it. */
  shutdown(): Promise<void>
  status(): Status
}

const off: Handle = {
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
  status: () => ({ provider: 'off', liveProcessor: false, requests: 0, inferences: 0, mcp: 0, warnings: [] }),
}

let current: Handle | undefined

/**
 * Makes the page's model calls OpenTelemetry spans: shown live in the GenAI tab of DevTools, and forwarded as `options` say. Call it once, before the
 * page makes its clients. A second call gives the first one's handle. Never throws on account of the page's state; a wrong option throws a TypeError.
 */
export function register(options: Options = {}): Handle {
  if (options.enabled === false || typeof window === 'undefined') return off
  if (current !== undefined) {
    diag.warn(`${SDK_NAME}: register() was called again; the first call's options hold`)
    return current
  }
  checkOtlp(options.otlp)
  checkRedact(options.redact)
  readEndpoints(options.endpoints)
  current = hasGlobalProvider() ? join(options) : own(options)
  return current
}

function own(options: Options): Handle {
  const processors: SpanProcessor[] = [new LiveSpanProcessor(), ...(options.spanProcessors ?? [])]
  const { otlp } = options
  if (otlp !== undefined) processors.push(new LazyProcessor(async () => (await import('./otlp.ts')).otlpProcessor(otlp)))
  const provider = new WebTracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName ?? (location.hostname || 'page'),
      ...mutable(options.resource ?? {}),
    }),
    spanProcessors: processors,
  })
  const manager = contextManagerOf(options)
  getPage().ambientSource = manager instanceof StackContextManager ? 'stack' : 'zone'
  // No propagator: a trace header on a request to a provider breaks its CORS preflight. `null` means "none"; leaving it out would mean "the default".
  provider.register({ propagator: null, contextManager: manager })
  // Where a copy of OpenTelemetry's API of another version came first, ours has registered nothing.
  const apart = !hasGlobalProvider()
  const setup = setUp(options, { provider, exported: processors.length > 1 })
  const flush = (): void => void provider.forceFlush().catch(() => {})
  // After `setUp`, so that the spans that end on pagehide are flushed with the rest. OpenTelemetry's own listener is on `document`, which hears no pagehide.
  window.addEventListener('pagehide', flush)
  return handle(setup, 'own', () => (apart ? [APART] : []), {
    forceFlush: () => provider.forceFlush(),
    async shutdown() {
      window.removeEventListener('pagehide', flush)
      await provider.shutdown()
    },
  })
}

/** The application's tracer makes our spans; we add nothing to its provider, since 2.x and 3.x providers take processors only when they are made. */
function join(options: Options): Handle {
  const manager = contextManagerOf(options)
  // Refused, quietly, where the application has one.
  if (manager !== null && context.setGlobalContextManager(manager.enable())) getPage().ambientSource = 'stack'
  return handle(setUp(options), 'joined', (liveProcessor) => joinedWarnings(liveProcessor, options), {
    forceFlush: async () => releaseAll(),
    shutdown: () => Promise.resolve(),
  })
}

function handle(
  setup: Setup,
  provider: 'own' | 'joined',
  warnings: (liveProcessor: boolean) => string[],
  more: Pick<Handle, 'forceFlush' | 'shutdown'>,
): Handle {
  return {
    forceFlush: more.forceFlush,
    async shutdown() {
      current = undefined
      setup.undo()
      await more.shutdown()
    },
    status() {
      const liveProcessor = getPage().processors > 0
      return { provider, liveProcessor, ...setup.counts, warnings: [...contentWarnings(), ...warnings(liveProcessor)] }
    },
  }
}

const APART =
  'A copy of @opentelemetry/api of another version registered before register(): model calls are shown and exported, but spans of other libraries are not, and agents and tools may be missing as parents. Have one version in the page, or call register() first.'

function contentWarnings(): string[] {
  const failures = redactionFailures()
  const { dropped } = getPage().live.whole
  return [
    ...(failures === 0 ? [] : [`${failures} parts of content were left out because redact failed, took too long or gave back no part.`]),
    ...(dropped === 0
      ? []
      : [`The whole content of ${dropped} spans was given up to save memory: the panel shows the part in their records.`]),
  ]
}

function joinedWarnings(liveProcessor: boolean, options: Options): string[] {
  const warnings: string[] = []
  if (!liveProcessor) {
    warnings.push(
      'Add LiveSpanProcessor to your provider: without it, spans of other libraries are not shown and clients that trace themselves are doubled.',
    )
  }
  if (options.otlp !== undefined || options.spanProcessors !== undefined) {
    warnings.push('otlp and spanProcessors are not used: your provider exports its spans itself.')
  }
  return warnings
}

/** `null`: install none. */
function contextManagerOf({ contextManager = 'stack' }: Options): ContextManager | null {
  if (contextManager === 'none') return null
  return contextManager === 'stack' ? new StackContextManager() : contextManager
}

/** Where every copy of OpenTelemetry's API, of any 1.x version, keeps what was registered. */
function hasGlobalProvider(): boolean {
  const globals: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'))
  return typeof globals === 'object' && globals !== null && 'trace' in globals && globals.trace !== undefined
}

function checkRedact(redact: Options['redact']): void {
  const redactors = redact === undefined ? [] : typeof redact === 'function' ? [redact] : redact
  if (Array.isArray(redactors) && redactors.every((each) => typeof each === 'function')) return
  throw new TypeError('redact must be a function (part, context) => part or null, or a list of such functions')
}

function checkOtlp(otlp: OtlpOptions | undefined): void {
  if (otlp === undefined) return
  try {
    void new URL(otlp.url)
  } catch {
    throw new TypeError(`otlp.url must be an absolute URL such as http://localhost:4318/v1/traces, not ${JSON.stringify(otlp.url)}`)
  }
}
