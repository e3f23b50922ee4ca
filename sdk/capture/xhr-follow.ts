/** Follows one recognised XMLHttpRequest to its end: by its events, and when the page looks at the answer, since the page may hear an event before us. */
import type { BodyObserver, Exchange } from './exchange.ts'
import { guard } from './guard.ts'
import { listen } from './listen.ts'
import { react } from './native-promise.ts'

/** Each asks the platform past any patch. */
export interface XhrNatives {
  readyState(self: object): unknown
  status(self: object): unknown
  responseType(self: object): unknown
  responseText(self: object): unknown
  response(self: object): unknown
  /** All header lines, as one text. */
  headers(self: object): unknown
}

export interface XhrFollow {
  /** The page is about to look at what came. */
  look(): void
  /** The page opened the object anew. */
  leave(): void
  /** `send()` threw. */
  fail(reason: unknown): void
}

const encoder = new TextEncoder()

/** In the words of the platform's own exceptions; the page never sees these. */
const failures: { readonly [type: string]: () => DOMException } = {
  error: () => new DOMException('A network error occurred.', 'NetworkError'),
  timeout: () => new DOMException('The request timed out.', 'TimeoutError'),
  abort: () => new DOMException('The request was aborted.', 'AbortError'),
}

const HEADERS_RECEIVED = 2
const DONE = 4

export function followXhr(xhr: EventTarget, natives: XhrNatives, exchange: Exchange, over: () => void): XhrFollow {
  let observer: BodyObserver | undefined
  let answered = false
  let settled = false
  let seen = 0

  /** Headers, then whatever text is new, then the end. */
  const look = (): void => {
    const state = natives.readyState(xhr)
    const status = natives.status(xhr)
    // In the last state a status of 0 means that there was no answer.
    if (settled || typeof state !== 'number' || state < HEADERS_RECEIVED || typeof status !== 'number' || status === 0) return
    if (!answered) {
      answered = true
      observer = guard(() => exchange.response(status, readHeaders(natives.headers(xhr))))
      if (!observer) return settle(() => undefined)
    }
    if (observer) tellText(observer)
    if (state === DONE) end()
  }
  const tellText = (to: BodyObserver): void => {
    if (!isText(natives.responseType(xhr))) return
    const text = natives.responseText(xhr)
    if (typeof text !== 'string' || text.length <= seen) return
    if (seen === 0 && guard(() => to.mayTell?.(text)) === false) return settle(() => undefined)
    const fresh = encoder.encode(text.slice(seen))
    seen = text.length
    // Not ours after all: no more is asked of the page's object.
    if (guard(() => to.chunk(fresh)) === false) settle(() => undefined)
  }
  const settle = (tell: () => void): void => {
    if (settled) return
    settled = true
    for (const stop of stops) stop()
    over()
    guard(tell)
  }
  const fail = (reason: unknown): void => settle(() => (observer ? observer.error(reason) : answered || exchange.failed(reason)))
  const end = (): void => {
    const whole = observer && !isText(natives.responseType(xhr)) ? natives.response(xhr) : undefined
    settle(() => observer && tellWhole(observer, whole))
  }

  const stops = [
    ...['readystatechange', 'progress', 'load'].map((type) => listen(xhr, type, () => void guard(look))),
    ...Object.entries(failures).map(([type, reason]) => listen(xhr, type, () => void guard(() => fail(reason())))),
  ]
  return { look, leave: () => fail(failures['abort']?.()), fail }
}

const isText = (responseType: unknown): boolean => responseType === '' || responseType === 'text'

/** What the platform gives at the end only. A JSON value's bytes are written anew: the same value. Of a document there are none. */
function tellWhole(observer: BodyObserver, whole: unknown): void {
  if (whole instanceof Blob) {
    const told = (bytes: unknown): void => {
      if (bytes instanceof ArrayBuffer) guard(() => observer.chunk(new Uint8Array(bytes)))
      guard(() => observer.end())
    }
    return react(whole.arrayBuffer(), told, (reason) => void guard(() => observer.error(reason)))
  }
  if (observer.whole && isValue(whole)) observer.whole({ json: whole })
  else {
    const bytes = bytesOf(whole)
    if (bytes) observer.chunk(bytes)
  }
  observer.end()
}

/** A JSON value; a document is none. */
const isValue = (whole: unknown): boolean =>
  typeof whole === 'object' && whole !== null && !(whole instanceof ArrayBuffer) && !(typeof Node !== 'undefined' && whole instanceof Node)

function bytesOf(whole: unknown): Uint8Array | undefined {
  if (whole instanceof ArrayBuffer) return new Uint8Array(whole)
  if (whole === undefined || whole === null || (typeof Node !== 'undefined' && whole instanceof Node)) return undefined
  return encoder.encode(JSON.stringify(whole))
}

function readHeaders(lines: unknown): Headers {
  const headers = new Headers()
  if (typeof lines !== 'string') return headers
  for (const line of lines.split('\r\n')) {
    const colon = line.indexOf(':')
    // The platform let the line through, but a value may still be one that it refuses to be given.
    if (colon > 0) guard(() => headers.append(line.slice(0, colon), line.slice(colon + 1).trim()))
  }
  return headers
}
