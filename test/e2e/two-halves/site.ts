/** A page without a bundler: the SDK's `dist` by an import map. The test says how the chunk of the second half is served. */
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { startLoopback } from '../../support/loopback.ts'

export const ANSWER = JSON.stringify({
  id: 'c',
  object: 'chat.completion',
  model: 'owl-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'There' }, finish_reason: 'stop' }],
})

type Serve = (send: () => void, response: ServerResponse) => void

export interface BareSite {
  readonly origin: string
  /** Requests for the second half since the last page. */
  readonly asked: number
  /** How the second half is served from now on. */
  serveReader(serve: Serve): void
  close(): Promise<void>
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

async function outputOf(options: Parameters<typeof build>[0]): Promise<readonly Rolldown.OutputChunk[]> {
  const results = await build({ logLevel: 'error', ...options })
  const all = Array.isArray(results) ? results : [results]
  return all.flatMap((result) => ('output' in result ? result.output.flatMap((output) => (output.type === 'chunk' ? [output] : [])) : []))
}

/** `script`: of the page, as a module. */
export async function serveBarePage(script: string): Promise<BareSite> {
  const files = new Map<string, string>()
  for (const { fileName, code } of await outputOf({ configFile: `${root}/sdk/vite.config.ts`, build: { write: false } }))
    files.set(`/sdk/${fileName}`, code)
  // The API's own modules name each other without an extension, which browsers do not resolve.
  const api = await outputOf({
    configFile: false,
    root,
    build: { write: false, lib: { entry: `${root}/node_modules/@opentelemetry/api/build/esm/index.js`, formats: ['es'], fileName: 'api' } },
  })
  files.set('/api.js', api[0]?.code ?? '')
  const isReader = (path: string): boolean => /\/reader-[\w-]+\.js$/.test(path)
  const readers = [...files.keys()].filter(isReader)
  if (readers.length !== 1) throw new Error(`${readers.length} chunks of the second half`)
  const importMap = JSON.stringify({ imports: { '@genai-devtools/web': '/sdk/index.js', '@opentelemetry/api': '/api.js' } })
  const html = `<!doctype html><link rel="icon" href="data:,"><script type="importmap" nonce="n">${importMap}</script><script type="module" src="/page.js"></script>`
  files.set('/page.js', script)

  let asked = 0
  let serve: Serve = (send) => send()
  const loopback = await startLoopback((request, response) => {
    request.resume()
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const code = files.get(path)
    const sendCode = (): void => void response.setHeader('content-type', 'text/javascript').end(code)
    if (code !== undefined && isReader(path)) {
      asked++
      return serve(sendCode, response)
    }
    if (code !== undefined) return sendCode()
    if (request.method === 'POST') return void response.setHeader('content-type', 'application/json').end(ANSWER)
    asked = 0
    // All of the SDK's files but the one. A script with a nonce would hand it on to what it imports.
    if (path === '/strict') {
      const allowed = [...files.keys()].filter((file) => !isReader(file)).map((file) => loopback.origin + file)
      response.setHeader('content-security-policy', `script-src 'nonce-n' ${allowed.join(' ')}`)
    }
    response.setHeader('content-type', 'text/html').end(html)
  })
  return {
    origin: loopback.origin,
    get asked() {
      return asked
    },
    serveReader: (how) => void (serve = how),
    close: loopback.close,
  }
}
