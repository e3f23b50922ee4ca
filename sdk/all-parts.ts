/** All that the second half would load by itself, at once: for what has to read in the page's own turn. */
import * as spanContent from './content/span-content.ts'
import { content, mcp, panel, probe } from './late-parts.ts'
import * as mcpSink from './mcp/sink.ts'
import * as panelSide from './panel-side.ts'
import { useAllReadings } from './provider/all-readings.ts'
import * as answerProbe from './provider/probe.ts'

export function useAllParts(): void {
  content.use(spanContent)
  mcp.use(mcpSink)
  panel.use(panelSide)
  probe.use(answerProbe)
  useAllReadings()
}
