/**
 * The AI SDK's `streamText` (7.0) starts its work in an async function that nobody awaits: at its `fetch` the stack has no run of the page's any more. Its
 * telemetry is asked on the caller's stack, though: each call reads the two members below of every entry of a global list, and puts what they give
 * around its request and around its tools (`createTelemetryDispatcher`). So the context is looked up where the member is read, and entered where
 * the work is done. Versions 5 and 6 read no such members.
 */
import { guard } from '../capture/guard.ts'
import { enter } from '../context/enter.ts'
import { broughtByFramework } from '../context/brought.ts'
import { lookUp } from '../context/run.ts'

const LIST = 'AI_SDK_TELEMETRY_INTEGRATIONS'

interface Work {
  readonly execute: () => unknown
}

/** While no run is open there is nothing to bring, and the AI SDK does as without us. */
function bringer(): ((work: Work) => unknown) | undefined {
  const found = guard(lookUp)
  return found && (({ execute }) => enter(broughtByFramework(found), execute))
}

const integration = {
  get executeLanguageModelCall() {
    return bringer()
  },
  get executeTool() {
    return bringer()
  },
}

/** Puts our entry on the list; the answer takes it off again. */
export function followAiSdk(): () => void {
  const known: unknown = Reflect.get(globalThis, LIST)
  const list: unknown[] = Array.isArray(known) ? known : []
  // A page that lists its globals finds what it found before.
  if (list !== known) Object.defineProperty(globalThis, LIST, { value: list, configurable: true, writable: true })
  list.push(integration)
  return () => {
    const at = list.indexOf(integration)
    if (at >= 0) list.splice(at, 1)
    if (list !== known && list.length === 0 && Reflect.get(globalThis, LIST) === list) Reflect.deleteProperty(globalThis, LIST)
  }
}
