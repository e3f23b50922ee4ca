/** Entry `./instrumentation`: the same without a provider, for applications that set up OpenTelemetry themselves. */
export { redactCards, redactEmails, redactKeys } from './content/presets.ts'
export { LiveSpanProcessor } from './export/live-processor.ts'
export { instrument, type InstrumentOptions } from './instrument.ts'
export { executeTool, invokeAgent } from './manual.ts'
