/** What a call says that the call before it did not: agents send their whole history again each time. Pure. */
import type { JsonValue, Message, MessagePart, SpanContent, ToolDefinition } from '../../sdk/protocol/records.ts'
import { aligned, type Pair } from './align.ts'

/** Positions are those of the call's own messages. */
export type HistoryStep =
  /** As in the call before, its answer included. `to` is behind the last one. */
  | { readonly type: 'same'; readonly from: number; readonly to: number }
  | { readonly type: 'new'; readonly at: number }
  | { readonly type: 'edited'; readonly at: number; readonly before: Message }
  /** The call before had them. */
  | { readonly type: 'removed'; readonly messages: readonly Message[] }

export interface TextChange {
  readonly before: string
  readonly after: string
}

export interface ToolsChange {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly ({ readonly name: string } & TextChange)[]
}

export interface History {
  readonly steps: readonly HistoryStep[]
  readonly system: TextChange | undefined
  readonly tools: ToolsChange | undefined
}

/** Calls that have no message in common are compared no further: the one is not the other's past. */
export function compareCalls(previous: SpanContent | undefined, current: SpanContent): History {
  const after = current.inputMessages ?? []
  const sent = previous?.inputMessages ?? []
  const before = [...sent, ...(previous?.outputMessages ?? [])]
  const pairs = aligned(before.length, after.length, (a, b) => same(before[a], after[b], a >= sent.length))
  if (previous === undefined || pairs.length === 0)
    return { steps: after.map((_, at) => ({ type: 'new', at })), system: undefined, tools: undefined }
  return {
    steps: stepsOf(before, after, pairs, { sent: sent.length, isHeadCut: (current.truncatedMessages ?? 0) > 0 }),
    system: textChange(wordsOf(previous.systemInstructions), wordsOf(current.systemInstructions)),
    tools: toolsChange(previous.toolDefinitions ?? [], current.toolDefinitions ?? []),
  }
}

/** How many leading messages a call repeats from the call before, the earlier call's answer included. */
export function repeated(previous: SpanContent | undefined, current: SpanContent): number {
  const sent = previous?.inputMessages ?? []
  const before = [...sent, ...(previous?.outputMessages ?? [])]
  const after = current.inputMessages ?? []
  let count = 0
  while (count < before.length && count < after.length && same(before[count], after[count], count >= sent.length)) count++
  return count
}

interface Bounds {
  /** What the call before sent; what follows are its answers, of which one is sent back, or none. */
  readonly sent: number
  /** The page's ring left out the oldest messages: those are not known to be removed. */
  readonly isHeadCut: boolean
}

function stepsOf(before: readonly Message[], after: readonly Message[], pairs: readonly Pair[], bounds: Bounds): readonly HistoryStep[] {
  const steps: HistoryStep[] = []
  let [a, b] = [0, 0]
  for (const [nextA, nextB] of [...pairs, [before.length, after.length] as const]) {
    const gone = bounds.isHeadCut && a === 0 ? [] : before.slice(a, nextA).slice(0, Math.max(0, bounds.sent - a))
    steps.push(...between(gone, after.slice(b, nextB), b))
    if (nextB < after.length) {
      const last = steps.at(-1)
      if (last?.type === 'same') steps[steps.length - 1] = { ...last, to: nextB + 1 }
      else steps.push({ type: 'same', from: nextB, to: nextB + 1 })
    }
    ;[a, b] = [nextA + 1, nextB + 1]
  }
  return steps
}

/** What stands in place of what: of messages of one role, one after the other. */
function between(gone: readonly Message[], come: readonly Message[], from: number): readonly HistoryStep[] {
  let edited = 0
  while (edited < gone.length && edited < come.length && gone[edited]?.role === come[edited]?.role) edited++
  const removed = gone.slice(edited)
  return [
    ...gone.slice(0, edited).map((before, at) => ({ type: 'edited' as const, at: from + at, before })),
    ...(removed.length > 0 ? [{ type: 'removed' as const, messages: removed }] : []),
    ...come.slice(edited).map((_, at) => ({ type: 'new' as const, at: from + edited + at })),
  ]
}

function textChange(before: string, after: string): TextChange | undefined {
  return before === after ? undefined : { before, after }
}

/** A message or a system prompt as one text, to be compared with another one. */
export function wordsOf(parts: readonly MessagePart[] | undefined): string {
  return (parts ?? [])
    .map((part) => (typeof part['content'] === 'string' && part.type === 'text' ? part['content'] : JSON.stringify(part, undefined, 2)))
    .join('\n\n')
}

function toolsChange(before: readonly ToolDefinition[], after: readonly ToolDefinition[]): ToolsChange | undefined {
  const [old, now] = [byName(before), byName(after)]
  const added = [...now.keys()].filter((name) => !old.has(name))
  const removed = [...old.keys()].filter((name) => !now.has(name))
  const changed = [...now].flatMap(([name, tool]) => {
    const was = old.get(name)
    return was === undefined || sameJson(was, tool) ? [] : [{ name, before: sortedJson(was), after: sortedJson(tool) }]
  })
  return added.length + removed.length + changed.length === 0 ? undefined : { added, removed, changed }
}

const byName = (tools: readonly ToolDefinition[]): ReadonlyMap<string, ToolDefinition> => new Map(tools.map((tool) => [tool.name, tool]))

/** The order of keys is the serialiser's whim, and no change. */
function sortedJson(value: JsonValue): string {
  const sort = (_: string, inner: unknown): unknown =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  return JSON.stringify(value, sort, 2)
}

/** An answer has a finish reason where it was given and none where it is sent back, and mostly no reasoning. */
function same(a: Message | undefined, b: Message | undefined, isAnswer: boolean): boolean {
  if (a === undefined || b === undefined || a.role !== b.role) return false
  return sameJson([...a.parts], [...b.parts]) || (isAnswer && sameJson(withoutReasoning(a), withoutReasoning(b)))
}

const withoutReasoning = ({ parts }: Message): readonly MessagePart[] => parts.filter(({ type }) => type !== 'reasoning')

/** By value: key order is the serialiser's whim. */
function sameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    Array.isArray(a) === Array.isArray(b) && left.length === right.size && left.every(([key, value]) => sameJson(value, right.get(key)))
  )
}
