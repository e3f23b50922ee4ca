/** Where the critical paths of the traces on the screen go, for their bars. Worked out while nothing is drawn, in turns, and anew when spans came. */
import { signal, type ReadonlySignal } from '@preact/signals'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { criticalPath, type PathSection } from '../trace/critical-path.ts'
import type { SpanIndex, Trace } from '../trace/model.ts'
import { i32 } from '../trace/table.ts'
import { readSetting, writeSetting } from './local-settings.ts'
import { runInTurns } from './turns.ts'

export interface PathMarks {
  /** The path is shown. Kept. */
  readonly on: ReadonlySignal<boolean>
  /** Grows when there are other marks. */
  readonly version: ReadonlySignal<number>
  setOn(on: boolean): void
  /** Spans that are on the screen. */
  show(rows: Iterable<SpanIndex>): void
  /** Sections that lie in a span's own time; none while it is off. */
  of(index: SpanIndex): readonly PathSection[] | undefined
  forget(): void
}

/** Marks are made no sooner again: live spans change all the time. And for so many times as long as it took last. */
const REST: Milliseconds = 300
const REST_SHARE = 3
const SETTING = 'waterfall.critical-path'

interface Made {
  /** The trace's version then. */
  readonly at: number
  readonly marks: ReadonlyMap<SpanIndex, readonly PathSection[]>
}

export function createPathMarks(trace: Trace, now: () => Milliseconds): PathMarks {
  const on = signal(readSetting(SETTING) === 1)
  const version = signal(0)
  const made = new Map<number, Made>()
  let shown: ReadonlySet<number> = new Set()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isMaking = false
  let restUntil = 0

  const wait = (): void => {
    if (!isMaking && on.peek() && [...shown].some((of) => made.get(of)?.at !== trace.version))
      timer ??= setTimeout(() => void make(), Math.max(0, restUntil - performance.now()))
  }

  const make = async (): Promise<void> => {
    timer = undefined
    isMaking = true
    const began = performance.now()
    for (const of of made.keys()) if (!shown.has(of)) made.delete(of)
    for (const of of shown) {
      const at = trace.version
      if (made.get(of)?.at === at) continue
      const until = now()
      const sections = await runInTurns(criticalPath(trace.tables, ~of, until), () => !on.peek() || !shown.has(of))
      if (sections !== undefined) made.set(of, { at, marks: byRow(sections, until) })
    }
    isMaking = false
    restUntil = performance.now() + Math.max(REST, (performance.now() - began) * REST_SHARE)
    version.value++
  }

  return {
    on,
    version,
    setOn(isOn) {
      on.value = isOn
      writeSetting(SETTING, Number(isOn))
    },
    show(rows) {
      const { trace: traces } = trace.tables.spans.columns
      shown = new Set(Array.from(rows, (row) => i32(traces, row)))
      wait()
    },
    of: (index) => (on.value ? made.get(i32(trace.tables.spans.columns.trace, index))?.marks.get(index) : undefined),
    forget: () => made.clear(),
  }
}

/** What goes on until now goes on without an end. */
function byRow(sections: readonly PathSection[], now: Milliseconds): ReadonlyMap<SpanIndex, readonly PathSection[]> {
  const rows = new Map<SpanIndex, PathSection[]>()
  for (const section of sections) {
    const one = section.end < now ? section : { ...section, end: Number.POSITIVE_INFINITY }
    const known = rows.get(section.row)
    if (known === undefined) rows.set(section.row, [one])
    else known.push(one)
  }
  return rows
}
