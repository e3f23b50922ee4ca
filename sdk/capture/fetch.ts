/** Sees the page's `fetch` calls. */
import { answerOf } from './answer-of.ts'
import { editBody, installBodyTaps, observeBody, observeWhenTouched, uploadOf } from './body.ts'
import type { Edits } from './body-watch.ts'
import type { Exchange, ExchangeSink, RequestSnapshot } from './exchange.ts'
import { guard } from './guard.ts'
import { chain, isPromise } from './native-promise.ts'
import { isCallable, Patches } from './patch.ts'
import { snapshotRequest } from './request.ts'

type Fetch = typeof globalThis.fetch

/** Where a `fetch` lives: the global object, or a test's. */
export interface FetchTarget {
  fetch: Fetch
}

/** What our layers replaced, the lowest first. */
const layers: Fetch[] = []

/** The `fetch` below capture, for requests of our own: they must not become spans of the page. */
export function nativeFetch(): Fetch {
  const [lowest] = layers
  const native = lowest ?? globalThis.fetch
  return (input, init) => Reflect.apply(native, globalThis, [input, init])
}

/** A request that the sink took. */
interface Seen {
  readonly request: RequestSnapshot
  readonly exchange: Exchange
}

function see(sink: ExchangeSink, args: readonly unknown[]): Seen | undefined {
  const request = snapshotRequest(args[0], args[1])
  const exchange = request && sink(request)
  return exchange && { request, exchange }
}

/** Reacts before the page does, and hands on the page's value or rejection. */
function follow(promise: object, { request, exchange }: Seen, edited: boolean): unknown {
  return chain(
    promise,
    (response) => {
      guard(() => {
        if (exchange.whenTouched === true) return observeWhenTouched(response, exchange, request.signal)
        const answer = answerOf(response)
        const observer = answer && exchange.response(answer.status, answer.headers)
        if (!answer || !observer) return
        observeBody(response, observer, request.signal)
        const edit = edited ? exchange.edit?.(answer.status, answer.headers) : undefined
        if (edit) editBody(response, edit)
      })
      return response
    },
    (reason) => {
      guard(() => exchange.failed(reason))
      throw reason
    },
  )
}

/**
 * Puts `sink` around `target.fetch`; the answer takes it away again, or leaves it dormant where another library has patched over it since.
 * The sink runs synchronously inside the page's call, below it, so that it finds the page's own stack; after the native call where it changes nothing
 * of the request, so that the request is on its way meanwhile: what is done before is what the first chunk is late by. With `edits` it may change it.
 */
export function captureFetch(sink: ExchangeSink, target: FetchTarget = globalThis, edits?: Edits): () => void {
  const native = target.fetch
  if (!isCallable(native)) return () => undefined
  const patches = new Patches()
  patches.method(target, 'fetch', (below, self, args) => {
    const look = (): Seen | undefined => guard(() => see(sink, args))
    let seen = edits ? look() : undefined
    const body = seen?.exchange.body
    const edited = body === undefined ? undefined : guard(() => edits?.withBody(args, body))
    let promise: unknown
    try {
      promise = Reflect.apply(below, self, edited ?? uploadOf(args) ?? args)
    } catch (reason) {
      // An exception of another library's `fetch` is the page's to see.
      seen ??= edits ? undefined : look()
      guard(() => seen?.exchange.failed(reason))
      throw reason
    }
    seen ??= edits ? undefined : look()
    return seen && isPromise(promise) ? follow(promise, seen, edited !== undefined) : promise
  })
  layers.push(native)
  const uninstall = installBodyTaps(edits)
  return () => {
    patches.restore()
    uninstall()
    const at = layers.indexOf(native)
    if (at >= 0) layers.splice(at, 1)
  }
}
