/**
 * Reactions on promises that leave no trace. zone.js replaces `then` on the global Promise and on the native prototype: its `then` throws on
 * a promise it did not make, or schedules a task that the page's zone counts. The engine's own `then` does neither; zone.js keeps it under
 * `__zone_symbol__then`.
 */

type Then = (fulfilled: (value: unknown) => unknown, rejected: (reason: unknown) => unknown) => Promise<unknown>

const isThen = (value: unknown): value is Then => typeof value === 'function'

// An async function's promise is the engine's own, whatever stands in `globalThis.Promise`.
const sample = (async () => undefined)()
const nativePrototype: unknown = Object.getPrototypeOf(sample)
const kept: unknown = Reflect.get(sample, '__zone_symbol__then')
const nativeThen: unknown = isThen(kept) ? kept : Reflect.get(sample, 'then')

/** Whether a value can be reacted on: the engine's promise, or another's with a `then` (ZoneAwarePromise, Bluebird). */
export function isPromise(value: unknown): value is object {
  return typeof value === 'object' && value !== null && isThen(Reflect.get(value, 'then'))
}

/**
 * What `promise.then(fulfilled, rejected)` gives, past any patch. Returning this to the page instead of the promise itself keeps the
 * page's `unhandledrejection`, for one more tick.
 */
export function chain(promise: object, fulfilled: (value: unknown) => unknown, rejected: (reason: unknown) => unknown): unknown {
  const then: unknown = Object.getPrototypeOf(promise) === nativePrototype ? nativeThen : Reflect.get(promise, 'then')
  return isThen(then) ? Reflect.apply(then, promise, [fulfilled, rejected]) : undefined
}

/**
 * Reacts before anything that the page attaches later. It marks a rejection as handled, so a `read()` whose rejection nobody handles stays
 * quiet; the handlers must not throw.
 */
export function react(promise: unknown, fulfilled: (value: unknown) => void, rejected: (reason: unknown) => void): void {
  if (typeof promise === 'object' && promise !== null) chain(promise, fulfilled, rejected)
}

/** Whether a promise had settled when this was asked. Tells by the order of reactions, soon after those of the promise itself. */
export async function wasSettled(promise: object): Promise<boolean> {
  let settled: boolean | undefined
  const answer = (is: boolean) => (): void => {
    settled ??= is
  }
  react(promise, answer(true), answer(true))
  const tick = (async () => undefined)()
  react(tick, answer(false), answer(false))
  await tick
  await undefined
  return settled ?? false
}

/** Runs `task` after the reactions that are already queued, outside any zone. */
export function afterReactions(task: () => void): void {
  react(
    (async () => undefined)(),
    () => {
      react((async () => undefined)(), task, task)
    },
    () => undefined,
  )
}
