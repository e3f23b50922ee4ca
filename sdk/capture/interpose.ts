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
  const { natives } = watch
  let reading: Reading | undefined
  let controller: ReadableStreamDefaultController<unknown> | undefined
  let first: unknown
  let primed = false
  let over = false
  let released = false

  const read = (): unknown => {
    if (reading === undefined) return undefined
    const promise = natives.read(reading.reader)
    watchRead(reading.state, promise)
    return promise
  }
  const release = (): void => {
    over = true
    if (released) return
    released = true
    if (reading === undefined) return
    const { reader, state } = reading
    state.released = true
    guard(() => natives.releaseLock(reader))
  }
  const finish = (last: () => void): void => {
    if (over) return
    over = true
    guard(last)
    if (after === 'release at end') release()
    else if (after === 'release soon') void releaseWithPlatform()
  }
  /** It lets go of what it reads some microtasks after its own reader has heard of the end, and tells nobody. */
  const releaseWithPlatform = async (): Promise<void> => {
    for (let turn = 0; turn < MAX_TURNS && natives.locked(stream) === true; turn += 1) await undefined
    release()
  }
  /** A destination under pressure does not pull, and would hear of an end or an error later than without us. */
  const attach = (): void => {
    if (released) return
    const { reader, state } = (reading = readingOf(watch, source, branch))
    react(
      natives.closed(reader),
      () => {
        if (state.pending === 0 && !primed) finish(() => controller?.close())
      },
      (reason) => {
        if (!state.released) finish(() => controller?.error(reason))
      },
    )
  }
  const attachLate = (): void => {
    if (guard(() => (attach(), true)) !== true) finish(() => controller?.error(new TypeError('The body was locked by somebody else')))
  }
  const ready: unknown = freed && chain(freed, attachLate, attachLate)
  if (freed === undefined) attach()

  const stream = new natives.ReadableStream<unknown>(
    {
      start(given) {
        controller = given
      },
      async pull() {
        if (ready !== undefined) await ready
        const promise = primed ? first : read()
        primed = false
        first = undefined
        const result = readResult(await promise)
        if (over || !result) return
        if (result.done !== true) controller?.enqueue(result.value)
        if (reading?.state.closed || result.done === true) finish(() => controller?.close())
      },
      async cancel(reason) {
        over = true
        branch.cancel(reason)
        if (ready !== undefined) await ready
        if (reading !== undefined) await natives.cancelReader(reading.reader, reason)
        if (after !== 'keep lock') release()
      },
    },
    { highWaterMark: 0 },
  )

  const start = (): void => {
    primed = true
    first = read()
    // `pull` may never come for it; the error itself travels by `closed`.
    react(
      first,
      () => undefined,
      () => undefined,
    )
  }
  return { stream, start, release }
}

interface Reading {
  readonly reader: object
  readonly state: ReturnType<typeof watchReader>
}

function readingOf(watch: Watch, source: object, branch: Branch): Reading {
  const reader = watch.natives.getReader(source)
  return { reader, state: watchReader(watch, reader, branch) }
}
