/** The tracer provider and the context manager that `register` brings to a page that has none; and how both are taken away again. */
import { context } from '@opentelemetry/api'
import type { Attributes as OtelAttributes, ContextManager, TracerProvider as ApiProvider } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { StackContextManager } from './context/stack.ts'
import { LiveSpanProcessor } from './export/live-processor.ts'
import { hasGlobalContextManager, isGlobalContextManager, tidyApi, useGlobally, withdraw } from './global-provider.ts'
import type { Options } from './options.ts'
import { getPage } from './page.ts'
import { RelayProcessor } from './page-wide.ts'

export interface OwnProvider {
  readonly provider: ApiProvider
  /** OpenTelemetry's API took none of it. */
  readonly apart: boolean
  /** Takes it from the API. Its open spans go on. */
  withdraw(): void
  /** Nobody starts spans of it any more. */
  shutdown(): Promise<void>
}

export function createOwnProvider(options: Options): OwnProvider {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      'service.name': options.serviceName ?? (location.hostname || 'page'),
      ...(options.resource as OtelAttributes | undefined),
    }),
    spanProcessors: [new LiveSpanProcessor(), new RelayProcessor()],
  })
  // No propagator: a trace header on a request to a provider breaks its CORS preflight.
  const apart = !useGlobally(provider)
  const removeManager = useContextManager(options)
  return {
    provider,
    apart,
    withdraw() {
      withdraw(provider)
      removeManager()
      tidyApi()
    },
    shutdown: () => provider.shutdown(),
  }
}

/** Installs the context manager that the options name, where the page has none. @returns what takes it away */
export function useContextManager({ contextManager = 'stack' }: Options): () => void {
  if (contextManager === 'none' || hasGlobalContextManager()) return () => {}
  const manager: ContextManager = contextManager === 'stack' ? new StackContextManager() : contextManager
  if (!context.setGlobalContextManager(manager.enable())) return () => {}
  const page = getPage()
  const before = page.ambientSource
  page.ambientSource = manager instanceof StackContextManager ? 'stack' : 'zone'
  return () => {
    if (!isGlobalContextManager(manager)) return
    // Disables the manager, too.
    context.disable()
    page.ambientSource = before
  }
}
