/** Spans whose parent has not come, by the parent that they name. */
import type { SpanId } from './hex-ids.ts'
import { finish, IdIndex, mix } from './id-index.ts'
import { NONE } from './span-columns.ts'
import type { Tables } from './span-columns.ts'
import { addRow, freeRow, i32, setI32, setU32, u32 } from './table.ts'

export class Waiting {
  readonly #tables: Tables
  /** One entry of those that wait for the same parent, the one that came last. */
  readonly #byParent: IdIndex
  readonly #odd = new Map<number, string>()

  constructor(tables: Tables) {
    this.#tables = tables
    const { trace, high, low } = tables.waiting.columns
    this.#byParent = new IdIndex((entry) => hashOf(i32(trace, entry), u32(high, entry), u32(low, entry)))
  }

  add(child: number, trace: number, { high, low, odd }: SpanId): void {
    const { waiting, spans } = this.#tables
    const others = this.#find(trace, high, low, odd)
    const entry = addRow(waiting)
    setI32(waiting.columns.trace, entry, trace)
    setI32(waiting.columns.child, entry, child)
    setU32(waiting.columns.high, entry, high)
    setU32(waiting.columns.low, entry, low)
    setI32(waiting.columns.next, entry, others)
    setI32(spans.columns.waits, child, entry)
    if (odd !== undefined) this.#odd.set(entry, odd)
    if (others !== NONE) {
      this.#byParent.delete(others)
      setI32(waiting.columns.previous, others, entry)
    }
    this.#byParent.add(entry)
  }

  /** The span waits no more. */
  delete(child: number): void {
    const { waiting, spans } = this.#tables
    const { previous, next } = waiting.columns
    const entry = i32(spans.columns.waits, child)
    if (entry === NONE) return
    const [before, after] = [i32(previous, entry), i32(next, entry)]
    if (before === NONE) this.#byParent.delete(entry)
    else setI32(next, before, after)
    if (after !== NONE) setI32(previous, after, before)
    if (before === NONE && after !== NONE) this.#byParent.add(after)
    setI32(spans.columns.waits, child, NONE)
    this.#odd.delete(entry)
    freeRow(waiting, entry)
  }

  /** All that wait for a span, the one that came first first. They wait no more. */
  take(trace: number, { high, low, odd }: SpanId): readonly number[] {
    const { child, next } = this.#tables.waiting.columns
    const children: number[] = []
    for (let entry = this.#find(trace, high, low, odd); entry !== NONE; entry = i32(next, entry)) children.push(i32(child, entry))
    for (const each of children) this.delete(each)
    return children.toReversed()
  }

  #find(trace: number, high: number, low: number, odd: string | undefined): number {
    const { columns } = this.#tables.waiting
    return this.#byParent.find(
      hashOf(trace, high, low),
      (entry) =>
        i32(columns.trace, entry) === trace &&
        u32(columns.high, entry) === high &&
        u32(columns.low, entry) === low &&
        this.#odd.get(entry) === odd,
    )
  }
}

const hashOf = (trace: number, high: number, low: number): number => finish(mix(mix(mix(0, trace), high), low))
