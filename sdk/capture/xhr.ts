/** Sees the page's XMLHttpRequests (axios, Angular, jQuery). Requests that are none of ours get no listener and nothing is asked of them. */
import type { Exchange, ExchangeSink, RequestSnapshot } from './exchange.ts'
import { givenBody } from './given-body.ts'
import { guard } from './guard.ts'
import { isCallable, isObject, Patches } from './patch.ts'
import { normalizedMethod, urlOf } from './request.ts'
import { followXhr, type XhrFollow, type XhrNatives } from './xhr-follow.ts'

/** What the page said before `send()`. */
interface Opened {
  readonly method: string
  readonly url: URL
  /** Lower-case names. Dropped with the request, for some are credentials. */
  readonly headers: Map<string, string>
}

/** `undefined` where the address is an object that only its own `toString()` makes one. */
function openedOf([method, url]: readonly unknown[]): Opened | undefined {
  const resolved = urlOf(url)
  return typeof method === 'string' && resolved ? { method: normalizedMethod(method), url: resolved, headers: new Map() } : undefined
}

function addHeader({ headers }: Opened, [name, value]: readonly unknown[]): void {
  if (typeof name !== 'string' || (typeof value !== 'string' && typeof value !== 'number')) return
  const key = name.toLowerCase()
  const before = headers.get(key)
  headers.set(key, before === undefined ? String(value) : `${before}, ${value}`)
}

function snapshotOf({ method, url, headers }: Opened, given: unknown): RequestSnapshot {
  // The platform drops it.
  const body = method === 'GET' || method === 'HEAD' ? undefined : givenBody(given)
  return {
    method,
    url,
    header: (name) => headers.get(name.toLowerCase()) ?? null,
    headerNames: () => [...headers.keys()],
    get body() {
      return body?.text
    },
    unread: body?.unread,
    blob: body?.blob,
    signal: undefined,
  }
}

function findNatives(prototype: object): XhrNatives {
  const ask = (name: string) => {
    const get = Object.getOwnPropertyDescriptor(prototype, name)?.get
    return (self: object): unknown => (isCallable(get) ? Reflect.apply(get, self, []) : undefined)
  }
  const allHeaders: unknown = Reflect.get(prototype, 'getAllResponseHeaders')
  return {
    readyState: ask('readyState'),
    status: ask('status'),
    responseType: ask('responseType'),
    responseText: ask('responseText'),
    response: ask('response'),
    headers: (self) => (isCallable(allHeaders) ? Reflect.apply(allHeaders, self, []) : undefined),
  }
}

const isXhr = (value: unknown): value is EventTarget => value instanceof EventTarget

/**
 * Puts `sink` before `XMLHttpRequest.prototype.send`; the answer takes it away again. The sink runs synchronously inside the page's `send()`, one frame
 * below it. What the page asked before stays seen to its end.
 */
export function captureXhr(sink: ExchangeSink, target: { readonly XMLHttpRequest?: unknown } = globalThis): () => void {
  const prototype: unknown = isObject(target.XMLHttpRequest) ? Reflect.get(target.XMLHttpRequest, 'prototype') : undefined
  if (!isObject(prototype)) return () => undefined
  const natives = findNatives(prototype)
  const opened = new WeakMap<object, Opened>()
  const followed = new WeakMap<object, XhrFollow>()
  const patches = new Patches()

  patches.method(prototype, 'open', (native, self, args) => {
    const answer = Reflect.apply(native, self, args)
    if (!isObject(self)) return answer
    // Opening an object again ends its request without a word.
    guard(() => followed.get(self)?.leave())
    const known = guard(() => openedOf(args))
    if (known) opened.set(self, known)
    else opened.delete(self)
    return answer
  })
  patches.method(prototype, 'setRequestHeader', (native, self, args) => {
    const answer = Reflect.apply(native, self, args)
    const known = isObject(self) ? opened.get(self) : undefined
    if (known) guard(() => addHeader(known, args))
    return answer
  })
  patches.method(prototype, 'send', (native, self, args) => {
    const known = isXhr(self) ? opened.get(self) : undefined
    if (!isXhr(self) || !known) return Reflect.apply(native, self, args)
    // A second `send()` is refused by the platform, and the first one goes on.
    opened.delete(self)
    const exchange = guard(() => sink(snapshotOf(known, args[0])))
    if (!exchange) return Reflect.apply(native, self, args)
    const follow = guard(() => followXhr(self, natives, exchange, () => followed.delete(self)))
    if (follow) followed.set(self, follow)
    try {
      return Reflect.apply(native, self, sent(exchange, args))
    } catch (reason) {
      // A synchronous request throws what an asynchronous one tells by an event.
      guard(() => follow?.fail(reason))
      throw reason
    }
  })
  for (const key of ['responseText', 'response']) {
    patches.getter(prototype, key, (native, self, args) => {
      const follow = isObject(self) ? followed.get(self) : undefined
      if (follow) guard(follow.look)
      return Reflect.apply(native, self, args)
    })
  }
  return () => patches.restore()
}

function sent({ body }: Exchange, args: readonly unknown[]): readonly unknown[] {
  return body !== undefined && typeof args[0] === 'string' ? [body, ...args.slice(1)] : args
}
