/** A bundle with a copy of the SDK and of OpenTelemetry's API. The page loads it several times, as a shell and its micro front ends do. */
import { executeTool, invokeAgent, register } from '../../../sdk/index.ts'
import { instrument } from '../../../sdk/instrumentation.ts'

const copy = { register, instrument, invokeAgent, executeTool }

declare global {
  interface Window {
    copies?: (typeof copy)[]
    handles?: ReturnType<typeof register>[]
    askModel?: (model: string) => Promise<void>
  }
}

window.copies = [...(window.copies ?? []), copy]
window.handles ??= []
window.askModel ??= async (model) => {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] })
  const response = await fetch('/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  await response.json()
}
