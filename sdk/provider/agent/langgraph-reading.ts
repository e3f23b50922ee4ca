/** How LangGraph's runs are read. */
import { langGraphReading } from './langgraph.ts'

export const readings = { langgraph: langGraphReading }
