import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import { OverviewBins, type OverviewSize } from '../store/overview-bins.ts'
import type { Trace } from '../trace/model.ts'
import type { TimeScale } from '../trace/time-scale.ts'

/** So many spans are looked at in each frame anew. */
const AT_ONCE = 4_000
/** Of more, so long a frame, in milliseconds; and as many between two looks at the clock. */
const BUDGET: Milliseconds = 3
const SLICE = 1_000
/** And after such a look, so long not again. */
const REST: Milliseconds = 300

interface Work {
  shown: OverviewBins | undefined
  next: OverviewBins | undefined
  restsUntil: number
  frame: number
}

/** What the overview shows: few spans as they are, many as they were a moment ago, filled in over the next frames. `drawn` is called when there is more to show. */
export function useOverviewBins(
  trace: Trace,
  size: OverviewSize,
  scale: TimeScale,
  now: Milliseconds,
  drawn: () => void,
): () => OverviewBins | undefined {
  const work = useRef<Work>({ shown: undefined, next: undefined, restsUntil: 0, frame: 0 }).current
  const { version } = trace
  useLayoutEffect(() => {
    if (trace.size > AT_ONCE)
      work.frame ||= requestAnimationFrame(() =>
        step(work, () => new OverviewBins(size, scale, trace.tables.spans.length, now), trace, drawn),
      )
  }, [version, size.width, scale.start, scale.end, scale.folds])
  useLayoutEffect(() => () => cancelAnimationFrame(work.frame), [])
  return () => {
    if (trace.size > AT_ONCE) return work.shown
    const bins = new OverviewBins(size, scale, trace.tables.spans.length, now)
    bins.fill(trace.tables, Number.POSITIVE_INFINITY)
    return bins
  }
}

function step(work: Work, begin: () => OverviewBins, trace: Trace, drawn: () => void): void {
  work.frame = 0
  const began = performance.now()
  if (work.next === undefined && began >= work.restsUntil) work.next = begin()
  const bins = work.next
  while (bins?.isFull === false && performance.now() - began < BUDGET) bins.fill(trace.tables, SLICE)
  if (bins?.isFull === true) {
    work.shown = bins
    work.next = undefined
    work.restsUntil = performance.now() + REST
    drawn()
  } else work.frame = requestAnimationFrame(() => step(work, begin, trace, drawn))
}
