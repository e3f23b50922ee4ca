/** What the page's `fetch(input, init)` asks for, without using anything up: no body is read, no getter of the page is called. */
import type { BlobBody, RequestSnapshot, Unread } from './exchange.ts'
import type { GivenBody } from './given-body.ts'
import { getter } from './natives.ts'
import { isCallable, isObject } from './patch.ts'
import { dataProperty } from './property.ts'
import { bodyOf } from './request-bodies.ts'

/** The methods that the platform writes in capitals; others it leaves as they are. */
const capitals = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])

export const normalizedMethod = (method: string): string => {
  if (capitals.has(method)) return method
  const upper = method.toUpperCase()
  return capitals.has(upper) ? upper : method
}

const base = (): string | undefined => globalThis.document?.baseURI ?? globalThis.location?.href

/** Taken once: a getter tells a Request of any realm by its brand, where `instanceof` would not. */
const requestPrototype = globalThis.Request?.prototype
const ofRequest = {
  url: getter(requestPrototype, 'url'),
  method: getter(requestPrototype, 'method'),
  headers: getter(requestPrototype, 'headers'),
  signal: getter(requestPrototype, 'signal'),
}
const hrefOf = getter(globalThis.URL?.prototype, 'href')
const nativeGet: unknown = globalThis.Headers && Reflect.get(Headers.prototype, 'get')
const nativeForEach: unknown = globalThis.Headers && Reflect.get(Headers.prototype, 'forEach')

/** A header by name. Only what can be looked at twice: an iterator of the page would be used up. */
function headerOf(headers: unknown, name: string): string | null {
  if (!isObject(headers)) return null
  if (headers instanceof Headers) {
    const value: unknown = isCallable(nativeGet) ? Reflect.apply(nativeGet, headers, [name]) : null
    return typeof value === 'string' ? value : null
  }
  if (Array.isArray(headers)) return pairsOf(headers, name)
  if (Symbol.iterator in headers) return null
  const key = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name)
  const value = key === undefined ? undefined : dataProperty(headers, key)
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}

/** As {@link headerOf}: nothing that the page would notice. */
function namesOf(headers: unknown): readonly string[] {
  if (!isObject(headers)) return []
  if (headers instanceof Headers) {
    const names: string[] = []
    if (isCallable(nativeForEach)) Reflect.apply(nativeForEach, headers, [(_value: string, name: string) => void names.push(name)])
    return names
  }
  if (Array.isArray(headers))
    return headers.flatMap((pair: unknown) => (Array.isArray(pair) && typeof pair[0] === 'string' ? [pair[0]] : []))
  return Symbol.iterator in headers ? [] : Object.keys(headers)
}

function pairsOf(pairs: readonly unknown[], name: string): string | null {
  const found: string[] = []
  for (const pair of pairs) {
    if (!Array.isArray(pair)) continue
    const [key, value]: readonly unknown[] = pair
    if (typeof key === 'string' && key.toLowerCase() === name && typeof value === 'string') found.push(value)
  }
  return found.length > 0 ? found.join(', ') : null
}

interface Address {
  /** Without query and fragment. */
  readonly place: URL
  readonly url: () => URL
}

/** What a string, a URL or a Request says; an object of the page is not asked for its `toString()`, which the platform will call once. */
function addressOf(input: unknown): Address | undefined {
  const text = typeof input === 'string' ? input : (hrefOf(input) ?? ofRequest.url(input))
  if (typeof text !== 'string') return undefined
  const from = base()
  const end = text.search(/[?#]/)
  const place = placeOf(end < 0 ? text : text.slice(0, end), from)
  if (place === undefined) return undefined
  let url = end < 0 ? place : undefined
  return { place, url: () => (url ??= parseUrl(text, from) ?? place) }
}

export const urlOf = (input: unknown): URL | undefined => addressOf(input)?.url()

/** A page asks the same few addresses over and over: to parse one takes as long as all else that is done before its request is sent. */
const places = new Map<string, { readonly from: string | undefined; readonly place: URL }>()
const MAX_PLACES = 50
const MAX_PLACE_CHARACTERS = 2_000

function placeOf(text: string, from: string | undefined): URL | undefined {
  const known = places.get(text)
  if (known !== undefined && known.from === from) return known.place
  const place = parseUrl(text, from)
  // The page's own query, where the text had nothing before its own. It may hold a credential: it is not kept for other calls.
  // A `data:` URL may be all of a picture.
  if (place === undefined || place.search !== '' || text.length > MAX_PLACE_CHARACTERS) return place
  if (places.size >= MAX_PLACES) places.clear()
  places.set(text, { from, place })
  return place
}

function parseUrl(text: string, from: string | undefined): URL | undefined {
  try {
    return new URL(text, from)
  } catch {
    return undefined
  }
}

/** `undefined` where the call is none that we could read: an object that only its `toString()` makes a URL, a broken URL. */
export function snapshotRequest(input: unknown, init: unknown): RequestSnapshot | undefined {
  const address = addressOf(input)
  if (!address) return undefined
  const plain = isObject(init) && Object.getPrototypeOf(init) === Object.prototype
  // A Request given as `init` has accessors of the platform's, which may be asked.
  const given = (key: keyof typeof ofRequest): unknown => {
    if (!isObject(init)) return undefined
    return dataProperty(init, key) ?? (plain ? undefined : ofRequest[key](init))
  }
  const method = given('method') ?? ofRequest.method(input)
  const headers = given('headers') ?? ofRequest.headers(input)
  const body = bodyOf(input, init)
  const signal = given('signal') ?? ofRequest.signal(input)
  return new Snapshot(address, {
    method: typeof method === 'string' ? normalizedMethod(method) : 'GET',
    headers,
    body,
    signal: signal instanceof AbortSignal ? signal : undefined,
    editable: isObject(init) && typeof dataProperty(init, 'body') === 'string',
  })
}

interface Given {
  readonly method: string
  readonly headers: unknown
  readonly body: GivenBody | undefined
  readonly signal: AbortSignal | undefined
  readonly editable: boolean
}

/** A class, since an object literal with getters takes the engine 10 µs to make. */
class Snapshot implements RequestSnapshot {
  readonly #address: Address
  readonly #body: GivenBody | undefined
  readonly method: string
  readonly signal: AbortSignal | undefined
  readonly editable: boolean
  readonly header: (name: string) => string | null
  readonly headerNames: () => readonly string[]

  constructor(address: Address, { method, headers, body, signal, editable }: Given) {
    this.#address = address
    this.#body = body
    this.method = method
    this.signal = signal
    this.editable = editable
    this.header = (name) => headerOf(headers, name.toLowerCase())
    this.headerNames = () => namesOf(headers)
  }

  get place(): URL {
    return this.#address.place
  }
  get url(): URL {
    return this.#address.url()
  }
  get body(): string | undefined {
    return this.#body?.text
  }
  get unread(): Unread | undefined {
    return this.#body?.unread
  }
  get blob(): BlobBody | undefined {
    return this.#body?.blob
  }
}
