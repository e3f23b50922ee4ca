import type { ChunkTimings, Milliseconds } from '../../sdk/protocol/records.ts'
import type { BarTimes } from '../trace/bar-times.ts'
import type { SpanView } from '../trace/model.ts'
import { longestStall, stallsIn, type Stall } from './chunk-bins.ts'
import { STALL } from './stream-profile.ts'

export interface Phase {
  readonly name: string
  /** From the span's start. */
  readonly at: Milliseconds
  readonly length: Milliseconds
  /** A piece of the phase above it. */
  readonly inner: boolean
  /** How it is measured. */
  readonly means: string
}

const WAITING = 'from the start to the first event of the answer'
const ANSWER = 'from the start to the end: the answer came at once, or when each part of it came is not known'

/**
 * The phases of a call, in order; they add up to its length, the inner ones left out. `length` of a running call is what passed so far. `times`: of its
 * record, where it is at hand.
 */
export function phasesOf(span: SpanView, chunks: ChunkTimings | undefined, length: Milliseconds, times: BarTimes = {}): readonly Phase[] {
  const queued = queuedIn(times, span.firstChunk === undefined ? length : span.firstChunk - span.start)
  if (span.firstChunk === undefined) return [...withoutChunks(span, length), ...queued]
  const first = span.firstChunk - span.start
  const token = Math.max(first, Math.min(length, (span.firstToken ?? span.firstChunk) - span.start))
  return [
    { name: 'Waiting for the first chunk', at: 0, length: first, inner: false, means: WAITING },
    ...queued,
    ...(token > first ? [firstToken(first, token)] : []),
    { name: 'Streaming', at: token, length: Math.max(0, length - token), inner: false, means: STREAMING },
    ...reasoningIn(times, token, length, span.outcome === 'running'),
    ...pauseIn(chunks, length),
  ]
}

const STREAMING = 'from the first token to the end; the bar is as high as bytes came fast'

function withoutChunks(span: SpanView, length: Milliseconds): readonly Phase[] {
  const isCall = span.class === 'inference'
  const name = !isCall ? 'Running' : span.outcome === 'running' ? 'Waiting for the first chunk' : 'Waiting for the answer'
  return [{ name, at: 0, length, inner: false, means: isCall ? ANSWER : 'from the start to the end' }]
}

function firstToken(first: Milliseconds, token: Milliseconds): Phase {
  const means = 'until the first text, reasoning or tool call: TTFT is both together'
  return { name: 'First chunk to first token', at: first, length: token - first, inner: false, means }
}

function pauseIn(chunks: ChunkTimings | undefined, length: Milliseconds): readonly Phase[] {
  const stall = chunks === undefined ? undefined : longestStall(chunks, length)
  if (stall === undefined || stall.length < STALL) return []
  return [
    { name: 'of it: longest pause', ...stall, inner: true, means: `the longest time between two chunks; dotted where over ${STALL} ms` },
  ]
}

/** How long the provider says that the call waited for a place. When in the wait that was, it does not say: it is shown at the start. */
function queuedIn({ queued }: BarTimes, most: Milliseconds): readonly Phase[] {
  if (queued === undefined) return []
  return [{ name: 'of it: queued', at: 0, length: Math.min(most, queued), inner: true, means: 'waiting for a place, as the provider says' }]
}

function reasoningIn({ reasoned }: BarTimes, from: Milliseconds, most: Milliseconds, isRunning: boolean): readonly Phase[] {
  if (reasoned === undefined || reasoned <= from) return []
  const means = isRunning
    ? 'from the first token to the last reasoning that came'
    : 'about: by its share of the text, since no time is kept of its end'
  return [{ name: 'of it: reasoning', at: from, length: Math.min(most, reasoned) - from, inner: true, means }]
}

/** A part of a call's time, from its start on. */
export interface Stretch {
  readonly phase: CallPhase
  readonly at: Milliseconds
  readonly until: Milliseconds
}

export type CallPhase = 'queued' | 'waiting for first token' | 'waiting for the answer' | 'reasoning' | 'streaming' | 'stall'

/** The whole of a call's time, piece by piece, for what adds up the phases of many calls: TTFT is one, and each pause that a bar shows dotted. */
export function stretchesOf(span: SpanView, chunks: ChunkTimings | undefined, length: Milliseconds, times: BarTimes): readonly Stretch[] {
  const came = span.firstToken ?? span.firstChunk
  const token = came === undefined ? length : between(0, came - span.start, length)
  const queued = between(0, times.queued ?? 0, token)
  const reasoned = between(token, times.reasoned ?? token, length)
  const waiting = came === undefined && span.outcome !== 'running' ? 'waiting for the answer' : 'waiting for first token'
  const stalls = chunks === undefined ? [] : stallsIn(chunks, length, STALL)
  const pieces: readonly Stretch[] = [
    { phase: 'queued', at: 0, until: queued },
    { phase: waiting, at: queued, until: token },
    ...withStalls({ phase: 'reasoning', at: token, until: reasoned }, stalls),
    ...withStalls({ phase: 'streaming', at: reasoned, until: length }, stalls),
  ]
  return pieces.filter(({ at, until }) => until > at)
}

const between = (least: number, value: number, most: number): number => Math.max(least, Math.min(value, most))

function withStalls(piece: Stretch, stalls: readonly Stall[]): readonly Stretch[] {
  const pieces: Stretch[] = []
  let reached = piece.at
  for (const { at, length } of stalls) {
    const [from, to] = [between(reached, at, piece.until), between(reached, at + length, piece.until)]
    pieces.push({ ...piece, at: reached, until: from }, { phase: 'stall', at: from, until: to })
    reached = to
  }
  return [...pieces, { ...piece, at: reached }]
}
