/** The script of the bench's page: reads a stream as any page does, with the SDK or without. */
import { register } from '../../../sdk/index.ts'

declare global {
  interface Window {
    readStream?: (path: string) => Promise<number>
  }
}

if (!location.search.includes('bare')) register({ serviceName: 'bench' })

/** Resolves to the number of bytes. */
window.readStream = async (path) => {
  const response = await fetch(path, {
    method: 'POST',
    body: JSON.stringify({ model: 'bench-model', stream: true, messages: [{ role: 'user', content: 'go' }] }),
  })
  let bytes = 0
  const reader = response.body?.getReader()
  for (;;) {
    const step = await reader?.read()
    if (step === undefined || step.done) return bytes
    bytes += step.value.byteLength
  }
}
