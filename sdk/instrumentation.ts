/** Entry `./instrumentation`: the same without a provider, for applications that set up OpenTelemetry themselves. */
import { diag, trace } from '@opentelemetry/api'
import { readerOf } from './load-reader.ts'
import { checkOptions, createMember } from './member.ts'
import type { Options } from './options.ts'
import { enter, leave, watcher } from './page-wide.ts'
import { SDK_NAME } from './version.ts'
import { memberWarning } from './warnings.ts'

export { redactCards, redactEmails, redactKeys } from './content/presets.ts'
export { executeTool, invokeAgent } from './manual.ts'
export { LiveSpanProcessor } from './export/live-processor.ts'

/** Those options of `register` that need no provider. */
export type InstrumentOptions = Pick<Options, 'capture' | 'endpoints' | 'content' | 'panelContent' | 'redact' | 'ring'>

/**
 * Captures the page's model calls through the global tracer provider, which the application registers before or after. Returns what undoes it. Where the page
 * is watched already, by another copy or call, that goes on, and this one takes its place when it ends.
 */
export function instrument(options: InstrumentOptions = {}): () => void {
  if (typeof window === 'undefined') return () => {}
  checkOptions(options)
  const member = createMember({ name: 'instrument()', options, reader: readerOf({}), tracerProvider: () => trace })
  enter(member)
  if (watcher() !== member) diag.warn(`${SDK_NAME}: ${memberWarning(member, member)}`)
  return () => leave(member)
}
