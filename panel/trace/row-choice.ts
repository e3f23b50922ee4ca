/** Which rows are asked for, and in which order. */
import type { SpanIndex } from './model.ts'
import type { RowKey } from './span-key.ts'

/** What rows can be sorted by. */
export type SortBy = 'name' | 'status' | 'model' | 'ttft' | 'duration' | 'self' | 'tokens' | 'cached' | 'cost' | 'start' | 'conversation'

export interface RowSort {
  readonly by: SortBy
  /** The largest first. */
  readonly down: boolean
  /** In the place of the column's own values, where these lie elsewhere; NaN: unknown. */
  readonly value?: (index: SpanIndex) => number
}

/** A tool's span with the call that asked for it. The ids (the low words of the spans') tell whether their rows are still theirs. */
export interface AskedTool {
  readonly tool: SpanIndex
  readonly call: SpanIndex
  readonly toolId: number
  readonly callId: number
}

/** Which rows there are, and in which order. Nothing chosen: all of them, as a tree. */
export interface RowChoice {
  /** Spans that are wanted; those above them stay, as context. */
  readonly keeps?: ((index: SpanIndex) => boolean) | undefined
  /** Another number: `keeps` may answer otherwise than before, though no span changed. */
  readonly epoch?: number | undefined
  /** Without spans of no GenAI operation; what is under them moves up. */
  readonly keyOnly?: boolean | undefined
  /** Tools that are drawn under the call that asked for them, and not under their parents. */
  readonly asked?: readonly AskedTool[] | undefined
  /** A flat list without traces, in this order; of equals the first in drawing order, the unknown last in both directions. */
  readonly sort?: RowSort | undefined
  /** Only this span, or trace, and what is under it. Ignored where it names nothing that is there. */
  readonly root?: RowKey | undefined
}
