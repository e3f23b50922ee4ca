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

function setTimer(task: () => void, delay: Milliseconds): unknown {
  const set = native('setTimeout')
  return typeof set === 'function' ? Reflect.apply(set, globalThis, [task, delay]) : undefined
}

function clearTimer(timer: unknown): void {
  const clear = native('clearTimeout')
  if (timer !== undefined && typeof clear === 'function') Reflect.apply(clear, globalThis, [timer])
}

/** Counts the reads under way; while there is one it waits as long as it takes, since a reasoning model may be silent for minutes. */
export class Rest {
  readonly #limit: () => Milliseconds
  readonly #over: () => void
  #reads = 0
  #since = performance.now()
  #timer: unknown
  #stopped = false

  /** `over` is called once, when no read was under way for `limit()`. */
  constructor(limit: () => Milliseconds, over: () => void) {
    this.#limit = limit
    this.#over = over
    this.#wait(limit())
  }

  readBegins(): void {
    this.#reads += 1
  }

  readSettles(): void {
    this.#reads -= 1
    if (this.#reads > 0) return
    this.#since = performance.now()
    // One timer for a body, not one for each chunk: it looks at the clock when it fires.
    if (this.#timer === undefined) this.#wait(this.#limit())
  }

  stop(): void {
    this.#stopped = true
    clearTimer(this.#timer)
  }

  #wait(delay: Milliseconds): void {
    if (!this.#stopped) this.#timer = setTimer(() => this.#look(), delay)
  }

  #look(): void {
    this.#timer = undefined
    if (this.#reads > 0 || this.#stopped) return
    const left = this.#since + this.#limit() - performance.now()
    if (left > 0) this.#wait(left)
    else this.#over()
  }
}
