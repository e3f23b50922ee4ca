/** What is summed up of a trace, and the views of it and of its spans. */
import type { Milliseconds, SpanRecord } from '../../sdk/protocol/records.ts'
import { ATTR_END, ATTR_TIME_TO_FIRST_TOKEN } from '../../sdk/own-names.ts'
import { NONE, OUTCOMES, RUNNING, SPAN_CLASSES, at, float } from './span-columns.ts'
import type { Columns, Strings } from './span-columns.ts'
import { RUNNING_WHEN_SAVED } from './ends.ts'
import { readFacts } from './facts.ts'
import type { SpanIndex, SpanView, Tokens, TraceView } from './model.ts'
import { slowestCall } from './slowest.ts'
import type { Cell, Group, Spans } from './spans.ts'
import { walk } from './tree.ts'
import { sumUsage, tokensAt } from './usage.ts'

export interface Summary {
  readonly view: TraceView
  readonly slowest: number
  readonly below: ReadonlyMap<SpanIndex, Tokens>
  readonly errors: number
  readonly aborted: number
  readonly cutOff: number
}

/** Made anew only after the trace changed. */
export function summaryOf(spans: Spans, group: Group): Summary {
  if (group.summary === undefined || group.summaryOf !== group.revision) {
    group.summary = summarize(spans, group)
    group.summaryOf = group.revision
  }
  return group.summary
}

/** @throws RangeError where no span has that index. */
export function spanView(spans: Spans, index: SpanIndex): SpanView {
  const cell = spans.cells[index]
  const group = spans.groupOf(index)
  if (cell === undefined || group === undefined) throw new RangeError(`no span ${index}: there are ${spans.columns.length}`)
  if (cell.view === undefined || cell.viewOf !== group.revision) {
    cell.view = buildView(spans.columns, spans.strings, index, cell, summaryOf(spans, group))
    cell.viewOf = group.revision
  }
  return cell.view
}

function summarize(spans: Spans, group: Group): Summary {
  const { columns, strings } = spans
  const order: SpanIndex[] = []
  walk(columns, group.first, (index) => order.push(index) > 0)
  const usage = sumUsage(columns, order)
  const counted = (isCounted: (index: SpanIndex) => boolean): number => order.filter((index) => isCounted(index)).length
  const outcome = (name: 'error' | 'aborted' | 'running') => (index: SpanIndex) => columns.outcome[index] === OUTCOMES.indexOf(name)
  return {
    view: {
      traceId: group.traceId,
      name: nameOf(columns, strings, group.first),
      conversationId: strings.text(order.map((index) => at(columns.conversation, index)).find((id) => id !== NONE) ?? NONE),
      url: spans.cells[group.first]?.source.url ?? '',
      start: float(columns.start, group.first),
      end: latestEnd(columns, order),
      running: counted(outcome('running')),
      spans: order.length,
      tokens: usage.total,
    },
    slowest: slowestCall(columns, order),
    below: usage.below,
    errors: counted(outcome('error')),
    aborted: counted(outcome('aborted')),
    cutOff: counted((index) => columns.cutOff[index] === 1),
  }
}

function nameOf(columns: Columns, strings: Strings, root: SpanIndex): string {
  return strings.text(at(columns.subject, root)) || strings.text(at(columns.operation, root)) || ''
}

/** Of the ended spans; where none has ended, the start of the first. */
function latestEnd(columns: Columns, order: readonly SpanIndex[]): number {
  const ends = order.map((index) => float(columns.end, index)).filter((end) => !Number.isNaN(end))
  return ends.reduce((latest, end) => Math.max(latest, end), float(columns.start, order[0] ?? NONE))
}

function buildView(columns: Columns, strings: Strings, index: SpanIndex, cell: Cell, summary: Summary): SpanView {
  const { record } = cell
  const { errorType, finishReasons } = readFacts(record)
  const parent = at(columns.parent, index)
  const below = summary.below.get(index)
  const ending = endingOf(record)
  return {
    index,
    traceId: record.traceId,
    spanId: record.spanId,
    parent: parent === NONE ? undefined : parent,
    parentSource: record.parentSource,
    class: SPAN_CLASSES[columns.class[index] ?? 0] ?? 'other',
    operation: strings.text(at(columns.operation, index)) ?? '',
    subject: strings.text(at(columns.subject, index)) ?? '',
    name: record.name,
    model: strings.text(at(columns.model, index)),
    provider: strings.text(at(columns.provider, index)),
    start: float(columns.start, index),
    end: present(float(columns.end, index)),
    firstChunk: present(float(columns.firstChunk, index)),
    ...firstTokenOf(record, float(columns.start, index)),
    ...(record.probablyOver === true && record.state === 'running' && { probablyOver: true }),
    outcome: OUTCOMES[columns.outcome[index] ?? RUNNING] ?? 'running',
    errorType,
    statusMessage: record.status.message,
    finishReasons,
    cutOff: columns.cutOff[index] === 1,
    tokens: tokensAt(columns, index),
    ...(below === undefined ? {} : { tokensBelow: below }),
    ...(ending === undefined ? {} : { ending }),
    slowest: summary.slowest === index,
  }
}

function firstTokenOf({ attributes }: SpanRecord, start: Milliseconds): { readonly firstToken?: Milliseconds } {
  const seconds = attributes[ATTR_TIME_TO_FIRST_TOKEN]
  return typeof seconds === 'number' && seconds >= 0 ? { firstToken: start + seconds * 1000 } : {}
}

function endingOf({ attributes, state, endTimeUnixNano }: SpanRecord): string | undefined {
  if (state === 'running') return endTimeUnixNano === undefined ? undefined : RUNNING_WHEN_SAVED
  const ending = attributes[ATTR_END]
  return typeof ending === 'string' ? ending : undefined
}

function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value
}
