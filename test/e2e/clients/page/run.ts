/** Runs one form in this frame and writes down everything that the application sees of it. */
import { see } from './see.ts'
import { tellParent } from './tell.ts'

interface Form {
  (given: { readonly base: string }): unknown
}
const isForm = (value: unknown): value is Form => typeof value === 'function'

function formOf(client: string, kind: string): Form {
  const clients: unknown = Reflect.get(window, 'clients')
  const forms: unknown = typeof clients === 'object' && clients !== null ? Reflect.get(clients, client) : undefined
  const form: unknown = typeof forms === 'object' && forms !== null ? Reflect.get(forms, kind) : undefined
  if (!isForm(form)) throw new Error(`${client} has no form ${kind}`)
  return form
}

/** Which forms each client has. */
function list(): Record<string, string[]> {
  const clients: unknown = Reflect.get(window, 'clients')
  if (typeof clients !== 'object' || clients === null) return {}
  return Object.fromEntries(Object.entries(clients).map(([name, forms]) => [name, Object.keys(forms ?? {})]))
}

async function run(client: string, kind: string, base: string): Promise<string> {
  try {
    return see({ result: await formOf(client, kind)({ base }) })
  } catch (error) {
    return see({ thrown: error })
  }
}

window.addEventListener('unhandledrejection', (event) => tellParent('fault', see(event.reason)))
window.addEventListener('error', (event) => tellParent('fault', see(event.error)))
Object.assign(window, { run, list })
