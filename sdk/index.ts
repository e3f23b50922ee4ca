/** The public surface of `@genai-devtools/web`. */
import { manual } from './setup.ts'

export { LiveSpanProcessor } from './export/live-processor.ts'
export { register } from './register.ts'
export type { Handle, Status } from './register.ts'
export type { ExportStatus } from './export/ledger.ts'
export { redactCards, redactEmails, redactKeys } from './content/presets.ts'
export type { CaptureOptions, ContentMode, Endpoint, Options, OtlpOptions, Redact, RedactContext } from './options.ts'
export type { MessagePart } from './protocol/records.ts'
export type { Api } from './provider/read/dialect.ts'
export type { AgentAttributes, Scope, ToolAttributes } from './span/manual.ts'

/** Runs `run` inside an `invoke_agent` span: model and tool calls in it become its children. Gives back what `run` returns. */
export const invokeAgent: typeof manual.invokeAgent = manual.invokeAgent
/** Runs `run` inside an `execute_tool` span; what it returns is kept as the tool's result. */
export const executeTool: typeof manual.executeTool = manual.executeTool
