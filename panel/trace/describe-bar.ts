/** What a bar says, in words: the accessible text of its cell, and what tests read. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { abortedWords } from './ends.ts'
import { isCutOff } from './facts.ts'
import { formatDuration, formatElapsed } from './format.ts'
import { isolated } from './isolate.ts'
import type { SpanView } from './model.ts'

/**
 * `3.10 s, waiting 1.34 s, streaming 1.76 s, slowest`; `running, waiting 0.8 s`; `1.20 s, cut off by max_tokens`; `2.0 s, aborted by the page`;
 * `120 ms, failed: 429`; `400 ms, 1.03 s after the attempt before`. `now`: for running spans, milliseconds since the epoch.
 */
export function describeBar(span: SpanView, now: Milliseconds): string {
  return [...(span.outcome === 'running' ? runningWords(span, now) : endedWords(span)), ...waitWords(span)].join(', ')
}

/** How it ended, where there is something to tell: `failed: 429`, `cut off by max_tokens`, `aborted by the page`, `running`. */
export function describeEnd(span: SpanView): string {
  return (span.outcome === 'running' ? ['running'] : outcomeWords(span)).join(', ')
}

function runningWords(span: SpanView, now: Milliseconds): readonly string[] {
  const { start, firstChunk } = span
  if (firstChunk === undefined) return ['running', `${isCall(span) ? 'waiting ' : ''}${formatElapsed(Math.max(0, now - start))}`]
  const streaming = span.probablyOver ? 'probably over' : `streaming ${formatElapsed(Math.max(0, now - firstChunk))}`
  return ['running', `waiting ${formatDuration(firstChunk - start)}`, streaming]
}

function endedWords(span: SpanView): readonly string[] {
  const end = span.end ?? span.start
  return [formatDuration(end - span.start), ...phaseWords(span, end), ...outcomeWords(span), ...(span.slowest ? ['slowest'] : [])]
}

function waitWords({ start, retriedAfter }: SpanView): readonly string[] {
  return retriedAfter === undefined ? [] : [`${formatDuration(Math.max(0, start - retriedAfter))} after the attempt before`]
}

function phaseWords({ start, firstChunk }: SpanView, end: Milliseconds): readonly string[] {
  return firstChunk === undefined ? [] : [`waiting ${formatDuration(firstChunk - start)}`, `streaming ${formatDuration(end - firstChunk)}`]
}

function outcomeWords({ outcome, ending, errorType, statusMessage, cutOff, finishReasons }: SpanView): readonly string[] {
  const cut = cutOff ? [`cut off by ${isolated(finishReasons.find((reason) => isCutOff(reason)) ?? 'length')}`] : []
  if (outcome === 'aborted') return [...cut, abortedWords(ending)]
  return outcome === 'error' ? [...cut, `failed: ${isolated(errorType ?? statusMessage ?? 'no reason given')}`] : cut
}

function isCall({ class: spanClass }: SpanView): boolean {
  return spanClass === 'inference' || spanClass === 'embeddings'
}
