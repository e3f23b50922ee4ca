/** The page reads: readers of both kinds, their constructors, async iteration. */
import { fault, guard } from './guard.ts'
import { react } from './native-promise.ts'
import { isCallable, isObject, type Patches } from './patch.ts'
import { dataProperty } from './property.ts'
import type { Branch } from './body-branch.ts'
import type { IteratorState, ReaderState, Watch } from './body-watch.ts'

interface ReadResult {
  readonly done: unknown
  readonly value: unknown
}

const hasResult = (value: unknown): value is ReadResult => isObject(value) && 'done' in value && 'value' in value

/** The outcome of a read, or `undefined` if it is none. */
export const readResult = (value: unknown): ReadResult | undefined => (hasResult(value) ? value : undefined)

/** Any view's bytes: a BYOB reader answers with the kind of view that it was given. */
export const bytesOf = (value: unknown): Uint8Array | undefined => {
  if (value instanceof Uint8Array) return value
  return ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined
}

/** Once a chunk: what the platform answers is not looked at twice. */
const feed = (branch: Branch, result: unknown): void => {
  const bytes = isObject(result) ? bytesOf((result as ReadResult).value) : undefined
  if (bytes) branch.feed(bytes)
}

/**
 * Follows a reader to its end. `closed` tells of every end without a read of ours, and marks nothing: a closed promise counts as handled
 * from its birth. It settles before the last chunk's own promise does, so the end waits for the reads that are under way.
 */
export function watchReader(watch: Watch, reader: object, branch: Branch): ReaderState {
  // Two functions for a reader, not two for each of its chunks.
  const settled = (result: unknown): void => {
    state.pending -= 1
    try {
      feed(branch, result)
    } catch {
      fault()
    }
    branch.readSettles()
    if (state.closed && state.pending === 0) branch.end()
  }
  const state: ReaderState = { branch, pending: 0, released: false, closed: false, settled, failed: () => settled(undefined) }
  watch.addReader(reader, state)
  react(
    watch.natives.closed(reader),
    () => {
      state.closed = true
      if (state.pending === 0) branch.end()
    },
    (reason) => {
      if (!state.released) branch.error(reason)
    },
  )
  return state
}

/**
 * Follows one read. The bytes are told inside the reaction: it runs before the page's own, so the page cannot have moved the buffer yet.
 * A rejection is left to `closed`: it may be the fault of the arguments, or come of `releaseLock()`.
 */
export function watchRead(state: ReaderState, promise: unknown): void {
  state.pending += 1
  state.branch.readBegins()
  react(promise, state.settled, state.failed)
}

function watchNext(state: IteratorState, promise: unknown): void {
  const { branch } = state
  state.pending += 1
  branch.readBegins()
  const settle = (tell: () => void): void => {
    state.pending -= 1
    guard(tell)
    branch.readSettles()
    if (state.pending === 0) cancelLeft(state)
  }
  react(
    promise,
    (result) => settle(() => (readResult(result)?.done === true ? leave(state) : feed(branch, result))),
    (reason) => settle(() => branch.error(reason)),
  )
}

/** `done` answers the end of the body, and every `next()` after `return()` too. */
const leave = (state: IteratorState): void => {
  if (!state.leaving) state.branch.end()
}

function watchReturn(state: IteratorState, reason: unknown): void {
  if (state.leaving) return
  state.leaving = { reason }
  // With a read under way the platform cancels only when that read is done.
  if (state.pending === 0) cancelLeft(state)
}

function cancelLeft({ branch, preventCancel, leaving }: IteratorState): void {
  if (leaving && !preventCancel) branch.cancel(leaving.reason)
}

function patchIteration(watch: Watch, patches: Patches): void {
  const { stream, iterator } = watch.natives.prototypes
  for (const key of ['values', Symbol.asyncIterator]) {
    patches.method(stream, key, (native, self, args) => {
      const made = Reflect.apply(native, self, args)
      const branch = watch.branchOf(self)
      const keep = args[0]
      if (branch && isObject(made))
        guard(() => watch.addIterator(made, branch, isObject(keep) && dataProperty(keep, 'preventCancel') === true))
      return made
    })
  }
  patches.method(iterator, 'next', (native, self, args) => {
    const promise = Reflect.apply(native, self, args)
    const state = watch.iteratorOf(self)
    if (state) guard(() => watchNext(state, promise))
    return promise
  })
  patches.method(iterator, 'return', (native, self, args) => {
    const state = watch.iteratorOf(self)
    if (state) guard(() => watchReturn(state, args[0]))
    return Reflect.apply(native, self, args)
  })
}

function patchReader(watch: Watch, patches: Patches, prototype: object | undefined): void {
  patches.method(prototype, 'read', (native, self, args) => {
    const promise = Reflect.apply(native, self, args)
    const state = watch.readerOf(self)
    if (!state) return promise
    try {
      watchRead(state, promise)
    } catch {
      fault()
    }
    return promise
  })
  patches.method(prototype, 'cancel', (native, self, args) => {
    const state = watch.readerOf(self)
    if (state && !state.released) guard(() => state.branch.cancel(args[0]))
    return Reflect.apply(native, self, args)
  })
  patches.method(prototype, 'releaseLock', (native, self, args) => {
    const answer = Reflect.apply(native, self, args)
    const state = watch.readerOf(self)
    if (state) state.released = true
    return answer
  })
}

export function patchReaders(watch: Watch, patches: Patches): void {
  const { stream, reader, byobReader } = watch.natives.prototypes
  patches.method(stream, 'getReader', (native, self, args) => {
    const made = Reflect.apply(native, self, args)
    const branch = watch.branchOf(self)
    if (branch && isObject(made)) guard(() => watchReader(watch, made, branch))
    return made
  })
  patches.method(stream, 'cancel', (native, self, args) => {
    // Read before the call: cancelling an unlocked stream is the only cancel that counts.
    const branch = guard(() => watch.freeBranchOf(self))
    branch?.cancel(args[0])
    return Reflect.apply(native, self, args)
  })
  for (const prototype of [reader, byobReader]) patchReader(watch, patches, prototype)
  patchIteration(watch, patches)
  for (const name of ['ReadableStreamDefaultReader', 'ReadableStreamBYOBReader']) {
    const native: unknown = Reflect.get(globalThis, name)
    if (!isCallable(native)) continue
    patches.construct(globalThis, name, (made, args) => {
      const branch = watch.branchOf(args[0])
      if (branch) watchReader(watch, made, branch)
    })
  }
}
