/** Who speaks for an agent or a trace that says nothing itself: the first and the last of the calls below it. A tool's own calls are the tool's. */
import type { SpanIndex } from './model.ts'
import { NONE, SPAN_CLASSES } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { i32, u8 } from './table.ts'

/** So many spans are looked at, however many lie below. */
const MAX_STEPS = 256
const TOOL = SPAN_CLASSES.indexOf('tool')
const MCP = SPAN_CLASSES.indexOf('mcp')
const SILENT: ReadonlySet<number> = new Set([SPAN_CLASSES.indexOf('embeddings'), SPAN_CLASSES.indexOf('retrieval')])

export type End = 'first' | 'last'

/**
 * `start`: the first of some siblings, or their last one. Calls, and the agents that they lie in, `most` of them:
 *
 *     agent              first: agent, chat 1, chat 2
 *     ├─ chat 1          last: agent, chat 2, chat 1
 *     ├─ execute_tool
 *     └─ chat 2
 */
export function speakers({ spans: { columns } }: Tables, start: number, end: End, most: number): readonly SpanIndex[] {
  const [child, sibling] = end === 'first' ? [columns.firstChild, columns.next] : [columns.lastChild, columns.previous]
  const found: SpanIndex[] = []
  const later: number[] = []
  let row = start
  for (let steps = 0; row !== NONE && steps < MAX_STEPS && found.length < most; steps++) {
    const spanClass = u8(columns.class, row)
    const isTool = spanClass === TOOL || spanClass === MCP
    if (!isTool && !SILENT.has(spanClass)) found.push(row)
    const [below, beside] = [isTool ? NONE : i32(child, row), i32(sibling, row)]
    if (below !== NONE && beside !== NONE) later.push(beside)
    row = below !== NONE ? below : beside !== NONE ? beside : (later.pop() ?? NONE)
  }
  return found
}
