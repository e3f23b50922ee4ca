/** A request whose body is a Blob: which is read, and the request with its text. */
import type { BlobBody, RequestSnapshot, Unread } from '../capture/exchange.ts'

/** The largest Blob that is read, in bytes. */
const MAX_BLOB_BYTES = 16 * 1024 * 1024

/** Types of what a model is asked with; a Blob made of text has none. */
const TEXT_TYPES = /^(?:$|text\/plain\b|text\/json\b|application\/(?:[\w.-]+\+)?json\b)/i

/** Why a Blob is not read; `undefined` where it is. */
export function refusalOf({ size, type }: BlobBody): Unread | undefined {
  if (!TEXT_TYPES.test(type)) return 'not_text'
  return size > MAX_BLOB_BYTES ? 'too_large' : undefined
}

/** The same request with a text, or with why there is none. */
export function withText(request: RequestSnapshot, body: string | undefined, unread?: Unread): RequestSnapshot {
  const { method, url, signal, headerNames } = request
  return { method, url, signal, header: (name) => request.header(name), headerNames, body, unread }
}
