/**
 * Observing a response's bytes while the page reads them, and only then. Prototypes are patched once; which stream belongs to which
 * observer is looked up in weak maps. A body that nobody reads is not read; one that is cancelled is cancelled.
 *
 * Out of sight stay: methods of another realm or taken before capture began, streams inside a `postMessage`, `Cache.put`,
 * `WebAssembly.compileStreaming`. There the page works as ever and the observer hears nothing.
 */
import { patchConsumers } from './consume.ts'
import type { BodyEdit, BodyObserver, Exchange } from './exchange.ts'
import { guard } from './guard.ts'
import { findNatives } from './natives.ts'
import { observe, touch } from './observe.ts'
import { Patches } from './patch.ts'
import { patchPipes } from './pipe.ts'
import { patchReaders } from './readers.ts'
import { patchRequests } from './request-bodies.ts'
import { forgetBodies } from './unread-bodies.ts'
import { patchTransfers, upload } from './transfer.ts'
import { type Edits, Watch } from './body-watch.ts'

interface Installed {
  readonly watch: Watch
  readonly patches: Patches
  users: number
}

let installed: Installed | undefined

function install(): Installed | undefined {
  const natives = guard(findNatives)
  if (!natives) return undefined
  const watch = new Watch(natives)
  const patches = new Patches()
  for (const patch of [patchReaders, patchConsumers, patchPipes, patchTransfers, patchBody]) guard(() => patch(watch, patches))
  guard(() => patchRequests(patches))
  return { watch, patches, users: 0 }
}

/** The page asks for the stream: what it shows of an edited body, and the first that is seen of one that was left alone. */
function patchBody(watch: Watch, patches: Patches): void {
  patches.getter(watch.natives.prototypes.response, 'body', (native, self, args) => {
    touch(watch, self)
    return watch.shownOf(self)?.stream ?? Reflect.apply(native, self, args)
  })
}

/** Patches the prototypes, once however many ask. The answer takes that back: when the last one asks, the prototypes are as before. */
export function installBodyTaps(edits: Edits | undefined): () => void {
  const mine = (installed ??= install())
  if (!mine) return () => undefined
  mine.watch.edits ??= edits
  mine.users += 1
  let left = false
  return () => {
    if (left) return
    left = true
    mine.users -= 1
    if (mine.users > 0) return
    mine.patches.restore()
    forgetBodies()
    if (installed === mine) installed = undefined
  }
}

/**
 * Tells `observer` of the body of `response` as the page reads it. Where there is no body (opaque, HEAD in some engines) it ends at once.
 * `signal` is the page's own, of the fetch that brought the response. A body has one observer: a second one hears nothing.
 */
export function observeBody(response: unknown, observer: BodyObserver, signal?: AbortSignal): void {
  const watch = installed?.watch
  if (watch) observe(watch, response, observer, signal)
  else guard(() => observer.end())
}

/** The same of an exchange that is asked for its observer when the page first touches the body. */
export function observeWhenTouched(response: unknown, exchange: Exchange, signal?: AbortSignal): void {
  installed?.watch.addUntouched(response, exchange, signal)
}

/** Shows the page the observed body of `response` through edits that `another` makes. */
export function editBody(response: unknown, another: () => BodyEdit): void {
  const watch = installed?.watch
  watch?.edits?.show(watch, response, another)
}

/** What to give the native `fetch` instead of `args` where the page uploads an observed body; else `undefined`. */
export function uploadOf(args: readonly unknown[]): readonly unknown[] | undefined {
  const watch = installed?.watch
  return watch && watch.open > 0 ? guard(() => upload(watch, args)) : undefined
}
