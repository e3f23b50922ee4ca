/** Work that goes on for long, in turns of a few milliseconds, so that the panel goes on meanwhile. */
import type { Milliseconds } from '../../sdk/protocol/records.ts'

/** So long a turn takes, in milliseconds. */
const BUDGET: Milliseconds = 6
/** For a moment in which the browser has nothing to do. */
const LONGEST_WAIT: Milliseconds = 200

/** Tells when a turn is over. */
export class Turns {
  #until = performance.now() + BUDGET

  get isOver(): boolean {
    return performance.now() >= this.#until
  }

  /** Lets others have their turn. */
  async next(give = nextTurn): Promise<void> {
    await give()
    this.#until = performance.now() + BUDGET
  }
}

/** Takes step after step. @returns what they come to; `undefined` once `isOver` says so */
export async function runInTurns<T>(steps: Generator<void, T>, isOver: () => boolean = () => false): Promise<T | undefined> {
  const turns = new Turns()
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (turns.isOver) await turns.next()
    if (isOver()) return undefined
  }
}

/** The next task, by no frame and no timer: a hidden panel gets no frames, and few timers. */
export function nextTurn(): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

/** When the browser has nothing to do, soon in any case; where it cannot tell, the next task. */
export function nextIdle(): Promise<void> {
  if (typeof requestIdleCallback !== 'function') return nextTurn()
  return new Promise((resolve) => void requestIdleCallback(() => resolve(), { timeout: LONGEST_WAIT }))
}
