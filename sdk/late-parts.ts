/** What the second half loads by itself, when there is need of it, besides what reads each vendor's wires (provider/readings.ts). */
import { LateModule } from './late-module.ts'
import { readingProblem } from './provider/readings.ts'

/** With the first request that may be an MCP message, or with a panel. */
export const mcp = new LateModule(() => import('./mcp/sink.ts'))

/** With the first answer of a route of the application's own that may be a model's, or with a panel. */
export const probe = new LateModule(() => import('./provider/probe.ts'))

/** Where content is written on spans, or redacted, and with a panel: content is kept as it was given until somebody is to have it. */
export const content = new LateModule(() => import('./content/span-content.ts'))

/** With a panel, and where a span is so long that its record is cut. */
export const panel = new LateModule(() => import('./panel-side.ts'))

/** Why the load of one of them, or of what reads a vendor, failed; `undefined` where none did, or a later one succeeded. */
export const partProblem = (): string | undefined => mcp.problem ?? probe.problem ?? content.problem ?? panel.problem ?? readingProblem()
