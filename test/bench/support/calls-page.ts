/** The script of the page that asks an ordinary API: nothing of what it asks or gets is a model's. */
import { invokeAgent, register } from '../../../sdk/index.ts'

declare global {
  interface Window {
    calls?: { readonly make: (count: number) => Promise<void>; readonly settle: () => Promise<void> }
  }
}

const way = new URLSearchParams(location.search).get('way')
const ours = way === 'bare' ? undefined : register({ serviceName: 'bench' })

/** As applications do: most of their calls read, some write, and some take the text. */
async function call(index: number): Promise<void> {
  if (index % 4 === 0) {
    const body = JSON.stringify({ id: index, name: 'owl', tags: ['a', 'b'] })
    await (await fetch('/api/rows', { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()
  } else if (index % 4 === 1) JSON.parse(await (await fetch('/api/rows?as=text')).text())
  else await (await fetch('/api/rows')).json()
}

async function make(count: number): Promise<void> {
  for (let index = 0; index < count; index++) await call(index)
}

window.calls = {
  // Within a run the parent of each call is looked for on the stack.
  make: (count) => (way === 'run' ? invokeAgent({ agentName: 'bench' }, () => make(count)) : make(count)),
  async settle() {
    await ours?.forceFlush()
  },
}
