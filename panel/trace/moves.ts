/** Which spans are drawn under others than their parents: retries under the first attempt, and where the user wants that tools under the call that asked for them. */
import type { Moves } from './drawn-order.ts'
import type { AskedTool, SpanIndex } from './model.ts'
import { NONE } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { i32, u32 } from './table.ts'

/** Of a call that lies deeper it is not asked whether it is under its own tool: the tool stays where it is. */
const MOST_ABOVE = 1_000

export function movesOf(spans: Spans, asked: readonly AskedTool[] = []): Moves {
  const retries = spans.shared.retries.drawnUnder()
  if (asked.length === 0) return retries
  const moves = new Map(retries)
  for (const { tool, call, toolId, callId } of asked) {
    if (!isSpan(spans, tool, toolId) || !isSpan(spans, call, callId) || moves.has(tool)) continue
    if (!isUnder(spans, moves, call, tool)) moves.set(tool, call)
  }
  return moves
}

/** A row may be another span's by now. */
function isSpan({ tables }: Spans, row: SpanIndex, id: number): boolean {
  const { trace, idLow } = tables.spans.columns
  return i32(trace, row) !== NONE && u32(idLow, row) === id
}

function isUnder({ tables }: Spans, moves: Moves, row: SpanIndex, above: SpanIndex): boolean {
  const { parent } = tables.spans.columns
  let at = row
  for (let steps = 0; at !== NONE && at !== above; steps++) {
    if (steps === MOST_ABOVE) return true
    at = moves.get(at) ?? i32(parent, at)
  }
  return at !== NONE
}
