/** What the card beside a bar says: each phase with its length, its share and how it is measured. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { SpanKind } from '../../sdk/protocol/records.ts'
import { describeEnd } from '../trace/describe-bar.ts'
import { formatCount, formatDuration } from '../trace/format.ts'
import type { SpanIndex, SpanView, Trace } from '../trace/model.ts'
import { phasesOf } from './phases.ts'

export interface CardLine {
  readonly name: string
  readonly value: string
  readonly share: string
  /** How it is measured. */
  readonly means: string
  readonly inner: boolean
}

export interface BarCardFacts {
  readonly title: string
  /** Who measured it. */
  readonly kind: string
  readonly lines: readonly CardLine[]
  /** How it ended; empty where that is nothing to tell. */
  readonly end: string
}

/** `undefined` where the span is gone. */
export function cardOf(trace: Trace, index: SpanIndex, now: Milliseconds): BarCardFacts | undefined {
  const span = spanAt(trace, index)
  if (span === undefined) return undefined
  const length = Math.max(0, (span.end ?? now) - span.start)
  const detail = trace.detail(index)
  const phases = phasesOf(span, trace.chunks(index), length, trace.barTimes(index))
  return {
    title: [span.operation, span.subject === '' ? (span.model ?? '') : span.subject].filter((word) => word !== '').join(' '),
    kind: kindWords(span, detail?.record.kind),
    lines: [
      ...waitBefore(span),
      ...phases.map(({ name, length: took, means, inner }) => ({
        name,
        value: formatDuration(took),
        share: length === 0 ? '' : `${Math.round((took / length) * 100)} %`,
        means,
        inner,
      })),
      ...figures(span),
      {
        name: span.end === undefined ? 'So far' : 'Total',
        value: formatDuration(length),
        share: '',
        means: totalMeans(span),
        inner: false,
      },
    ],
    end: describeEnd(span),
  }
}

function spanAt(trace: Trace, index: SpanIndex): SpanView | undefined {
  try {
    return trace.span(index)
  } catch {
    // It went while the pointer rested on it.
    return undefined
  }
}

/** Between the attempts of a call: no part of either. */
function waitBefore({ start, retriedAfter }: SpanView): readonly CardLine[] {
  if (retriedAfter === undefined) return []
  const value = formatDuration(Math.max(0, start - retriedAfter))
  return [
    {
      name: 'Wait before it',
      value,
      share: '',
      means: 'from the end of the attempt before to the start; no part of the total',
      inner: false,
    },
  ]
}

function figures({ start, end, firstChunk, firstToken, tokens }: SpanView): readonly CardLine[] {
  const streamed = firstChunk === undefined || end === undefined ? 0 : end - firstChunk
  const line = (name: string, value: string, means: string): CardLine => ({ name, value, share: '', means, inner: false })
  return [
    ...(firstToken === undefined
      ? []
      : [line('TTFT', formatDuration(firstToken - start), 'from the start to the first text, reasoning or tool call')]),
    ...(tokens.output === undefined || streamed < LEAST_STREAM
      ? []
      : [
          line(
            'Rate',
            `${formatCount((tokens.output / streamed) * 1000)} tok/s`,
            'all output tokens, reasoning too, by the time from the first chunk to the end',
          ),
        ]),
  ]
}

/** A shorter stream has no rate worth a number. */
const LEAST_STREAM: Milliseconds = 100

function totalMeans({ class: spanClass, end }: SpanView): string {
  if (end === undefined) return 'from the start until now'
  return spanClass === 'agent' || spanClass === 'workflow'
    ? 'from its start to its end, pauses and the calls in it included'
    : 'from the start to the end'
}

/** The two measure different things, and no figure here adds one to the other. `kind`: of the record, where it is at hand. */
function kindWords({ internal }: SpanView, kind: SpanKind | undefined): string {
  if (internal) return 'INTERNAL, drawn hollow or pale: as the page’s own code told it'
  return kind === SpanKind.client ? 'CLIENT, drawn filled: as the page saw it on the wire' : ''
}
