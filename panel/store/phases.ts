import type { ChunkTimings, Milliseconds } from '../../sdk/protocol/records.ts'
import type { SpanView } from '../trace/model.ts'
import { longestStall } from './chunk-bins.ts'
import { STALL } from './stream-profile.ts'

export interface Phase {
  readonly name: string
  /** From the span's start. */
  readonly at: Milliseconds
  readonly length: Milliseconds
  /** A piece of the phase above it. */
  readonly inner: boolean
}

/** The phases of a call, in order; they add up to its length, the inner ones left out. `length` of a running call is what passed so far. */
export function phasesOf(span: SpanView, chunks: ChunkTimings | undefined, length: Milliseconds): readonly Phase[] {
  if (span.firstChunk === undefined) {
    const name =
      span.class !== 'inference' ? 'Running' : span.outcome === 'running' ? 'Waiting for the first chunk' : 'Waiting for the answer'
    return [{ name, at: 0, length, inner: false }]
  }
  const first = span.firstChunk - span.start
  const token = Math.max(first, Math.min(length, (span.firstToken ?? span.firstChunk) - span.start))
  const stall = chunks === undefined ? undefined : longestStall(chunks, length)
  return [
    { name: 'Waiting for the first chunk', at: 0, length: first, inner: false },
    ...(token > first ? [{ name: 'First chunk to first token', at: first, length: token - first, inner: false }] : []),
    { name: 'Streaming', at: token, length: Math.max(0, length - token), inner: false },
    ...(stall === undefined || stall.length < STALL ? [] : [{ name: 'of it: longest pause', ...stall, inner: true }]),
  ]
}
