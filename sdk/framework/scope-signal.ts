/**
 * Signals that name a parent: a request that carries one, or one that was composed of it, is a call of the scope whose signal it is, whatever queues or timers
 * its client put between. Such a client may also listen to the signal and send a controller of its own: `openai` up to 6 does both in one turn.
 */
import type { Context } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'
import { Patches } from '../capture/patch.ts'

const named = new WeakMap<object, Context>()

/** Of the turn that is running: whose signal was listened to. `null`: that of several, or of one whose request is known. */
let listened: Context | null | undefined

let patches: Patches | undefined

/** A signal of the scope with `context`; it is never aborted. */
export function signalOf(context: Context): AbortSignal {
  followComposed()
  return name(new AbortController().signal, context)
}

/** The parent that a request names by its signal, asked in the turn of the request: once, since the next request in it may be another's. */
export function contextOfSignal(signal: AbortSignal | undefined): Context | undefined {
  if (signal === undefined) return undefined
  const known = named.get(signal) ?? listened ?? undefined
  listened = listened && null
  return known
}

function name(signal: AbortSignal, context: Context): AbortSignal {
  named.set(signal, context)
  // Of this object alone: the page's other signals stay as they are.
  signal.addEventListener = (...args: Parameters<EventTarget['addEventListener']>) => {
    listen(context)
    EventTarget.prototype.addEventListener.apply(signal, args)
  }
  return signal
}

function listen(context: Context): void {
  if (listened === undefined) queueMicrotask(() => (listened = undefined))
  listened = listened === undefined || listened === context ? context : null
}

/** From the first signal on: before, there is none that could be composed. */
function followComposed(): void {
  if (patches !== undefined) return
  patches = new Patches()
  patches.method(AbortSignal, 'any', (native, self, args) => {
    const made = Reflect.apply(native, self, args)
    guard(() => {
      const [signals] = args
      const [context, other] = new Set(Array.isArray(signals) ? signals.flatMap((signal) => named.get(signal) ?? []) : [])
      if (made instanceof AbortSignal && context !== undefined && other === undefined) name(made, context)
    })
    return made
  })
}

/** `AbortSignal.any` is as it was; the next signal that is made puts ours before it again. */
export function leaveComposed(): void {
  patches?.restore()
  patches = undefined
}
