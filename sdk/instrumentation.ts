/** Entry `./instrumentation`: the same without a provider, for applications that set up OpenTelemetry themselves. */
import { setUp } from './setup.ts'
import { manual } from './setup.ts'
import type { Options } from './options.ts'

export { redactCards, redactEmails, redactKeys } from './content/presets.ts'
export { LiveSpanProcessor } from './export/live-processor.ts'

export type InstrumentOptions = Pick<Options, 'capture' | 'endpoints' | 'content' | 'panelContent' | 'redact' | 'ring'>

/** Captures the page's model calls through the global tracer provider, which the application registers before or after. Returns what undoes it. */
export function instrument(options: InstrumentOptions = {}): () => void {
  if (typeof window === 'undefined') return () => {}
  const setup = setUp(options)
  return () => setup.undo()
}

export const invokeAgent: typeof manual.invokeAgent = manual.invokeAgent
export const executeTool: typeof manual.executeTool = manual.executeTool
