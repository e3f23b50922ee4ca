/**
 * The seam between seeing an HTTP exchange (fetch, XMLHttpRequest) and making a span of it. Capture calls these methods; every call is
 * guarded by capture, so that nothing an implementation throws reaches the page.
 */

import type { WholeBody } from '../parser/parser.ts'

/**
 * Why a body was not read. `stream`: it can be read only once, and that is the server's. `unknown`: it was given out of our sight (to a Request of
 * another realm, or made before capture began; by an accessor of the page's). `not_text`: bytes that are no JSON. `too_large`: beyond a limit of ours.
 * `unreadable`: a Blob that could not be read. `not_in_time`: the page went away before a Blob was read.
 */
export type Unread = 'stream' | 'unknown' | 'not_text' | 'too_large' | 'unreadable' | 'not_in_time'

export interface BlobBody {
  readonly size: number
  /** Its media type; empty where it has none. */
  readonly type: string
  /** Its text, or what the platform says instead. */
  read(): Promise<unknown>
}

/** A request as the page made it; as what lies below us left the page's own `init`, where it was looked at after the native call. */
export interface RequestSnapshot {
  readonly method: string
  readonly url: URL
  /** The same without query and fragment: one object for all requests of an address, so that what is told of it is found by it. Absent: {@link url}. */
  readonly place?: URL | undefined
  /** The page's own headers; read single names only: some are credentials. */
  header(name: string): string | null
  /** Names of all headers: asked where a failure's message is to be freed of what they say, and nowhere else. */
  readonly headerNames?: (() => readonly string[]) | undefined
  /**
   * The body as text; bytes are decoded when this is asked for, a form's fields are written as one JSON object. `undefined` where there is none, or none
   * that is known: {@link unread} says why.
   */
  readonly body: string | undefined
  /** Why the body that the page gave is not known. */
  readonly unread?: Unread | undefined
  /** A Blob, whose text comes later. Reading it uses nothing up. */
  readonly blob?: BlobBody | undefined
  /** The signal that the page gave, in `init` or on its Request: tells an abort with the page's own reason from a failure. */
  readonly signal: AbortSignal | undefined
  /** Whether {@link Exchange.edit} can be honoured. */
  readonly editable?: boolean
}

/** Takes something out of a body on its way to the page. Throws never. */
export interface BodyEdit {
  /** What the page may see now: `bytes` itself where nothing is to be gone or held back; empty while it is not yet decided. */
  push(bytes: Uint8Array): Uint8Array
  /** The body ended: what was held back. */
  flush(): Uint8Array
}

/** What is told of a body while the page reads it. Exactly one of `end`, `error`, `cancel`, `unread`, `collected` comes last, and only once. */
export interface BodyObserver {
  /**
   * Bytes, in order, each once, as they come and before the page sees them. Valid during the call only: the page may reuse the buffer. `false`: nothing
   * more is wanted, not even the last word. `at`: when they came, by the page's monotonic clock; now, where it is left out.
   */
  chunk(bytes: Uint8Array, at?: number): void | false
  /** Chunks that came one after the other, as one: of each its size, and when it came. Absent: they are told one by one. */
  chunks?(bytes: Uint8Array, sizes: readonly number[], times: readonly number[]): void
  /**
   * The whole body in the place of its chunks: where the page asks for all of it at once, and nobody needs to know when which part came. Followed by
   * `end`, in the same turn. Absent: chunks are wanted.
   */
  readonly whole?: ((body: WholeBody) => void) | undefined
  /** Asked before a text that comes as one is made bytes: whether one that begins so may be wanted at all. */
  mayTell?(head: string): boolean
  /** The body ended as it should. */
  end(): void
  /** The connection broke, or the page's signal aborted: the very value the page's read rejects with. */
  error(reason: unknown): void
  /** The page cancelled the stream. */
  cancel(reason: unknown): void
  /** No read of the body was under way for too long (unread-bodies.ts). Without it the body is waited for as long as the page lives. */
  unread?(): void
  /** The body was collected as garbage before its end: nobody can read on. Without it, `unread` is called. */
  collected?(): void
  /** Milliseconds in the place of `UNREAD_MS`, for a body of which little is expected. */
  readonly unreadAfter?: number | undefined
}

/** One recognised HTTP attempt. */
export interface Exchange {
  /** Text to send in the place of the page's body, where an option changes it; only ever for a request whose body is a string. */
  readonly body?: string | undefined
  /** Takes out of the answer what the changed {@link Exchange.body} brought; asked only where that was sent. One {@link BodyEdit} serves one copy of the body. */
  readonly edit?: ((status: number, headers: Headers) => (() => BodyEdit) | undefined) | undefined
  /** Names of events that an EventSource should be heard for, whether the page listens for them or not. */
  readonly eventTypes?: readonly string[]
  /** Nothing is lost with an answer whose body the page does not touch: {@link Exchange.response} is asked when it does. */
  readonly whenTouched?: boolean
  /** Asked before that, where the page takes the body as JSON: whether the value may be of interest at all. */
  mayTellJson?(json: unknown): boolean
  /** Headers came. The answer observes the body; `undefined` leaves the body alone. */
  response(status: number, headers: Headers): BodyObserver | undefined
  /** No response: the very value the page's call rejects with. */
  failed(reason: unknown): void
}

/**
 * Called synchronously inside the page's call: before the native one where {@link Exchange.body} may take the place of the page's, else perhaps
 * after it. `undefined`: not ours, leave it untouched.
 */
export type ExchangeSink = (request: RequestSnapshot) => Exchange | undefined
