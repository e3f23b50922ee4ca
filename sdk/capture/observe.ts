/** Puts an observer on a response's body: at once, or when the page first touches it. */
import { answerOf } from './answer-of.ts'
import type { BodyObserver, Exchange } from './exchange.ts'
import { guard } from './guard.ts'
import { afterReactions } from './native-promise.ts'
import { Branch } from './body-branch.ts'
import type { Watch } from './body-watch.ts'

/** Tells an abort of a body that nobody is reading; one that is being read hears it from its own read first. */
function watchSignal(signal: AbortSignal, branch: Branch): () => void {
  const aborted = (): void => afterReactions(() => branch.abort(signal.reason))
  if (signal.aborted) aborted()
  // zone.js counts listeners as tasks of the page; its own copy of the native method does not.
  const add: unknown = Reflect.get(signal, '__zone_symbol__addEventListener') ?? signal.addEventListener
  const remove: unknown = Reflect.get(signal, '__zone_symbol__removeEventListener') ?? signal.removeEventListener
  if (typeof add !== 'function' || typeof remove !== 'function') return () => undefined
  Reflect.apply(add, signal, ['abort', aborted, { once: true }])
  return () => void Reflect.apply(remove, signal, ['abort', aborted])
}

/** From now on. Where there is no body (opaque, HEAD in some engines) it ends at once. */
export function observe(watch: Watch, response: unknown, observer: BodyObserver, signal: AbortSignal | undefined): void {
  const body = watch.natives.body(response)
  if (!body) {
    guard(() => observer.end())
    return
  }
  if (watch.branchOf(body)) return
  let unwatch = (): void => undefined
  const branch = Branch.root(observer, signal, () => {
    watch.open -= 1
    unwatch()
  })
  watch.open += 1
  watch.addStream(body, branch)
  watch.addOwner(response)
  if (signal) unwatch = guard(() => watchSignal(signal, branch)) ?? unwatch
}

/** The page touches the response's body: one that was left alone until then is observed from now on. */
export function touch(watch: Watch, response: unknown): void {
  const untouched = watch.takeUntouched(response)
  if (untouched === undefined) return
  guard(() => {
    const observer = respond(untouched.exchange, response)
    if (observer !== undefined) observe(watch, response, observer, untouched.signal)
  })
}

/** Tells the exchange what the response says of itself. */
export function respond(exchange: Exchange, response: unknown): BodyObserver | undefined {
  const answer = answerOf(response)
  return answer && exchange.response(answer.status, answer.headers)
}
