/** What the page's `fetch(input, init)` asks for, without using anything up: no body is read, no getter of the page is called. */
import type { RequestSnapshot } from './exchange.ts'
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

/** The URL in a string, a URL or a Request; an object of the page is not asked for its `toString()`, which the platform will call once. */
export const urlOf = (input: unknown): URL | undefined => {
  const text = typeof input === 'string' ? input : (hrefOf(input) ?? ofRequest.url(input))
  if (typeof text !== 'string') return undefined
  const from = base()
  const known = lastUrls.get(text)
  if (known !== undefined && known.from === from) return known.url
  const url = parseUrl(text, from)
  // A query may hold a credential: it is not kept for other calls.
  if (url === undefined || url.search !== '') return url
  if (lastUrls.size >= MAX_URLS) lastUrls.clear()
  lastUrls.set(text, { from, url })
  return url
}

/** A page asks the same few addresses over and over: to parse one takes as long as all else that is done before its request is sent. */
const lastUrls = new Map<string, { readonly from: string | undefined; readonly url: URL }>()
const MAX_URLS = 20

function parseUrl(text: string, from: string | undefined): URL | undefined {
  try {
    return new URL(text, from)
  } catch {
    return undefined
  }
}

/** `undefined` where the call is none that we could read: an object that only its `toString()` makes a URL, a broken URL. */
export function snapshotRequest(input: unknown, init: unknown): RequestSnapshot | undefined {
  const url = urlOf(input)
  if (!url) return undefined
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
  return {
    method: typeof method === 'string' ? normalizedMethod(method) : 'GET',
    url,
    header: (name) => headerOf(headers, name.toLowerCase()),
    headerNames: () => namesOf(headers),
    get body() {
      return body?.text
    },
    unread: body?.unread,
    blob: body?.blob,
    signal: signal instanceof AbortSignal ? signal : undefined,
    editable: isObject(init) && typeof dataProperty(init, 'body') === 'string',
  }
}
