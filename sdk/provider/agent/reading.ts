/** How the wires of agents are read. */
import { a2aReading } from './a2a.ts'
import { agUiReading } from './ag-ui.ts'
import { aiSdkDataStreamReading } from './ai-sdk-data-stream.ts'
import { aiSdkUiReading } from './ai-sdk-ui.ts'
import { langGraphReading } from './langgraph.ts'

export const readings = {
  'ag-ui': agUiReading,
  a2a: a2aReading,
  langgraph: langGraphReading,
  'ai-sdk-ui': aiSdkUiReading,
  'ai-sdk-data-stream-v4': aiSdkDataStreamReading,
}
