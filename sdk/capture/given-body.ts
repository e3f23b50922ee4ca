/** What a page gives as a request's body, kept so that it can be read later: nothing of the page's is used up, called or changed. */
import type { BlobBody, Unread } from './exchange.ts'
import { formText } from './form-text.ts'
import { guard } from './guard.ts'
import { getter } from './natives.ts'
import { isCallable, isObject } from './patch.ts'

export interface GivenBody {
  /** As text, made when it is asked for. */
  readonly text: string | undefined
  readonly unread?: Unread
  readonly blob?: BlobBody
}

/**
 * The most bytes of a body that are kept, in a copy: the page may change them. The platform copies them too; a millisecond for every 10 MB is what a page
 * does not notice.
 */
export const MAX_BODY_BYTES = 16 * 1024 * 1024

const not = (unread: Unread): GivenBody => ({ text: undefined, unread })
export const UNKNOWN_BODY: GivenBody = not('unknown')

/** `undefined` where there is none. */
export function givenBody(value: unknown): GivenBody | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return { text: value }
  // What else is no object the platform writes as text; an object's own `toString()` is the page's.
  if (!isObject(value)) return typeof value === 'symbol' ? UNKNOWN_BODY : { text: String(value) }
  return bytesBody(value) ?? blobBody(value) ?? formBody(value) ?? (lockedOf(value) === undefined ? UNKNOWN_BODY : not('stream'))
}

/** Each by its brand, so that those of other realms are known too. */
const lockedOf = getter(globalThis.ReadableStream?.prototype, 'locked')
const sizeOf = getter(globalThis.Blob?.prototype, 'size')
const typeOf = getter(globalThis.Blob?.prototype, 'type')
const blobText: unknown = globalThis.Blob && Reflect.get(Blob.prototype, 'text')
const lengthOfBuffer = getter(ArrayBuffer.prototype, 'byteLength')

/** A view's own properties may be the page's: a class of its own, or one that hides them. */
const viewPrototypes: readonly unknown[] = [Object.getPrototypeOf(Uint8Array.prototype), DataView.prototype]
const viewGetters = viewPrototypes.filter(isObject).map((prototype) => ({
  buffer: getter(prototype, 'buffer'),
  byteOffset: getter(prototype, 'byteOffset'),
  byteLength: getter(prototype, 'byteLength'),
}))

function bytesBody(value: object): GivenBody | undefined {
  const bytes = bytesIn(value)
  if (bytes === undefined) return undefined
  if (!beginsAsJson(bytes)) return not('not_text')
  if (bytes.byteLength > MAX_BODY_BYTES) return not('too_large')
  const copy = guard(() => bytes.slice())
  return copy === undefined ? UNKNOWN_BODY : new BytesBody(copy)
}

/** Of the page's buffer itself. */
function bytesIn(value: object): Uint8Array | undefined {
  if (!ArrayBuffer.isView(value)) return isBuffer(value) ? guard(() => new Uint8Array(value)) : undefined
  for (const { buffer, byteOffset, byteLength } of viewGetters) {
    const [of, offset, length] = [buffer(value), byteOffset(value), byteLength(value)]
    if (isObject(of) && isBuffer(of) && typeof offset === 'number' && typeof length === 'number')
      return guard(() => new Uint8Array(of, offset, length))
  }
  return undefined
}

const isBuffer = (value: object): value is ArrayBuffer =>
  (value instanceof ArrayBuffer || Object.prototype.toString.call(value) === '[object ArrayBuffer]') && lengthOfBuffer(value) !== undefined

const [BYTE_ORDER_MARK, OPEN_BRACE, OPEN_BRACKET] = [[0xef, 0xbb, 0xbf], 0x7b, 0x5b] as const
/** White space before a JSON text that is looked over. */
const MAX_SPACE = 64

/** What a model is asked with is JSON: pictures and archives are neither copied nor decoded. */
function beginsAsJson(bytes: Uint8Array): boolean {
  let at = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? BYTE_ORDER_MARK.length : 0
  const end = Math.min(bytes.length, at + MAX_SPACE)
  while (at < end && isSpace(bytes[at])) at += 1
  return bytes[at] === OPEN_BRACE || bytes[at] === OPEN_BRACKET
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d

/** Decoded when somebody looks, and once. */
class BytesBody implements GivenBody {
  #bytes: Uint8Array | undefined
  #text: string | undefined

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get text(): string | undefined {
    if (this.#bytes !== undefined) this.#text = new TextDecoder().decode(this.#bytes)
    this.#bytes = undefined
    return this.#text
  }
}

function blobBody(value: object): GivenBody | undefined {
  if (!hasTag(value, 'Blob', 'File')) return undefined
  const [size, type] = [sizeOf(value), typeOf(value)]
  if (typeof size !== 'number' || typeof type !== 'string') return undefined
  const read = async (): Promise<unknown> => (isCallable(blobText) ? await Reflect.apply(blobText, value, []) : undefined)
  return { text: undefined, blob: { size, type, read } }
}

/** The fields at this moment: the page may change the form. */
function formBody(value: object): GivenBody | undefined {
  if (!hasTag(value, 'FormData', 'URLSearchParams')) return undefined
  const fields = guard(() => formText(value))
  return fields === undefined ? UNKNOWN_BODY : { text: fields }
}

/** Cheaper than to ask by brand what is none: an exception with its stack takes some 20 µs. */
function hasTag(value: object, ...names: readonly string[]): boolean {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1)
  return names.includes(tag)
}
