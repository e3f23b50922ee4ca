/**
 * The tracer provider that OpenTelemetry's API has of us. The API hands out tracers for good, so each of ours looks for the provider of the `register` that is
 * on when it starts a span: tracers live on through `shutdown` and another `register`.
 */
import { ProxyTracerProvider, trace } from '@opentelemetry/api'
import type { ContextManager, Span, Tracer, TracerProvider } from '@opentelemetry/api'

export interface FlushableProvider extends TracerProvider {
  forceFlush(): Promise<void>
}

type TracerName = Parameters<TracerProvider['getTracer']>

let current: FlushableProvider | undefined
const nowhere = new ProxyTracerProvider()

const globalProvider = {
  getTracer: (...name: TracerName): Tracer => new LastingTracer(name),
  // Applications ask the API's provider for them.
  forceFlush: async (): Promise<void> => current?.forceFlush(),
  shutdown: async (): Promise<void> => current?.forceFlush(),
}

class LastingTracer implements Tracer {
  readonly #name: TracerName

  constructor(name: TracerName) {
    this.#name = name
  }

  startSpan(...args: Parameters<Tracer['startSpan']>): Span {
    return this.#tracer().startSpan(...args)
  }

  startActiveSpan: Tracer['startActiveSpan'] = (...args: readonly unknown[]) => {
    const tracer = this.#tracer()
    return Reflect.apply(tracer.startActiveSpan, tracer, args)
  }

  /** Where ours is gone, another's may be there: the application's, or another copy's. */
  #tracer(): Tracer {
    return (current ?? (isGlobal() ? nowhere : trace)).getTracer(...this.#name)
  }
}

/** Makes `provider` the page's. False where the API has another, or is of another version. */
export function useGlobally(provider: FlushableProvider): boolean {
  current = provider
  return isGlobal() || (trace.setGlobalTracerProvider(globalProvider) && isGlobal())
}

/** Takes ours away from the API, and no one else's. */
export function withdraw(provider: FlushableProvider): void {
  if (current !== provider) return
  current = undefined
  if (isGlobal()) trace.disable()
}

const isGlobal = (): boolean => {
  const proxy = registered('trace')
  if (typeof proxy !== 'object' || proxy === null || !('getDelegate' in proxy) || typeof proxy.getDelegate !== 'function') return false
  return Reflect.apply(proxy.getDelegate, proxy, []) === globalProvider
}

export const hasGlobalProvider = (): boolean => registered('trace') !== undefined
export const hasGlobalContextManager = (): boolean => registered('context') !== undefined
export const isGlobalContextManager = (manager: ContextManager): boolean => registered('context') === manager

/** Where every copy of OpenTelemetry's API, of any 1.x version, keeps what was registered. */
const API = Symbol.for('opentelemetry.js.api.1')

function registered(kind: 'trace' | 'context'): unknown {
  const globals: unknown = Reflect.get(globalThis, API)
  return typeof globals === 'object' && globals !== null ? Reflect.get(globals, kind) : undefined
}

/** What holds no registration any more holds a version still, and would keep an API of another version from registering: the next copy's, perhaps. */
export function tidyApi(): void {
  const globals: unknown = Reflect.get(globalThis, API)
  if (typeof globals !== 'object' || globals === null) return
  if (Object.keys(globals).every((key) => key === 'version')) Reflect.deleteProperty(globalThis, API)
}
