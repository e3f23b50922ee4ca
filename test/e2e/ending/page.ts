/** The script of the test's page: a chat that reads its answer up to a point, as pages do by hand. */
import { register } from '../../../sdk/index.ts'

declare global {
  interface Window {
    /** Reads `chunks` chunks and leaves the stream without a word. */
    readSome?: (path: string, chunks: number) => Promise<void>
    /** Reads to the end. */
    readAll?: (path: string) => Promise<string>
  }
}

register({ serviceName: 'ending-test' })

const ask = (path: string): Promise<Response> =>
  fetch(path, { method: 'POST', body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'q' }] }) })

window.readSome = async (path, chunks) => {
  const reader = (await ask(path)).body?.getReader()
  for (let read = 0; read < chunks; read++) await reader?.read()
}

window.readAll = async (path) => (await ask(path)).text()
