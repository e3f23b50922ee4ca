/** Follows sums that are added up over all spans: in turns of a few milliseconds, and again once something changed, after a rest. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'
import type { GroupedCosts } from '../trace/grouped-costs.ts'
import type { SpanIndex, Trace } from '../trace/model.ts'
import { runInTurns } from './turns.ts'

/** At least so long between two rounds, and so many times what a round took. */
const REST: Milliseconds = 1_000
const SHARE = 10

/** @param index of the span now; `undefined`: it is gone. @returns a function that ends it. */
export function followGroupedCosts(trace: Trace, index: () => SpanIndex | undefined, tell: (costs: GroupedCosts) => void): () => void {
  let isOver = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const round = async (): Promise<void> => {
    const [version, began, at] = [trace.version, performance.now(), index()]
    const costs = at === undefined ? undefined : await runInTurns(trace.costs.group(at), () => isOver)
    if (isOver) return
    if (costs !== undefined) tell(costs)
    again(version, Math.max(REST, SHARE * (performance.now() - began)))
  }
  const again = (version: number, rest: Milliseconds): void => {
    timer = setTimeout(() => (trace.version === version ? again(version, rest) : void round()), rest)
  }
  void round()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
