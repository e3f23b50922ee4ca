import { startLoopback } from '../../support/loopback.ts'
/** Pages: one around, and in it a frame for each form that runs. */

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
  const loopback = await startLoopback((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const script = scripts.get(url.pathname.slice(1).replace(/\.js$/, ''))
    if (script !== undefined) return void response.setHeader('content-type', 'text/javascript').end(script)
    response.setHeader('content-type', 'text/html').end(url.pathname === '/frame' ? frame(url.searchParams) : AROUND)
  })
  return { origin: `http://localhost:${loopback.port}`, close: loopback.close }
}
