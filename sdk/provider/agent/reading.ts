/** How AG-UI and the Agent2Agent protocol are read. */
import { a2aReading } from './a2a.ts'
import { agUiReading } from './ag-ui.ts'

export const readings = { 'ag-ui': agUiReading, a2a: a2aReading }
