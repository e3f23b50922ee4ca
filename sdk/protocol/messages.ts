/** The messages that carry records between a page, the bridge and the extension, and the version of the protocol. */
import type { Entry, JsonValue } from './records.ts'

/** Raised when a reader of an older version could misread a message. */
export const PROTOCOL_VERSION = 1

/** The `type` of the one `window` message that carries a {@link Hello} or a {@link Census}, so that bridge and page find each other. */
export const WINDOW_MESSAGE_TYPE = 'genai-devtools'

/** page → bridge, once per document and per `pageshow.persisted`, with the MessagePort transferred; constant in size, no span data. */
export interface Hello {
  readonly type: 'hello'
  readonly v: number
  /** Random per document: numbers of another epoch mean nothing. */
  readonly epoch: string
  readonly url: string
  readonly sdk: string
}
/** extension → page: who is there? Answered by one {@link Hello}. */
export interface Census {
  readonly type: 'census'
  readonly v: number
}
/** consumer → page: send all entries after `since` and go on; 0 is the whole ring. */
export interface Subscribe {
  readonly type: 'subscribe'
  readonly v: number
  readonly epoch: string
  readonly since: number
}
/** page → consumer. */
export interface Batch {
  readonly type: 'batch'
  readonly epoch: string
  readonly entries: readonly Entry[]
  /** Entries that the ring had lost before the first one of this batch. */
  readonly dropped: number
}
/** consumer → page: everything up to `seq` has come; opens the window of {@link WINDOW_BATCHES}. */
export interface Ack {
  readonly type: 'ack'
  readonly epoch: string
  readonly seq: number
}
/** consumer → page: forget what the ring holds. */
export interface Clear {
  readonly type: 'clear'
  readonly epoch: string
}
/** Either side → the other: no more will come (the page is hidden for good, the consumer closed). */
export interface Bye {
  readonly type: 'bye'
  readonly epoch: string
}
/** consumer → page: the whole of a payload that a record holds a part of. Answered by one {@link Blob}. */
export interface Want {
  readonly type: 'want'
  readonly epoch: string
  /** `<span id>/<field>/<message>/<part>`, e.g. `00f067aa0ba902b7/outputMessages/0/2`; `<span id>/raw.request` and `raw.response`: see `raw.ts`. */
  readonly key: string
}
/** page → consumer. */
export interface Blob {
  readonly type: 'blob'
  readonly epoch: string
  readonly key: string
  /** null: the page does not have it (any more). */
  readonly value: JsonValue
}
/**
 * bridge → page, with the subscription: the document may end before what was posted on the port is read there. At `pagehide` the bridge dispatches an
 * event of this name, which only the two of them know, on the window; its `detail` is the last number that came, as text. The page answers before the
 * dispatch returns, with events of {@link saidEvent}: a {@link Batch} each, as JSON text. When a navigation to another document begins, the event's `detail`
 * is the number and {@link LEAVING}: a page of another process cuts the line before `pagehide`, so each entry is said at once, for {@link LEAVING_MS}.
 */
export interface LastWords {
  readonly type: 'last-words'
  readonly epoch: string
  readonly event: string
}
export const LEAVING = ' leaving'
/** A navigation may take its time, or come to nothing. */
export const LEAVING_MS = 3_000
export const saidEvent = (event: string): string => `${event} said`

export type ProtocolMessage = Hello | Census | Subscribe | Batch | Ack | Clear | Bye | Want | Blob

/** Batches that a page sends without an answer: the back-pressure of the bridge. */
export const WINDOW_BATCHES = 8
