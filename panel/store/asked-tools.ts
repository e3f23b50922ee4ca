/**
 * Which call asked for a tool, by the id of the tool call. The ids stand in records, which are read in idle time, each once: those of tools, and those of the calls to models
 * in the same traces.
 */
import { effect, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { AskedTool, SpanDetail, SpanIndex, Trace } from '../trace/model.ts'
import { NONE, RUNNING, SPAN_CLASSES } from '../trace/span-columns.ts'
import { f64, i32, u32, u8, type F64 } from '../trace/table.ts'
import { toolCallIdOf } from '../trace/tool-call-id.ts'
import { nextIdle, Turns } from './turns.ts'

/** Of a longer record the ids are not read. */
const MOST_BYTES = 8 * 1024 * 1024
/** Records that are fetched at once. */
const AT_ONCE = 64
/** What was found is told no sooner again, and what came is looked at no sooner. */
const EVERY: Milliseconds = 500

const TOOL = SPAN_CLASSES.indexOf('tool')
const INFERENCE = SPAN_CLASSES.indexOf('inference')

interface Parts {
  readonly trace: Trace
  readonly version: ReadonlySignal<number>
  readonly isOn: ReadonlySignal<boolean>
  /** What is found; undefined while it is off. */
  readonly asked: Signal<readonly AskedTool[] | undefined>
}

/** @returns what ends it. */
export function followAskedTools({ trace, version, isOn, asked }: Parts): () => void {
  let ids = new CallIds(trace)
  let run = 0
  let isRunning = false
  const look = async (): Promise<void> => {
    if (isRunning) return
    isRunning = true
    const own = run
    let seen = -1
    while (own === run && seen !== trace.version) {
      seen = trace.version
      await ids.look(
        () => own !== run,
        (found) => own === run && (asked.value = same(asked.peek(), found)),
      )
      await new Promise((resolve) => setTimeout(resolve, EVERY))
    }
    isRunning = false
    if (own !== run && isOn.peek()) void look()
  }
  const stop = effect(() => {
    if (isOn.value) {
      void version.value
      void look()
      return
    }
    run++
    ids = new CallIds(trace)
    asked.value = undefined
  })
  return () => {
    run++
    stop()
  }
}

/** What a record says, for as long as it is this one. */
interface Known {
  readonly id: number
  readonly seq: number
  readonly logs: number
  /** Of a tool its own, of a call those that it asks by. */
  readonly ids: readonly string[]
}

interface Wanted {
  /** By trace. */
  readonly tools: ReadonlyMap<number, readonly SpanIndex[]>
  readonly calls: readonly SpanIndex[]
}

class CallIds {
  readonly #trace: Trace
  #known = new Map<SpanIndex, Known>()

  constructor(trace: Trace) {
    this.#trace = trace
  }

  async look(isOver: () => boolean, tell: (found: readonly AskedTool[]) => void): Promise<void> {
    const { tables } = this.#trace
    const isDone = (): boolean => isOver() || this.#trace.tables !== tables
    const turns = new Turns()
    const wanted = await this.#wanted(turns)
    const rows = [...[...wanted.tools.values()].flat(), ...wanted.calls]
    // Of spans that went nothing is kept.
    this.#known = new Map(rows.flatMap((row) => [[row, this.#known.get(row)] as const]).filter(hasValue))
    const unread = rows.filter((row) => !this.#isRead(row))
    let told = performance.now()
    for (let from = 0; from < unread.length && !isDone(); from += AT_ONCE) {
      const some = unread.slice(from, from + AT_ONCE)
      const read = await this.#trace.readMany(some, MOST_BYTES)
      for (const row of some) {
        if (isDone()) return
        this.#known.set(row, { ...this.#identityOf(row), ids: idsIn(read(row), u8(tables.spans.columns.class, row)) })
        if (turns.isOver) await turns.next(nextIdle)
      }
      if (performance.now() - told < EVERY) continue
      tell(this.#pairs(wanted))
      told = performance.now()
    }
    if (!isDone()) tell(this.#pairs(wanted))
  }

  /** Tools, and calls that ended in traces that have some. */
  async #wanted(turns: Turns): Promise<Wanted> {
    const { spans } = this.#trace.tables
    const { columns } = spans
    const tools = new Map<number, SpanIndex[]>()
    const calls: SpanIndex[] = []
    for (let row = 0; row < spans.length; row++) {
      const [trace, spanClass] = [i32(columns.trace, row), u8(columns.class, row)]
      if (trace !== NONE && spanClass === TOOL) {
        const known = tools.get(trace)
        if (known === undefined) tools.set(trace, [row])
        else known.push(row)
      } else if (trace !== NONE && spanClass === INFERENCE && u8(columns.outcome, row) !== RUNNING) calls.push(row)
      if ((row & 1023) === 0 && turns.isOver) await turns.next(nextIdle)
    }
    return { tools, calls: calls.filter((row) => tools.has(i32(columns.trace, row))) }
  }

  #identityOf(row: SpanIndex): Omit<Known, 'ids'> {
    const { idLow, seq, logs } = this.#trace.tables.spans.columns
    return { id: u32(idLow, row), seq: u32(seq, row), logs: i32(logs, row) }
  }

  #isRead(row: SpanIndex): boolean {
    const [known, now] = [this.#known.get(row), this.#identityOf(row)]
    return known !== undefined && known.id === now.id && known.seq === now.seq && known.logs === now.logs
  }

  /** Of calls that asked by the same id, as models do that count from 0, the last one before the tool. */
  #pairs({ tools, calls }: Wanted): readonly AskedTool[] {
    const { columns } = this.#trace.tables.spans
    const keyOf = (row: SpanIndex, id: string): string => `${i32(columns.trace, row)} ${id}`
    const byId = new Map<string, SpanIndex[]>()
    for (const call of calls.toSorted((a, b) => f64(columns.start, a) - f64(columns.start, b))) {
      for (const id of this.#known.get(call)?.ids ?? []) {
        const others = byId.get(keyOf(call, id))
        if (others === undefined) byId.set(keyOf(call, id), [call])
        else others.push(call)
      }
    }
    return [...tools.values()].flat().flatMap((tool) => {
      const { id: toolId, ids } = this.#known.get(tool) ?? { ids: [] }
      const [id] = ids
      const call = id === undefined ? undefined : lastBefore(byId.get(keyOf(tool, id)) ?? [], columns.start, f64(columns.start, tool))
      const callId = call === undefined ? undefined : this.#known.get(call)?.id
      return call === undefined || toolId === undefined || callId === undefined ? [] : { tool, call, toolId, callId }
    })
  }
}

/** `rows` by start. */
function lastBefore(rows: readonly SpanIndex[], starts: F64, moment: Milliseconds): SpanIndex | undefined {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (f64(starts, rows[middle] ?? NONE) <= moment) low = middle + 1
    else high = middle
  }
  return rows[low - 1]
}

function hasValue(entry: readonly [SpanIndex, Known | undefined]): entry is readonly [SpanIndex, Known] {
  return entry[1] !== undefined
}

function idsIn(detail: SpanDetail | undefined, spanClass: number): readonly string[] {
  if (detail === undefined) return []
  if (spanClass === TOOL) return [toolCallIdOf(detail) ?? []].flat()
  const parts = (detail.record.content?.outputMessages ?? []).flatMap((message) => message.parts)
  return parts.flatMap(({ type, id }) => (type === 'tool_call' && typeof id === 'string' ? [id] : []))
}

/** The list from before where it says the same: nothing is drawn anew for it. */
function same(before: readonly AskedTool[] | undefined, found: readonly AskedTool[]): readonly AskedTool[] {
  const isSame = before?.length === found.length && before.every((one, at) => isSamePair(one, found[at]))
  return isSame ? before : found
}

function isSamePair(a: AskedTool, b: AskedTool | undefined): boolean {
  return a.tool === b?.tool && a.call === b.call && a.toolId === b.toolId && a.callId === b.callId
}
