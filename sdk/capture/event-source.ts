/**
 * Sees the page's EventSources: each connection is an exchange of its own, a reconnect too. The platform hands on events, not bytes, so these are framed anew
 * (WHATWG HTML, section 9.2); comments and `retry:` are lost.
 *
 * An event with a name is seen if the page listens for that name, or the exchange names it: the platform tells of no others.
 */
import type { BodyObserver, Exchange, ExchangeSink, RequestSnapshot } from './exchange.ts'
import { guard } from './guard.ts'
import { listen } from './listen.ts'
import { isCallable, isObject, Patches } from './patch.ts'
import { urlOf } from './request.ts'

const CLOSED = 2
const encoder = new TextEncoder()
const streamHeaders = { 'content-type': 'text/event-stream' }

function snapshotOf(url: URL, lastEventId: string): RequestSnapshot {
  const headers = new Map([
    ['accept', 'text/event-stream'],
    ['last-event-id', lastEventId],
  ])
  return { method: 'GET', url, header: (name) => headers.get(name.toLowerCase()) || null, body: undefined, signal: undefined }
}

/** The event as it came over the wire, but for the spelling of its line ends. */
function frame({ type, data, lastEventId }: MessageEvent<unknown>, idBefore: string): Uint8Array {
  const fields = [
    ...(type === 'message' ? [] : [`event: ${type}`]),
    ...(lastEventId === idBefore ? [] : [`id: ${lastEventId}`]),
    ...String(data)
      .split('\n')
      .map((line) => `data: ${line}`),
  ]
  return encoder.encode(`${fields.join('\n')}\n\n`)
}

/** One EventSource of the page that is ours. */
class Source {
  readonly #source: EventTarget
  readonly #readyState: () => unknown
  readonly #ask: (lastEventId: string) => Exchange | undefined
  readonly #forget: () => void
  readonly #types = new Set<string>()
  readonly #stops: (() => void)[] = []
  #exchange: Exchange | undefined
  #observer: BodyObserver | undefined
  #open = false
  #lastEventId = ''

  constructor(
    source: EventTarget,
    exchange: Exchange,
    readyState: () => unknown,
    ask: (lastEventId: string) => Exchange | undefined,
    forget: () => void,
  ) {
    this.#forget = forget
    this.#source = source
    this.#exchange = exchange
    this.#readyState = readyState
    this.#ask = ask
    this.#stops.push(
      listen(source, 'open', () => void guard(() => this.#opened())),
      listen(source, 'error', (event) => void guard(() => this.#failed(event))),
    )
    this.hear('message')
    this.#hearNamed(exchange)
  }

  #hearNamed({ eventTypes = [] }: Exchange): void {
    for (const type of eventTypes) this.hear(type)
  }

  /** The page listens for this type of event. */
  hear(type: string): void {
    // `error` is also an event's name on some wires: that one carries data.
    if (type === 'open' || type === 'error' || this.#types.has(type)) return
    this.#types.add(type)
    this.#stops.push(listen(this.#source, type, (event) => void guard(() => this.#told(event))))
  }

  /** The page closed it. */
  close(): void {
    this.#stop()
    const reason = new DOMException('The connection was closed.', 'AbortError')
    this.#settle(
      (observer) => observer.cancel(reason),
      (exchange) => exchange.failed(reason),
    )
  }

  #opened(): void {
    this.#exchange ??= this.#ask(this.#lastEventId)
    this.#open = true
    this.#observer = this.#exchange?.response(200, new Headers(streamHeaders))
    if (this.#observer === undefined) this.#letGo()
  }

  /** None of ours: the page's source is as if it had never been looked at, and so are its connections to come. */
  #letGo(): void {
    this.#observer = undefined
    this.#exchange = undefined
    this.#stop()
    this.#forget()
  }

  #stop(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  #told(event: Event): void {
    if (!(event instanceof MessageEvent)) return
    const bytes = frame(event, this.#lastEventId)
    this.#lastEventId = event.lastEventId
    if (this.#observer?.chunk(bytes) === false) this.#letGo()
    // Which events end it is known when its first ones have told whose it is.
    else if (this.#exchange) this.#hearNamed(this.#exchange)
  }

  #failed(event: Event): void {
    if (event instanceof MessageEvent) return this.#told(event)
    const reason = new DOMException('The connection failed.', 'NetworkError')
    // The platform does not tell the end of an answer from a broken connection, and connects anew after either.
    this.#settle(
      (observer) => observer.end(),
      (exchange) => exchange.failed(reason),
    )
    if (this.#readyState() === CLOSED) this.#stop()
  }

  #settle(opened: (observer: BodyObserver) => void, unopened: (exchange: Exchange) => void): void {
    const [exchange, observer, open] = [this.#exchange, this.#observer, this.#open]
    this.#exchange = undefined
    this.#observer = undefined
    this.#open = false
    if (observer) opened(observer)
    else if (exchange && !open) unopened(exchange)
  }
}

/** Puts `sink` behind `new EventSource()`; the answer takes it away again, and what is open stays seen. */
export function captureEventSource(sink: ExchangeSink, target: { readonly EventSource?: unknown } = globalThis): () => void {
  const constructor = target.EventSource
  const prototype: unknown = isObject(constructor) ? Reflect.get(constructor, 'prototype') : undefined
  if (!isObject(prototype)) return () => undefined
  const readyState = Object.getOwnPropertyDescriptor(prototype, 'readyState')?.get
  const sources = new WeakMap<object, Source>()
  const patches = new Patches()
  let listening: Patches | undefined

  /** From the first source that is ours on: no other page pays for it. */
  const hearListeners = (): void => {
    if (listening) return
    listening = new Patches()
    listening.method(EventTarget.prototype, 'addEventListener', (native, self, args) => {
      const [type] = args
      if (isObject(self) && typeof type === 'string') guard(() => sources.get(self)?.hear(type))
      return Reflect.apply(native, self, args)
    })
  }
  const made = (source: object, [address]: readonly unknown[]): void => {
    const url = urlOf(address)
    if (!url || !(source instanceof EventTarget)) return
    const ask = (lastEventId: string): Exchange | undefined => sink(snapshotOf(url, lastEventId))
    const exchange = ask('')
    if (!exchange) return
    const state = (): unknown => (isCallable(readyState) ? Reflect.apply(readyState, source, []) : CLOSED)
    sources.set(source, new Source(source, exchange, state, ask, () => sources.delete(source)))
    hearListeners()
  }
  patches.construct(target, 'EventSource', made)
  patches.method(prototype, 'close', (native, self, args) => {
    const answer = Reflect.apply(native, self, args)
    if (isObject(self)) guard(() => sources.get(self)?.close())
    return answer
  })
  return () => {
    patches.restore()
    listening?.restore()
  }
}
