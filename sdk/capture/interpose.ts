import { guard } from './guard.ts'
import { chain, react } from './native-promise.ts'
import { readResult, watchRead, watchReader } from './readers.ts'
import type { Branch } from './body-branch.ts'
import type { Watch } from './body-watch.ts'

/** A stream that stands in for an observed body where the platform reads it out of our sight. */
export interface Interposed {
  readonly stream: ReadableStream<unknown>
  /** Reads the first chunk now, as the platform would have: `bodyUsed` is true when the page's call returns. */
  start(): void
  /** Gives the lock back. A chunk that is still on its way stays in the body. */
  release(): void
}

/** What the platform does with the lock when the body has ended: a pipe is told by its promise instead. */
export type AfterEnd = 'keep lock' | 'release at end' | 'release soon'

/** Microtasks that the platform is waited for. */
const MAX_TURNS = 50

/**
 *     body --reader--> [pull one, tell, hand on] --stream--> pipeTo, upload, structuredClone, textStream
 *
 * It holds nothing: with a high-water mark of 0 it pulls only when its own consumer waits, so back-pressure is the consumer's, as before.
 * Identity TransformStreams queue a chunk and so lose it to `preventCancel`, and deliver late after an error.
 *
 * `freed`: somebody else of ours has the lock until this promise settles.
 */
export function interpose(watch: Watch, source: object, branch: Branch, after: AfterEnd = 'keep lock', freed?: object): Interposed {
  return new InterposedStream(watch, source, branch, after, freed)
}

class InterposedStream implements Interposed {
  readonly stream: ReadableStream<unknown>
  readonly #watch: Watch
  readonly #source: object
  readonly #branch: Branch
  readonly #after: AfterEnd
  /** Settles when the lock is ours; `undefined`: it is. */
  readonly #ready: unknown
  #reading: Reading | undefined
  #controller: ReadableStreamDefaultController<unknown> | undefined
  #first: unknown
  #primed = false
  #over = false
  #released = false

  constructor(watch: Watch, source: object, branch: Branch, after: AfterEnd, freed: object | undefined) {
    this.#watch = watch
    this.#source = source
    this.#branch = branch
    this.#after = after
    const attachLate = (): void => this.#attachLate()
    this.#ready = freed && chain(freed, attachLate, attachLate)
    if (freed === undefined) this.#attach()
    this.stream = new watch.natives.ReadableStream<unknown>(
      { start: (controller) => void (this.#controller = controller), pull: () => this.#pull(), cancel: (reason) => this.#cancel(reason) },
      { highWaterMark: 0 },
    )
  }

  start(): void {
    this.#primed = true
    this.#first = this.#read()
    // `pull` may never come for it; the error itself travels by `closed`.
    react(
      this.#first,
      () => undefined,
      () => undefined,
    )
  }

  release(): void {
    this.#over = true
    if (this.#released) return
    this.#released = true
    if (this.#reading === undefined) return
    const { reader, state } = this.#reading
    state.released = true
    guard(() => this.#watch.natives.releaseLock(reader))
  }

  #read(): unknown {
    if (this.#reading === undefined) return undefined
    const { reader, state } = this.#reading
    const promise = this.#watch.natives.read(reader)
    watchRead(state, promise)
    return promise
  }

  #finish(last: () => void): void {
    if (this.#over) return
    this.#over = true
    guard(last)
    if (this.#after === 'release at end') this.release()
    else if (this.#after === 'release soon') void this.#releaseWithPlatform()
  }

  /** It lets go of what it reads some microtasks after its own reader has heard of the end, and tells nobody. */
  async #releaseWithPlatform(): Promise<void> {
    for (let turn = 0; turn < MAX_TURNS && this.#watch.natives.locked(this.stream) === true; turn += 1) await undefined
    this.release()
  }

  /** A destination under pressure does not pull, and would hear of an end or an error later than without us. */
  #attach(): void {
    if (this.#released) return
    const { reader, state } = (this.#reading = readingOf(this.#watch, this.#source, this.#branch))
    react(
      this.#watch.natives.closed(reader),
      () => {
        if (state.pending === 0 && !this.#primed) this.#finish(() => this.#controller?.close())
      },
      (reason) => {
        if (!state.released) this.#finish(() => this.#controller?.error(reason))
      },
    )
  }

  #attachLate(): void {
    if (guard(() => (this.#attach(), true)) !== true)
      this.#finish(() => this.#controller?.error(new TypeError('The body was locked by somebody else')))
  }

  async #pull(): Promise<void> {
    if (this.#ready !== undefined) await this.#ready
    const promise = this.#primed ? this.#first : this.#read()
    this.#primed = false
    this.#first = undefined
    const result = readResult(await promise)
    if (this.#over || !result) return
    if (result.done !== true) this.#controller?.enqueue(result.value)
    if (this.#reading?.state.closed || result.done === true) this.#finish(() => this.#controller?.close())
  }

  async #cancel(reason: unknown): Promise<void> {
    this.#over = true
    this.#branch.cancel(reason)
    if (this.#ready !== undefined) await this.#ready
    if (this.#reading !== undefined) await this.#watch.natives.cancelReader(this.#reading.reader, reason)
    if (this.#after !== 'keep lock') this.release()
  }
}

interface Reading {
  readonly reader: object
  readonly state: ReturnType<typeof watchReader>
}

function readingOf(watch: Watch, source: object, branch: Branch): Reading {
  const reader = watch.natives.getReader(source)
  return { reader, state: watchReader(watch, reader, branch) }
}
