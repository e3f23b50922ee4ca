/**
 * What the page sees of a body from which an option takes something out. The Response stays the platform's own: only its `body` is another stream, which
 * reads the real one as the page reads it. Whatever takes the Response itself and is not patched (`Cache.put`, a service worker's `respondWith`, another
 * library's `text()`) gets the bytes as they came.
 */
import type { BodyEdit } from './exchange.ts'
import { guard } from './guard.ts'
import { bytesOf, readResult } from './readers.ts'
import type { Branch } from './body-branch.ts'
import type { Watch } from './body-watch.ts'

/** Like the platform's: a byte stream that asks for a chunk only when somebody waits for one. The real body is locked during a read only. */
function streamOf(watch: Watch, body: object, branch: Branch, edit: BodyEdit): ReadableStream {
  const { natives } = watch
  let controller: ReadableByteStreamController | undefined
  let left = false
  let reading: object | undefined

  const read = async (): Promise<Uint8Array | undefined> => {
    const reader = natives.getReader(body)
    reading = reader
    branch.readBegins()
    try {
      const result = readResult(await natives.read(reader))
      const bytes = result?.done === false ? bytesOf(result.value) : undefined
      if (bytes) branch.feed(bytes)
      else branch.end()
      return bytes
    } catch (reason) {
      branch.error(reason)
      throw reason
    } finally {
      branch.readSettles()
      reading = undefined
      guard(() => natives.releaseLock(reader))
    }
  }
  const give = (bytes: Uint8Array): boolean => {
    if (bytes.byteLength === 0 || left) return left
    controller?.enqueue(bytes.slice())
    return true
  }
  const close = (): void => {
    give(edit.flush())
    if (left) return
    controller?.close()
    // A reader that brought its own buffer gets it back.
    controller?.byobRequest?.respond(0)
  }
  const pull = async (): Promise<void> => {
    for (let given = false; !given;) {
      const bytes = await read()
      if (!bytes) return close()
      given = give(edit.push(bytes))
    }
  }
  const start = (given: ReadableByteStreamController): void => {
    controller = given
  }
  const cancel = async (reason: unknown): Promise<void> => {
    left = true
    branch.cancel(reason)
    await natives.cancelReader(reading ?? natives.getReader(body), reason)
  }
  return new natives.ReadableStream({ type: 'bytes', start, pull, cancel }, { highWaterMark: 0 })
}

/** See `Edits` (body-watch.ts). */
export function show(watch: Watch, response: unknown, another: () => BodyEdit): void {
  const body = watch.natives.body(response)
  const branch = watch.branchOf(body)
  if (typeof body !== 'object' || body === null || !branch) return
  const edit = another()
  watch.addShown(response, { stream: streamOf(watch, body, branch, another()), edit, another })
}

/** See `Edits` (body-watch.ts). */
export function refused(watch: Watch, response: unknown, call: () => unknown): unknown {
  const body = watch.natives.body(response)
  const free = typeof body === 'object' && body !== null && watch.natives.locked(body) === false ? body : undefined
  const reader = free && guard(() => watch.natives.getReader(free))
  try {
    return call()
  } finally {
    if (reader) guard(() => watch.natives.releaseLock(reader))
  }
}
