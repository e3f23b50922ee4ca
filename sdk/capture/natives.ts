/**
 * The platform's own streams as they are when capture begins. Taken from what a native body is made of, not from the globals: a page may
 * have put a polyfill there, and the bodies of `fetch` are no instances of it.
 */
import { guard } from './guard.ts'
import { type Callable, isCallable, isObject } from './patch.ts'

export interface Prototypes {
  readonly response: object | undefined
  readonly request: object | undefined
  readonly stream: object
  readonly reader: object
  /** Absent where bodies are no byte streams. */
  readonly byobReader: object | undefined
  /** Absent where streams have no async iteration. */
  readonly iterator: object | undefined
}

/** Each asks the platform past any patch of ours; a wrong `this` gives `undefined`, never an exception. */
export interface Natives {
  readonly prototypes: Prototypes
  readonly Response: typeof Response
  readonly ReadableStream: typeof ReadableStream
  /** `response.body`, of a Request too; `null` where there is none. */
  body(owner: unknown): unknown
  bodyUsed(owner: unknown): unknown
  headers(owner: unknown): unknown
  locked(stream: unknown): unknown
  closed(reader: unknown): unknown
  writableLocked(stream: unknown): unknown
  /** Opens and closes a writer to look: how much the destination wants now. */
  desiredSize(writable: unknown): unknown
  getReader(stream: object): object
  read(reader: object): unknown
  cancelReader(reader: object, reason: unknown): unknown
  releaseLock(reader: object): void
  textStream(owner: object): unknown
}

const prototypeOf = (value: unknown): object | undefined => {
  const found: unknown = isObject(value) ? Object.getPrototypeOf(value) : undefined
  return isObject(found) ? found : undefined
}

const method = (owner: object | undefined, key: PropertyKey): Callable => {
  const found: unknown = owner && Reflect.get(owner, key)
  if (!isCallable(found)) throw new TypeError(`no ${String(key)}`)
  return found
}

/** A getter that answers `undefined` on a foreign object. Looks up the chain: engines differ in where a mixin's getter lies. */
export function getter(owner: object | undefined, key: PropertyKey): (self: unknown) => unknown {
  for (let at = owner; at; at = prototypeOf(at)) {
    const get = Object.getOwnPropertyDescriptor(at, key)?.get
    if (!isCallable(get)) continue
    return (self) => {
      // An exception with its stack takes some 20 µs.
      if (!isObject(self)) return undefined
      try {
        return Reflect.apply(get, self, [])
      } catch {
        return undefined
      }
    }
  }
  return () => undefined
}

const native = (target: Callable, self: unknown, args: readonly unknown[] = []): unknown => Reflect.apply(target, self, args)

const madeObject = (value: unknown): object => {
  if (isObject(value)) return value
  throw new TypeError('no object')
}

const isStreamConstructor = (value: unknown): value is typeof ReadableStream => typeof value === 'function'

const sampleBody = (): ReadableStream => {
  const { body } = new Response('')
  if (!body) throw new TypeError('no body')
  return body
}

/** Behind a polyfill the readers have to be made to be found; otherwise nothing is called that a library may be watching. */
function findReaders(stream: object): { readonly reader: object | undefined; readonly byobReader: object | undefined } {
  if (globalThis.ReadableStream.prototype !== stream) return { reader: prototypeOf(sampleBody().getReader()), byobReader: undefined }
  return { reader: globalThis.ReadableStreamDefaultReader?.prototype, byobReader: globalThis.ReadableStreamBYOBReader?.prototype }
}

function findPrototypes(): Prototypes {
  const stream = prototypeOf(sampleBody())
  const { reader, byobReader } = stream ? findReaders(stream) : {}
  if (!stream || !reader) throw new TypeError('no streams')
  return {
    response: globalThis.Response?.prototype,
    request: globalThis.Request?.prototype,
    stream,
    reader,
    byobReader,
    iterator: isCallable(Reflect.get(stream, 'values')) ? guard(() => prototypeOf(sampleBody().values())) : undefined,
  }
}

/** The same getter of two kinds of object: the brand tells which. */
const eitherOf = (one: object | undefined, other: object | undefined, key: string): ((self: unknown) => unknown) => {
  const ofOne = getter(one, key)
  const ofOther = getter(other, key)
  return (self) => {
    const answer = ofOne(self)
    return answer === undefined ? ofOther(self) : answer
  }
}

/** Chosen by the prototype: the wrong getter would answer with a rejected promise, which looks like a broken stream. */
const closedOf = ({ reader, byobReader }: Prototypes): ((self: unknown) => unknown) => {
  const ofDefault = getter(reader, 'closed')
  const ofByob = getter(byobReader, 'closed')
  return (self) => (byobReader && isObject(self) && Object.prototype.isPrototypeOf.call(byobReader, self) ? ofByob(self) : ofDefault(self))
}

/** Throws where the platform has no streams of its own: then there is nothing to observe. */
export function findNatives(): Natives {
  const prototypes = findPrototypes()
  const { response, request, stream, reader } = prototypes
  const constructor: unknown = Reflect.get(stream, 'constructor')
  if (!isStreamConstructor(constructor)) throw new TypeError('no ReadableStream')
  const writable = globalThis.WritableStream?.prototype
  const writer = globalThis.WritableStreamDefaultWriter?.prototype
  const [getReader, read, cancelReader, releaseLock] = [
    method(stream, 'getReader'),
    method(reader, 'read'),
    method(reader, 'cancel'),
    method(reader, 'releaseLock'),
  ]
  const [getWriter, releaseWriter] = [method(writable, 'getWriter'), method(writer, 'releaseLock')]
  const writerSize = getter(writer, 'desiredSize')
  const textStream: unknown = response && Reflect.get(response, 'textStream')
  return {
    prototypes,
    Response: globalThis.Response,
    ReadableStream: constructor,
    body: eitherOf(response, request, 'body'),
    bodyUsed: eitherOf(response, request, 'bodyUsed'),
    headers: eitherOf(response, request, 'headers'),
    locked: getter(stream, 'locked'),
    closed: closedOf(prototypes),
    writableLocked: getter(writable, 'locked'),
    desiredSize: (target) => {
      const opened = native(getWriter, target)
      const size = writerSize(opened)
      native(releaseWriter, opened)
      return size
    },
    getReader: (source) => madeObject(native(getReader, source)),
    read: (from) => native(read, from),
    cancelReader: (from, reason) => native(cancelReader, from, [reason]),
    releaseLock: (from) => void native(releaseLock, from),
    textStream: (owner) => (isCallable(textStream) ? native(textStream, owner) : undefined),
  }
}
