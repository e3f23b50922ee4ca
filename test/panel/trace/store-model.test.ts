/**
 * The store against a simple model of it: drawn trees that come in any order, change, are folded and given up. The model keeps the records in a list, and works
 * everything out anew.
 */
import { expect, test } from 'vitest'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { spanKey, traceKey } from '../../../panel/trace/span-key.ts'
import { toMilliseconds } from '../../../panel/trace/time.ts'
import { longRun } from '../../support/long-run.ts'
import { lineId, random, rowsOf, traceId } from './drawing.ts'
import { ingest } from '../../support/ingest.ts'

const RUNS = longRun ? 10_000 : 100
const DOCUMENTS = ['d1', 'd2']
const OPERATIONS = ['chat', 'chat', 'chat', 'invoke_agent', 'execute_tool', 'embeddings', 'what']

interface Known {
  readonly document: string
  readonly record: SpanRecord
  /** When it came first. */
  readonly at: number
}

type Next = () => number
const below = (next: Next, count: number): number => Math.floor(next() * count)

/** Ids are drawn from few, so that parents are found; a parent has a lower id than its child, so that no circle is drawn. */
function drawRecord(next: Next, ids: number, before?: SpanRecord): SpanRecord {
  const id = before === undefined ? 1 + below(next, ids) : Number.parseInt(before.spanId, 16)
  const trace = before?.traceId ?? traceId(1 + below(next, 3))
  const keeps = before !== undefined && next() < 0.5
  // No two spans start at the same time: which of them would come first depends on the order of arrival.
  const start = keeps ? before.startTimeUnixNano : `17900000${String(below(next, 90) + 10)}000${String(id).padStart(3, '0')}000`
  const isRunning = next() < 0.3 && before?.state !== 'ended'
  const tokens = (name: string): object => (next() < 0.5 ? { [`gen_ai.usage.${name}`]: below(next, 100) } : {})
  const parent = below(next, id)
  return {
    traceId: trace,
    spanId: lineId(id),
    ...(keeps
      ? before.parentSpanId === undefined
        ? {}
        : { parentSpanId: before.parentSpanId }
      : parent > 0
        ? { parentSpanId: lineId(parent) }
        : {}),
    name: `n${below(next, 5)}`,
    kind: 1,
    startTimeUnixNano: start,
    ...(isRunning ? {} : { endTimeUnixNano: `17900000${String(below(next, 90) + 10)}000${String(below(next, 1000)).padStart(3, '0')}000` }),
    status: { code: next() < 0.1 ? 2 : 0 },
    attributes: {
      'gen_ai.operation.name': OPERATIONS[below(next, OPERATIONS.length)] ?? '',
      ...tokens('input_tokens'),
      ...tokens('output_tokens'),
      ...(next() < 0.1 ? { 'gen_ai.response.finish_reasons': ['length'] } : {}),
    },
    events: [],
    links: [],
    resource: '',
    state: isRunning ? 'running' : 'ended',
  }
}

// The model.

const keyOfKnown = ({ document, record }: Known): string => spanKey({ document, ...record })
const startOf = ({ record }: Known): number => toMilliseconds(record.startTimeUnixNano)
const endOf = (known: Known): number =>
  known.record.endTimeUnixNano === undefined ? Number.NaN : Math.max(startOf(known), toMilliseconds(known.record.endTimeUnixNano))
const operationOf = ({ record }: Known): unknown => record.attributes['gen_ai.operation.name']
const isCall = (known: Known): boolean => operationOf(known) === 'chat'
const isCounted = (known: Known): boolean => ['chat', 'embeddings', 'invoke_agent'].includes(String(operationOf(known)))
const KINDS = { input: 'gen_ai.usage.input_tokens', output: 'gen_ai.usage.output_tokens' } as const

interface Sum {
  input?: number
  output?: number
}

class Forest {
  readonly #known: readonly Known[]

  constructor(known: readonly Known[]) {
    this.#known = known
  }

  get groups(): readonly (readonly Known[])[] {
    const groups = new Map<string, Known[]>()
    for (const known of this.#known) {
      const key = traceKey({ document: known.document, ...known.record })
      groups.set(key, [...(groups.get(key) ?? []), known])
    }
    const first = (group: readonly Known[]): number => Math.min(...this.roots(group).map((root) => startOf(root)))
    const came = (group: readonly Known[]): number => Math.min(...group.map(({ at }) => at))
    return [...groups.values()].toSorted((a, b) => first(a) - first(b) || came(a) - came(b))
  }

  roots(group: readonly Known[]): readonly Known[] {
    return this.#sorted(group.filter(({ record }) => !group.some((other) => other.record.spanId === record.parentSpanId)))
  }

  children(group: readonly Known[], parent: Known): readonly Known[] {
    return this.#sorted(group.filter(({ record }) => record.parentSpanId === parent.record.spanId))
  }

  #sorted(siblings: readonly Known[]): readonly Known[] {
    return siblings.toSorted((a, b) => startOf(a) - startOf(b))
  }

  below(group: readonly Known[], parent: Known): Sum {
    return sumUp(this.children(group, parent).map((child) => this.share(group, child)))
  }

  share(group: readonly Known[], known: Known): Sum {
    const under = this.below(group, known)
    if (Object.keys(under).length > 0) return under
    return isCounted(known) ? own(known) : {}
  }

  inOrder(group: readonly Known[]): readonly Known[] {
    const under = (known: Known): readonly Known[] => [known, ...this.children(group, known).flatMap(under)]
    return this.roots(group).flatMap(under)
  }

  slowest(group: readonly Known[]): Known | undefined {
    const hasCalls = (known: Known): boolean => this.children(group, known).some((child) => isCall(child) || hasCalls(child))
    const calls = this.inOrder(group).filter((known) => isCall(known) && !hasCalls(known))
    if (calls.length < 2) return undefined
    const ended = calls.filter((known) => !Number.isNaN(endOf(known)))
    const length = (known: Known): number => endOf(known) - startOf(known)
    return ended.find((known) => ended.every((other) => length(known) >= length(other)))
  }
}

function own({ record }: Known): Sum {
  const entries = Object.entries(KINDS).map(([kind, name]) => [kind, record.attributes[name]] as const)
  return Object.fromEntries(entries.filter(([, tokens]) => tokens !== undefined))
}

function sumUp(sums: readonly Sum[]): Sum {
  const sum: Sum = {}
  for (const kind of ['input', 'output'] as const) {
    const said = sums.flatMap((each) => each[kind] ?? [])
    if (said.length > 0) sum[kind] = said.reduce((total, tokens) => total + tokens, 0)
  }
  return sum
}

function modelRows(known: readonly Known[], collapsed: ReadonlySet<string>): readonly object[] {
  const forest = new Forest(known)
  return forest.groups.flatMap((group) => {
    const [first] = group
    const [root] = forest.roots(group)
    if (first === undefined || root === undefined) throw new Error('an empty trace')
    const key = traceKey({ document: first.document, ...first.record })
    const slowest = forest.slowest(group)
    const ends = group.map((each) => endOf(each)).filter((end) => !Number.isNaN(end))
    const trace = {
      key,
      spans: group.length,
      running: group.filter(({ record }) => record.state === 'running').length,
      start: startOf(root),
      end: Math.max(startOf(root), ...ends),
      tokens: sumUp(forest.roots(group).map((each) => forest.share(group, each))),
      expanded: !collapsed.has(key),
    }
    const isOne = group.length === 1
    const rows: object[] = isOne ? [] : [trace]
    const draw = (each: Known, level: number): void => {
      const children = forest.children(group, each)
      const under = forest.below(group, each)
      // The key of a trace of one span names that span.
      const isOpen = !collapsed.has(keyOfKnown(each)) && !(isOne && collapsed.has(key))
      rows.push({
        key: keyOfKnown(each),
        level,
        hasChildren: children.length > 0,
        expanded: isOpen,
        name: each.record.name,
        below: Object.keys(under).length === 0 ? undefined : under,
        slowest: each === slowest,
      })
      if (isOpen) for (const child of children) draw(child, level + 1)
    }
    if (trace.expanded || isOne) for (const each of forest.roots(group)) draw(each, isOne ? 0 : 1)
    return rows
  })
}

/** A row a line: a text is compared a hundred times sooner than objects. */
function text(rows: readonly object[]): string {
  return rows.map((row) => JSON.stringify(row)).join('\n')
}

function storeRows(trace: Trace, collapsed: ReadonlySet<string>): readonly { readonly key: string }[] {
  return rowsOf(trace, collapsed).map((row) => {
    if (row.type === 'trace') {
      const { spans, running, start, end, tokens } = row.trace
      return { key: traceKey(row.trace), spans, running, start, end, tokens, expanded: row.expanded }
    }
    const span = trace.span(row.index)
    const { level, hasChildren, expanded } = row
    return { key: spanKey(span), level, hasChildren, expanded, name: span.name, below: span.tokensBelow, slowest: span.slowest }
  })
}

function totalsOf(known: readonly Known[]): object {
  const forest = new Forest(known)
  const count = (is: (each: Known) => boolean): number => known.filter((each) => is(each)).length
  return {
    traces: forest.groups.length,
    spans: known.length,
    running: count(({ record }) => record.state === 'running'),
    errors: count(({ record }) => record.state === 'ended' && record.status.code === 2),
    cutOff: count(({ record }) => record.attributes['gen_ai.response.finish_reasons'] !== undefined),
    tokens: sumUp(forest.groups.flatMap((group) => forest.roots(group).map((each) => forest.share(group, each)))),
  }
}

/** What the model keeps of a span that came again: one that ended does not run again. */
function later(before: SpanRecord, sent: SpanRecord): SpanRecord {
  return before.state === 'ended' && sent.state === 'running' ? before : sent
}

function check(trace: Trace, known: readonly Known[], next: Next, words: string): void {
  const all = known.flatMap((each) => [keyOfKnown(each), traceKey({ document: each.document, ...each.record })])
  const collapsed = new Set(all.filter(() => next() < 0.15))
  for (const folded of [new Set<string>(), collapsed]) {
    const rows = storeRows(trace, folded)
    expect(text(rows), `at ${words}`).toBe(text(modelRows(known, folded)))
    const list = trace.rows(folded)
    expect(
      rows.map(({ key }) => trace.placeOf(key, list)),
      `at ${words}`,
    ).toEqual(rows.map((_, place) => place))
  }
  expect(trace.totals(), `at ${words}`).toMatchObject(totalsOf(known))
}

test('rows, sums and totals are those of the model, whatever comes in which order', () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const next = random(seed)
    const trace = createTrace()
    const known = new Map<string, Known>()
    const ids = 3 + below(next, 25)
    const steps = 5 + below(next, 40)
    for (let step = 1; step <= steps; step++) {
      const document = DOCUMENTS[next() < 0.8 ? 0 : 1] ?? ''
      const old = [...known.values()].filter((each) => each.document === document)
      const record = drawRecord(next, ids, next() < 0.3 ? old[below(next, old.length)]?.record : undefined)
      const key = spanKey({ document, ...record })
      const before = known.get(key)
      known.set(key, { document, record: before === undefined ? record : later(before.record, record), at: before?.at ?? step })
      ingest(trace, { document, url: '', epoch: 'e' }, [{ seq: step, span: record }])
      if (next() < 0.1) trace.settle(() => next() < 0.7)
      if (next() < 0.1) check(trace, [...known.values()], next, `seed ${seed}, step ${step}`)
    }
    check(trace, [...known.values()], next, `seed ${seed}`)
    if (seed % 10 !== 0) continue
    const dump = JSON.stringify(trace.dump())
    expect(trace.settle(() => true)).toBe(true)
    expect(JSON.stringify(trace.dump()), `seed ${seed}, settled`).toBe(dump)
  }
})

test('what is left after others were given up is as if those had never come', () => {
  for (let seed = 1; seed <= RUNS / 5; seed++) {
    const next = random(seed)
    const trace = createTrace({ spans: 12, bytes: 1e9 })
    const known = new Map<string, Known>()
    const ids = 3 + below(next, 8)
    for (let step = 1; step <= 60; step++) {
      const document = DOCUMENTS[next() < 0.7 ? 0 : 1] ?? ''
      const drawn = drawRecord(next, ids)
      const record = { ...drawn, traceId: traceId(1 + below(next, 12)) }
      const key = spanKey({ document, ...record })
      const before = known.get(key)
      known.set(key, { document, record: before === undefined ? record : later(before.record, record), at: before?.at ?? step })
      ingest(trace, { document, url: '', epoch: 'e' }, [{ seq: step, span: record }])
      if (next() < 0.1) trace.settle(() => next() < 0.7)
      for (const each of known.keys()) if (trace.find(each) === undefined) known.delete(each)
      expect(trace.size).toBeLessThanOrEqual(12)
    }
    check(trace, [...known.values()], next, `seed ${seed}`)
  }
})
