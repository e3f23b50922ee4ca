/** Which spans ran the tools that a call asked for, and those of its history: by the call's id, else by name and order. */
import { ATTR_GEN_AI_TOOL_CALL_ID } from '../../sdk/semconv.ts'
import { text } from './attributes.ts'
import type { SpanClass, SpanIndex, SpanView, Trace } from './model.ts'
import { SPAN_CLASSES } from './span-columns.ts'
import { f64, i32, u8 } from './table.ts'
import type { Milliseconds } from '../../sdk/protocol/records.ts'

export interface AskedCall {
  readonly key: string
  /** Empty where nobody said. */
  readonly id: string
  readonly name: string
  /** This call asked for it; else a call before it. */
  readonly isAnswer: boolean
}

/** Spans whose records are read, before the call and after it: the nearest. */
const MAX_READ = 64

interface ToolSpan {
  readonly index: SpanIndex
  readonly name: string
  readonly id: string | undefined
  readonly isAfter: boolean
}

/** @param until when the next call began, which has tools of its own */
export async function toolSpansOf(
  trace: Trace,
  span: SpanView,
  calls: readonly AskedCall[],
  until: Milliseconds = Number.POSITIVE_INFINITY,
): Promise<ReadonlyMap<string, SpanIndex>> {
  const found = new Map<string, SpanIndex>()
  for (const kind of ['tool', 'mcp'] as const) {
    const open = calls.filter(({ key }) => !found.has(key))
    if (open.length === 0) break
    const spans = await readIds(trace, candidates(trace, span, new Set(open.map(({ name }) => name)), { kind, until }))
    for (const [key, index] of matched(open, spans)) found.set(key, index)
  }
  return found
}

/** Pure. Spans in order of time. */
export function matched(calls: readonly AskedCall[], spans: readonly ToolSpan[]): ReadonlyMap<string, SpanIndex> {
  const found = new Map<string, SpanIndex>()
  const byId = new Map(spans.flatMap((span) => (span.id === undefined ? [] : [[span.id, span.index] as const])))
  for (const { key, id } of calls) {
    const index = id === '' ? undefined : byId.get(id)
    if (index !== undefined) found.set(key, index)
  }
  const used = new Set(found.values())
  const pair = (open: readonly AskedCall[], free: readonly ToolSpan[]): void => {
    for (const call of open) {
      const span = free.find(({ index, name }) => name === call.name && !used.has(index))
      if (span === undefined) continue
      used.add(span.index)
      found.set(call.key, span.index)
    }
  }
  const free = spans.filter(({ id }) => id === undefined)
  const open = calls.filter(({ key }) => !found.has(key))
  pair(
    open.filter(({ isAnswer }) => isAnswer),
    free.filter(({ isAfter }) => isAfter),
  )
  // Of the history the last calls are the nearest.
  pair(open.filter(({ isAnswer }) => !isAnswer).toReversed(), free.filter(({ isAfter }) => !isAfter).toReversed())
  return found
}

type Candidate = Omit<ToolSpan, 'id'>

interface Wanted {
  readonly kind: SpanClass
  readonly until: Milliseconds
}

function candidates(trace: Trace, span: SpanView, names: ReadonlySet<string>, { kind, until }: Wanted): readonly Candidate[] {
  const { columns } = trace.tables.spans
  const wanted = SPAN_CLASSES.indexOf(kind)
  const subjects = new Map<number, string>()
  const all: (Candidate & { readonly start: Milliseconds })[] = []
  for (const index of trace.spansOfTrace(span.index)) {
    const start = f64(columns.start, index)
    if (u8(columns.class, index) !== wanted || start >= until) continue
    const words = i32(columns.words, index)
    const name = subjects.get(words) ?? trace.span(index).subject
    subjects.set(words, name)
    if (names.has(name)) all.push({ index, name, start, isAfter: start >= span.start })
  }
  all.sort((a, b) => a.start - b.start)
  const first = all.findIndex(({ isAfter }) => isAfter)
  const middle = first < 0 ? all.length : first
  return all.slice(Math.max(0, middle - MAX_READ), middle + MAX_READ)
}

async function readIds(trace: Trace, spans: readonly Candidate[]): Promise<readonly ToolSpan[]> {
  const read: ToolSpan[] = []
  for (const span of spans) {
    try {
      const { record } = trace.detail(span.index) ?? (await trace.readDetail(span.index))
      read.push({ ...span, id: text(record.attributes, ATTR_GEN_AI_TOOL_CALL_ID) })
    } catch {
      // It went meanwhile, or its file changed: it is found by its name all the same, if it is there.
    }
  }
  return read
}
