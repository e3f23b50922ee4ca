import { guard } from './guard.ts'
import { react } from './native-promise.ts'
import { readResult, watchRead, watchReader } from './readers.ts'
import type { Branch } from './tap.ts'
import type { Watch } from './watch.ts'

/** A stream that stands in for an observed body where the platform reads it out of our sight. */
export interface Interposed {
  readonly stream: ReadableStream<unknown>
  /** Reads the first chunk now, as the platform would have: `bodyUsed` is true when the page's call returns. */
  start(): void
  /** Gives the lock back. A chunk that is still on its way stays in the body. */
  release(): void
}

/** What the platform does with the lock when the body has ended: a pipe is told by its promise instead. */
export type AfterEnd = 'keep lock' | 'release at end'

/**
 *     body --reader--> [pull one, tell, hand on] --stream--> pipeTo, upload, structuredClone, textStream
 *
 * It holds nothing: with a high-water mark of 0 it pulls only when its own consumer waits, so back-pressure is the consumer's, as before.
 * Identity TransformStreams queue a chunk and so lose it to `preventCancel`, and deliver late after an error.
 */
export function interpose(watch: Watch, source: object, branch: Branch, after: AfterEnd = 'keep lock'): Interposed {
  const { natives } = watch
  const reader = natives.getReader(source)
  const state = watchReader(watch, reader, branch)
  let controller: ReadableStreamDefaultController<unknown> | undefined
  let first: unknown
  let primed = false
  let over = false

  const read = (): unknown => {
    const promise = natives.read(reader)
    watchRead(state, promise)
    return promise
  }
  const release = (): void => {
    if (state.released) return
    state.released = true
    over = true
    guard(() => natives.releaseLock(reader))
  }
  const finish = (last: () => void): void => {
    if (over) return
    over = true
    guard(last)
    if (after === 'release at end') release()
  }

  const stream = new natives.ReadableStream<unknown>(
    {
      start(given) {
        controller = given
      },
      async pull() {
        const promise = primed ? first : read()
        primed = false
        first = undefined
        const result = readResult(await promise)
        if (over || !result) return
        if (result.done !== true) controller?.enqueue(result.value)
        if (state.closed || result.done === true) finish(() => controller?.close())
      },
      async cancel(reason) {
        over = true
        branch.cancel(reason)
        await natives.cancelReader(reader, reason)
        if (after === 'release at end') release()
      },
    },
    { highWaterMark: 0 },
  )

  // A destination under pressure does not pull, and would hear of an end or an error later than without us.
  react(
    natives.closed(reader),
    () => {
      if (state.pending === 0 && !primed) finish(() => controller?.close())
    },
    (reason) => {
      if (!state.released) finish(() => controller?.error(reason))
    },
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
