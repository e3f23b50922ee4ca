/** When nobody reads a body: neither its end nor an error would ever be heard. */

type Milliseconds = number

/**
 * How long a body may lie without anybody having read of it. A page that cares for an answer reads it at once; one that looked at the status
 * alone never does.
 */
export const UNREAD_MS: Milliseconds = 60_000

/** How long a body may lie that was read in part: a page may be asking its user, in the middle of an answer, how to go on. */
export const LEFT_MS: Milliseconds = 600_000

type Timers = 'setTimeout' | 'clearTimeout'

/** zone.js counts timers as tasks of the page, which Angular would wait for; its own copies of the native functions do not. */
function native(name: Timers): unknown {
  return Reflect.get(globalThis, `__zone_symbol__${name}`) ?? globalThis[name]
}

/** One timer for all bodies of the page, set for the first that may be due: most are read to their end long before. */
const resting = new Set<Rest>()
let timer: unknown
let due = Number.POSITIVE_INFINITY

function lookAt(time: Milliseconds): void {
  if (time >= due) return
  const [set, clear] = [native('setTimeout'), native('clearTimeout')]
  if (typeof set !== 'function' || typeof clear !== 'function') return
  if (timer !== undefined) Reflect.apply(clear, globalThis, [timer])
  due = time
  timer = Reflect.apply(set, globalThis, [look, time - performance.now()])
}

/** Nobody observes bodies any more. */
export function forgetBodies(): void {
  resting.clear()
  const clear = native('clearTimeout')
  if (timer !== undefined && typeof clear === 'function') Reflect.apply(clear, globalThis, [timer])
  timer = undefined
  due = Number.POSITIVE_INFINITY
}

function look(): void {
  timer = undefined
  due = Number.POSITIVE_INFINITY
  const now = performance.now()
  for (const rest of resting) lookAt(rest.endIfDue(now))
}

/** Of the reads of one body: how many are under way, and when the last one settled, by the page's monotonic clock. */
export interface Reads {
  underWay: number
  since: Milliseconds
}

/** While a read is under way it waits as long as it takes, since a reasoning model may be silent for minutes. */
export class Rest {
  readonly #reads: Reads
  readonly #limit: () => Milliseconds
  readonly #over: () => void

  /** `over` is called once, when no read was under way for `limit()`. */
  constructor(reads: Reads, limit: () => Milliseconds, over: () => void) {
    this.#reads = reads
    this.#limit = limit
    this.#over = over
    resting.add(this)
    lookAt(reads.since + limit())
  }

  stop(): void {
    resting.delete(this)
  }

  /** When to ask again, by the page's monotonic clock. */
  endIfDue(now: Milliseconds): Milliseconds {
    const limit = this.#limit()
    if (this.#reads.underWay > 0) return now + limit
    const end = this.#reads.since + limit
    if (end > now) return end
    this.stop()
    this.#over()
    return Number.POSITIVE_INFINITY
  }
}
