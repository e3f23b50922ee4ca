/** `invokeAgent` and `executeTool` of this package. */
import { getPage, ownTracer } from './page.ts'
import { watcher } from './page-wide.ts'
import { createManualFunctions, type ManualFunctions, type Scope } from './span/manual.ts'

/** Of this copy. */
export const ownManual: ManualFunctions = /* @__PURE__ */ createManualFunctions(() => {
  const { shelf, contentOnSpan, ends } = getPage()
  return { tracer: ownTracer(), shelf, contentOnSpan, words: ends }
})

/** Of the copy that watches the page: it alone finds the parents, keeps the content and knows the credentials that its spans have. */
const watching = (): ManualFunctions => watcher()?.manual ?? ownManual

/** Runs `run` inside an `invoke_agent` span: model and tool calls in it become its children. Gives back what `run` returns. */
export const invokeAgent: Scope['invokeAgent'] = (attributes, run) => watching().invokeAgent(attributes, run)
/** Runs `run` inside an `execute_tool` span; what it returns is kept as the tool's result. */
export const executeTool: Scope['executeTool'] = (attributes, run) => watching().executeTool(attributes, run)
