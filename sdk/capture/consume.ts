/** The page takes the whole body at once: `text()` and its kin, and `clone()` and `tee()`, which make two bodies of one. */
import type { BodyEdit } from './exchange.ts'
import { guard } from './guard.ts'
import { joinBytes } from './join-bytes.ts'
import { chain, isPromise, wasSettled } from './native-promise.ts'
import { touch } from './observe.ts'
import { type Callable, isCallable, isNativeCode, isObject, type Patches } from './patch.ts'
import { bytesOf, readResult } from './readers.ts'
import type { Branch } from './body-branch.ts'
import { consumeUntouched } from './untouched.ts'
import type { Watch } from './body-watch.ts'

const kinds = ['text', 'json', 'arrayBuffer', 'bytes', 'blob', 'formData'] as const
type Kind = (typeof kinds)[number]

interface Source {
  readonly branch: Branch
  readonly reader: object
  readonly contentType: string | null
  /** Chromium begins the `blob()` of a response that the page made only later: until then it has `bodyUsed` false. */
  readonly later: boolean
  readonly edit: BodyEdit | undefined
}

/** The observed body that the call will read; `undefined` where the platform will refuse, or answer without reading. */
function branchToRead(watch: Watch, owner: unknown): Branch | undefined {
  const { natives } = watch
  const branch = watch.freeBranchOf(natives.body(owner))
  return branch && branch.signal?.aborted !== true && natives.bodyUsed(owner) === false ? branch : undefined
}

/** Takes the lock as the platform would. */
function take(watch: Watch, owner: unknown, kind: Kind, branch: Branch): Source | undefined {
  const { natives } = watch
  const body = natives.body(owner)
  if (!isObject(body)) return undefined
  const headers = natives.headers(owner)
  const contentType = headers instanceof Headers ? headers.get('content-type') : null
  const shown = watch.shownOf(owner)
  if (shown) natives.getReader(shown.stream)
  return { branch, contentType, later: kind === 'blob' && !watch.isOwner(owner), reader: natives.getReader(body), edit: shown?.edit }
}

/** Chromium words a broken connection differently in a `read()` and in `text()`. */
const wordedAsConsumer = (reason: unknown): unknown =>
  reason instanceof TypeError && reason.message === 'network error' ? new TypeError('Failed to fetch') : reason

interface Drained {
  readonly chunks: readonly Uint8Array[]
  /** Whether all of it had come before it was asked for. */
  readonly atOnce: boolean
}

/** Reads to the end, telling each chunk. The lock is kept, as the platform keeps it. */
async function drain(watch: Watch, kind: Kind, { branch, reader, later, edit }: Source): Promise<Drained> {
  if (later) await undefined
  const chunks: Uint8Array[] = []
  let atOnce = kind === 'json'
  for (;;) {
    const read = watch.natives.read(reader)
    if (atOnce && isObject(read)) atOnce = await wasSettled(read)
    const result = readResult(await read)
    if (result?.done !== false) {
      branch.end()
      if (edit) chunks.push(edit.flush())
      return { chunks, atOnce }
    }
    const bytes = bytesOf(result.value)
    if (!bytes) continue
    branch.feed(bytes)
    chunks.push(edit ? edit.push(bytes) : bytes)
  }
}

/**
 * The value of a JSON text. Chromium words a SyntaxError differently where all of the body had come before it was asked for, as it has of every body
 * that a page made itself.
 */
function parse(watch: Watch, native: Callable, text: string, atOnce: boolean): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!atOnce) throw error
    return Reflect.apply(native, new watch.natives.Response(text), [])
  }
}

/** What the platform makes of the bytes. */
function convert(watch: Watch, kind: Kind, native: Callable, { chunks, atOnce }: Drained, contentType: string | null): unknown {
  const bytes = joinBytes(chunks)
  if (kind === 'text') return new TextDecoder().decode(bytes)
  if (kind === 'json') return parse(watch, native, new TextDecoder().decode(bytes), atOnce)
  if (kind === 'arrayBuffer') return bytes.buffer
  if (kind === 'bytes') return bytes
  // MIME type and boundary are the platform's business.
  const headers = contentType === null ? {} : { 'content-type': contentType }
  return Reflect.apply(native, new watch.natives.Response(bytes, { headers }), [])
}

async function consume(watch: Watch, kind: Kind, native: Callable, source: Source): Promise<unknown> {
  let drained: Drained
  source.branch.readBegins()
  try {
    drained = await drain(watch, kind, source)
  } catch (reason) {
    const worded = wordedAsConsumer(reason)
    source.branch.error(worded)
    throw worded
  }
  return convert(watch, kind, native, drained, source.contentType)
}

/** An answer that is of interest as a whole: the platform reads it, at a fraction of what a loop over its chunks costs. */
function consumeWhole(kind: 'text' | 'json', promise: object, branch: Branch): unknown {
  branch.readBegins()
  return chain(
    promise,
    (value) => {
      branch.whole(kind === 'text' ? { text: String(value) } : { json: value })
      branch.end()
      return value
    },
    (reason) => {
      if (kind === 'json' && isObject(reason) && Reflect.get(reason, 'name') === 'SyntaxError') {
        branch.whole('no JSON')
        branch.end()
      } else branch.error(reason)
      throw reason
    },
  )
}

/** The bytes of what another library's method answered. A JSON value's are written anew: the same value, other bytes. */
function encode(kind: Kind, value: unknown): Uint8Array | undefined {
  if (kind === 'text' && typeof value === 'string') return new TextEncoder().encode(value)
  if (kind === 'json') return new TextEncoder().encode(JSON.stringify(value))
  return value instanceof ArrayBuffer ? new Uint8Array(value) : bytesOf(value)
}

/**
 * The platform's method, or a library's in its place, is called, and its answer told in one piece: where the library would be passed by else, and where
 * nobody needs to know when which part came.
 */
function consumeThrough(kind: Kind, promise: unknown, branch: Branch): unknown {
  if (!isPromise(promise)) return promise
  const before = branch.offset
  branch.readBegins()
  return chain(
    promise,
    (value) => {
      guard(() => {
        // It may have read in our sight.
        const bytes = branch.offset === before ? encode(kind, value) : undefined
        if (bytes) branch.feed(bytes)
      })
      branch.end()
      return value
    },
    (reason) => {
      branch.error(reason)
      throw reason
    },
  )
}

function patchKind(watch: Watch, patches: Patches, prototype: object | undefined, kind: Kind): void {
  const found: unknown = prototype && Reflect.get(prototype, kind)
  const ours = isCallable(found) && isNativeCode(found)
  patches.method(prototype, kind, (native, self, args) => {
    if (ours && (kind === 'json' || kind === 'text')) {
      const taken = consumeUntouched(watch, kind, self, () => Reflect.apply(native, self, args))
      if (taken) return taken.answer
    } else touch(watch, self)
    if (watch.idle) return Reflect.apply(native, self, args)
    if (!ours) {
      const branch = guard(() => watch.freeBranchOf(watch.natives.body(self)))
      const promise = Reflect.apply(native, self, args)
      return branch ? consumeThrough(kind, promise, branch) : promise
    }
    if (watch.edits && isLocked(watch, self)) return watch.edits.refused(watch, self, () => Reflect.apply(native, self, args))
    const branch = guard(() => branchToRead(watch, self))
    if (!branch) return Reflect.apply(native, self, args)
    if ((kind === 'text' || kind === 'json') && branch.takesWhole && !watch.shownOf(self)) {
      const promise = Reflect.apply(native, self, args)
      return isPromise(promise) ? consumeWhole(kind, promise, branch) : promise
    }
    if ((kind === 'arrayBuffer' || kind === 'bytes') && branch.takesWhole && !watch.shownOf(self))
      return consumeThrough(kind, Reflect.apply(native, self, args), branch)
    const source = guard(() => take(watch, self, kind, branch))
    return source ? consume(watch, kind, native, source) : Reflect.apply(native, self, args)
  })
}

/** The page holds the lock of the edited body: of the real one there may be none. */
function isLocked(watch: Watch, response: unknown): boolean {
  const shown = watch.shownOf(response)
  return shown !== undefined && watch.natives.locked(shown.stream) === true
}

/** `clone()` gives the response itself a new body too. */
function patchClone(watch: Watch, patches: Patches, prototype: object | undefined): void {
  patches.method(prototype, 'clone', (native, self, args) => {
    touch(watch, self)
    if (watch.idle) return Reflect.apply(native, self, args)
    const branch = guard(() => watch.branchOf(watch.natives.body(self)))
    const { edits } = watch
    if (edits && isLocked(watch, self)) return edits.refused(watch, self, () => Reflect.apply(native, self, args))
    const shown = watch.shownOf(self)
    const copy = Reflect.apply(native, self, args)
    if (watch.isOwner(self)) watch.addOwner(copy)
    const body = branch && watch.natives.body(self)
    // An engine written in JavaScript has called `tee` in our sight.
    if (branch && !watch.branchOf(body)) guard(() => fork(watch, branch, body, watch.natives.body(copy)))
    if (shown) {
      guard(() => watch.natives.getReader(shown.stream))
      for (const response of [self, copy]) guard(() => edits?.show(watch, response, shown.another))
    }
    return copy
  })
}

function fork(watch: Watch, branch: Branch, left: unknown, right: unknown): void {
  const [first, second] = branch.fork()
  watch.addStream(left, first)
  watch.addStream(right, second)
}

export function patchConsumers(watch: Watch, patches: Patches): void {
  const { response, request, stream } = watch.natives.prototypes
  for (const prototype of [response, request]) {
    for (const kind of kinds) patchKind(watch, patches, prototype, kind)
    patchClone(watch, patches, prototype)
  }
  patches.method(stream, 'tee', (native, self, args) => {
    const branch = watch.branchOf(self)
    const pair = Reflect.apply(native, self, args)
    if (branch && Array.isArray(pair)) guard(() => fork(watch, branch, pair[0], pair[1]))
    return pair
  })
}
