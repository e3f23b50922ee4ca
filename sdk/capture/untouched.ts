/** The page takes all of a body that was left alone: its stream is asked for only where the chunks are wanted. */
import type { BodyObserver } from './exchange.ts'
import { guard } from './guard.ts'
import { chain, isPromise } from './native-promise.ts'
import { observe, respond } from './observe.ts'
import { tellWhole } from './tell-whole.ts'
import type { Watch } from './body-watch.ts'

/** What the page gets in the place of `call()`, the platform's `json()` or `text()`; `undefined` where that is still to be called. */
export function consumeUntouched(
  watch: Watch,
  kind: 'json' | 'text',
  response: unknown,
  call: () => unknown,
): { readonly answer: unknown } | undefined {
  const untouched = watch.takeUntouched(response)
  if (untouched === undefined) return undefined
  const { exchange, signal } = untouched
  if (kind === 'json') {
    // Most values are nobody's: their headers are not even asked for.
    const tell = (json: unknown): void => {
      if (exchange.mayTellJson?.(json) !== false) tellJson(respond(exchange, response), json)
    }
    return { answer: after(call(), tell) }
  }
  const observer = guard(() => respond(exchange, response))
  const whole = guard(() => observer?.whole)
  if (whole !== undefined) {
    const tell = (text: unknown): void => {
      whole({ text: String(text) })
      observer?.end()
    }
    return { answer: after(call(), tell) }
  }
  if (observer) guard(() => observe(watch, response, observer, signal))
  return undefined
}

/** A read that fails tells nothing of an answer that nobody knows. */
function after(promise: unknown, tell: (value: unknown) => void): unknown {
  if (!isPromise(promise)) return promise
  return chain(
    promise,
    (value) => {
      guard(() => tell(value))
      return value
    },
    handOn,
  )
}

const handOn = (reason: unknown): never => {
  throw reason
}

function tellJson(observer: BodyObserver | undefined, json: unknown): void {
  if (observer === undefined) return
  tellWhole(observer, { json })
  observer.end()
}
