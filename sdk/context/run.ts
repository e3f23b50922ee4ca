/**
 * Runs code under a context and finds the context again, also after native `await`s.
 *
 * While `run` is on the stack, a variable knows the context. Afterwards the engine does: it keeps who awaits whom, and shows it in
 * `Error().stack`. So the promise that a run returns is awaited by a function whose name carries a number, and a look-up reads the number
 * of the innermost such function back. The name is a computed property's, which no minifier touches.
 *
 * V8 follows a promise only while exactly one reaction hangs on it (measured in Chromium 156): a tagged function that awaits beside the
 * caller would hide both. The caller therefore gets the tagged function's own promise: as native as the first, one microtask later.
 * For the same reason nothing is found behind a promise that several await, and work that nobody awaits has no parent. A promise that one
 * run makes and only another awaits is seen under the run that awaits it.
 */
import { ROOT_CONTEXT, type Context } from '@opentelemetry/api'
import type { CodePlace } from '../protocol/records.ts'
import { platformVariable } from './async-context.ts'
import { findFrame, lastPlace, setPlace, takeStack } from './read-stack.ts'

/** Runs remembered at once; beyond it the oldest is forgotten, so that promises which never settle cannot fill the memory. */
export const MAX_RUNS = 10_000

/** Random, so that a second copy of this package in the page does not read this one's numbers. */
const TAG = `genai:ctx:${Math.random().toString(36).slice(2, 10)}:`

const runs = new Map<number, Context>()
let lastId = 0
let forgotten = 0
let synchronous: { readonly context: Context } | undefined

/** A promise of a run, and the tagged one that its caller got: a caller who returns one promise twice gets one promise twice. */
const followers = new WeakMap<object, object>()

/** How many runs are unsettled, and how many of them have been forgotten for {@link MAX_RUNS}. */
export const runCounts = (): { readonly live: number; readonly forgotten: number } => ({ live: runs.size, forgotten })

/** Calls `fn` under `context`, and returns and throws what it does; for a native promise see above. */
export function run<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
  context: Context,
  fn: F,
  thisArg: ThisParameterType<F> | undefined,
  args: A,
): ReturnType<F> {
  if (platformVariable) return platformVariable.run(context, () => Reflect.apply(fn, thisArg, args))
  const outer = synchronous
  synchronous = { context }
  let result: ReturnType<F>
  try {
    result = Reflect.apply(fn, thisArg, args)
  } finally {
    synchronous = outer
  }
  return follow(context, result)
}

/** The context of the innermost run that this code is part of, whatever context manager the page has; `undefined`: no evidence. */
export function lookUp(): Context | undefined {
  setPlace(undefined)
  if (platformVariable) return platformVariable.get()
  if (synchronous) return synchronous.context
  if (runs.size === 0) return undefined
  const id = findFrame(idInName)
  return id === undefined ? undefined : runs.get(id)
}

/** As {@link lookUp}, of the moment of this call; the stack is read when the answer is asked for, if ever: that is most of the cost. */
export function lookUpLater(): () => Context | undefined {
  if (platformVariable || synchronous || runs.size === 0) {
    const found = lookUp()
    return () => {
      setPlace(undefined)
      return found
    }
  }
  const stack = takeStack()
  const since = lastEnded
  let answer: { readonly context: Context | undefined; readonly place: CodePlace | undefined } | undefined
  return () => {
    // The engine makes the frames once: of a second question it knows nothing more.
    answer ??= { context: contextOf(findFrame(idInName, stack), since), place: lastPlace() }
    setPlace(answer.place)
    return answer.context
  }
}

function idInName(name: string): number | undefined {
  return name.startsWith(TAG) ? Number(name.slice(TAG.length)) : undefined
}

function follow<T>(context: Context, result: T): T
function follow(context: Context, result: unknown): unknown {
  if (!isPlainPromise(result)) return result
  return followers.get(result) ?? remember(result, tagged(context, result))
}

function remember(promise: object, follower: object): object {
  followers.set(promise, follower)
  // A run that returns an inner run's promise needs no tag of its own: the inner one is the innermost for as long as it is pending.
  followers.set(follower, follower)
  return follower
}

function tagged(context: Context, promise: Promise<unknown>): Promise<unknown> {
  const id = open(context)
  const carrier: { readonly [name: string]: () => Promise<unknown> } = {
    async [TAG + id]() {
      try {
        return await promise
      } finally {
        end(id, context)
      }
    },
  }
  return carrier[TAG + id]?.() ?? promise
}

function open(context: Context): number {
  if (runs.size >= MAX_RUNS) forgetOldest()
  runs.set(++lastId, context)
  return lastId
}

/** A run that ended, and the next one that did: kept by the look-ups from before its end, and by nobody else. */
interface Ended {
  readonly id: number
  readonly context: Context
  next?: Ended
}

/** Ends that follow one another in one chain: a look-up that is never asked must not hold all that the page did since. */
const MAX_CHAIN = 100

let lastEnded: Ended = { id: 0, context: ROOT_CONTEXT }
let inChain = 0

function end(id: number, context: Context): void {
  if (!runs.delete(id)) return
  const ended = { id, context }
  if (++inChain < MAX_CHAIN) lastEnded.next = ended
  else inChain = 0
  lastEnded = ended
}

function contextOf(id: number | undefined, since: Ended): Context | undefined {
  if (id === undefined) return undefined
  const running = runs.get(id)
  if (running !== undefined) return running
  for (let ended = since.next; ended !== undefined; ended = ended.next) if (ended.id === id) return ended.context
  return undefined
}

function forgetOldest(): void {
  const [oldest] = runs.keys()
  if (oldest === undefined) return
  runs.delete(oldest)
  forgotten++
}

/** Not the global `Promise`, which zone.js and polyfills replace: async functions go on returning this one. */
const promisePrototype: unknown = Object.getPrototypeOf((async () => {})())

/** A client's own promise class (`.withResponse()`) and promises with properties hung on them pass through untouched. */
export function isPlainPromise(value: unknown): value is Promise<unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === promisePrototype && Reflect.ownKeys(value).length === 0
  )
}
