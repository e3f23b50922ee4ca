/** `pipeTo` and `pipeThrough`: the platform pipes inside itself, so an interposed stream stands between. */
import { guard } from './guard.ts'
import { interpose, type Interposed } from './interpose.ts'
import { chain, isPromise, react } from './native-promise.ts'
import { type Callable, isCallable, isObject, type Patches } from './patch.ts'
import type { Branch } from './body-branch.ts'
import type { Watch } from './body-watch.ts'

/** The names in the order in which the platform reads them: a getter of the page is called once, in its turn. */
const optionNames = ['preventAbort', 'preventCancel', 'preventClose', 'signal'] as const

type PipeOptions = { readonly [name in (typeof optionNames)[number]]?: unknown }

/** What the page gave, read once; `undefined` where the platform will refuse it. Throws what a getter of the page throws. */
function readOptions(given: unknown): PipeOptions | undefined {
  if (given === undefined || given === null) return {}
  if (!isObject(given)) return undefined
  const options: { [name: string]: unknown } = {}
  for (const name of optionNames) {
    const value: unknown = Reflect.get(given, name)
    if (value !== undefined) options[name] = value
  }
  return options
}

const isAborted = (signal: unknown): signal is AbortSignal => signal instanceof AbortSignal && signal.aborted

/** A pipe whose signal aborted before it began cancels the source from within. */
const tellAborted = (branch: Branch, { signal, preventCancel }: PipeOptions): void => {
  if (isAborted(signal) && preventCancel !== true) branch.cancel(signal.reason)
}

const isReady = (watch: Watch, destination: unknown, { signal }: PipeOptions): boolean => {
  if (watch.natives.writableLocked(destination) !== false) return false
  return signal === undefined || (signal instanceof AbortSignal && !isAborted(signal))
}

interface Bridge {
  readonly inner: Interposed
  /** Whether the destination wants a chunk at once. */
  readonly wanted: boolean
}

function bridge(watch: Watch, native: Callable, source: object, branch: Branch, destination: unknown): Bridge | undefined {
  return guard(() => {
    const size = watch.natives.desiredSize(destination)
    const wanted = typeof size === 'number' && size > 0
    return { inner: interpose(watch, source, branch, 'keep lock', wanted ? undefined : markUsed(native, source)), wanted }
  })
}

/**
 * A pipe makes a body used and locked from its first moment on, also one whose destination wants nothing yet. A read would do the same but take a
 * chunk that nobody asked for; a pipe that is aborted before it begins takes none, and gives the lock back a few microtasks later. Not needed where a
 * chunk is wanted: then the first read marks it.
 */
function markUsed(native: Callable, source: object): object | undefined {
  const options = { signal: AbortSignal.abort(), preventAbort: true, preventCancel: true, preventClose: true }
  const promise = Reflect.apply(native, source, [new WritableStream(), options])
  return isPromise(promise) ? promise : undefined
}

/** Pipes from the interposed stream; the promise gives the lock back before the page hears that the pipe settled. */
function pipe(pipeTo: Callable, { inner, wanted }: Bridge, destination: unknown, options: PipeOptions): unknown {
  const promise = Reflect.apply(pipeTo, inner.stream, [destination, options])
  if (wanted) guard(() => inner.start())
  if (!isPromise(promise)) return promise
  return chain(
    promise,
    (value) => {
      inner.release()
      return value
    },
    (reason) => {
      inner.release()
      throw reason
    },
  )
}

/** A promise of the engine's own, as `pipeTo` answers what its options throw. */
const rejected = async (reason: unknown): Promise<never> => {
  throw reason
}

function patchPipeTo(watch: Watch, patches: Patches): void {
  patches.method(watch.natives.prototypes.stream, 'pipeTo', (native, self, args) => {
    const branch = watch.freeBranchOf(self)
    const [destination, given] = args
    if (!branch || !isObject(self) || watch.natives.writableLocked(destination) === undefined) return Reflect.apply(native, self, args)
    let options: PipeOptions | undefined
    try {
      options = readOptions(given)
    } catch (reason) {
      return rejected(reason)
    }
    const between = options && isReady(watch, destination, options) ? bridge(watch, native, self, branch, destination) : undefined
    if (options && watch.natives.writableLocked(destination) === false) tellAborted(branch, options)
    return between && options ? pipe(native, between, destination, options) : Reflect.apply(native, self, [destination, options ?? given])
  })
}

/** `pipeThrough` hides the promise that says when to give the lock back, so it is made of the same steps as the platform's own. */
function patchPipeThrough(watch: Watch, patches: Patches): void {
  const { stream } = watch.natives.prototypes
  const pipeTo: unknown = Reflect.get(stream, 'pipeTo')
  patches.method(stream, 'pipeThrough', (native, self, args) => {
    const branch = watch.freeBranchOf(self)
    const [transform, given] = args
    if (!branch || !isObject(self) || !isObject(transform) || !isCallable(pipeTo)) return Reflect.apply(native, self, args)
    const readable: unknown = Reflect.get(transform, 'readable')
    const writable: unknown = readable === undefined ? undefined : Reflect.get(transform, 'writable')
    const options = watch.natives.locked(readable) === undefined ? undefined : readOptions(given)
    const between = options && isReady(watch, writable, options) ? bridge(watch, pipeTo, self, branch, writable) : undefined
    if (options && watch.natives.writableLocked(writable) === false) tellAborted(branch, options)
    if (!between || !options) return Reflect.apply(native, self, [{ readable, writable }, options ?? given])
    const done = pipe(pipeTo, between, writable, options)
    react(
      done,
      () => undefined,
      () => undefined,
    )
    return readable
  })
}

export function patchPipes(watch: Watch, patches: Patches): void {
  // First, so that it finds the platform's own `pipeTo`.
  patchPipeThrough(watch, patches)
  patchPipeTo(watch, patches)
}
