/** Pages: one around, and in it a frame for each form that runs. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Site {
  readonly origin: string
  close(): Promise<void>
}

const AROUND = '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script>window.told = []</script>'

function frame(query: URLSearchParams): string {
  const scripts = [...(query.has('sdk') ? [query.get('sdk') || 'sdk'] : []), query.get('forms') ?? '', 'run']
  const tags = scripts.map((name) => `<script type="module" src="/${name}.js"></script>`)
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">${tags.join('')}`
}

/** @param scripts by name */
export async function serveSite(scripts: ReadonlyMap<string, string>): Promise<Site> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const script = scripts.get(url.pathname.slice(1).replace(/\.js$/, ''))
    if (script !== undefined) return void response.setHeader('content-type', 'text/javascript').end(script)
    response.setHeader('content-type', 'text/html').end(url.pathname === '/frame' ? frame(url.searchParams) : AROUND)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the server has no port')
  const close = (): Promise<void> => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(() => resolve()))
  }
  return { origin: `http://localhost:${address.port}`, close }
}
