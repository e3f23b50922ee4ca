import { bundleScript } from '../../support/bundle.ts'
import { startLoopback } from '../../support/loopback.ts'

export interface Site {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string
  readonly port: number
  /** Paths that the browser asked for ahead of their being shown. */
  readonly prerendered: ReadonlySet<string>
  close(): Promise<void>
}

/** Notes what passes, before any other script can. */
const WATCH = `
  window.heard = []; window.posted = []
  addEventListener('message', (event) => heard.push(event.data))
  const post = MessagePort.prototype.postMessage
  MessagePort.prototype.postMessage = function (message, ...rest) { posted.push(message?.type); return post.call(this, message, ...rest) }
`
const SDK = '<script src="/page.js"></script>'
const page = (body: string): string =>
  `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script>${WATCH}</script>${body}`

const PAGES: { readonly [path: string]: string } = {
  '/speaks': page(SDK),
  '/other': page(SDK),
  '/plain': page('<p>no SDK</p>'),
  '/frames': page(`${SDK}<iframe id="same" src="/speaks"></iframe><iframe id="srcdoc" srcdoc="<script src='/page.js'></script>"></iframe>`),
  '/loud': page('<script src="/loud.js"></script>'),
  // Of another site, so that it has a process of its own, and floods nobody's main thread but its own.
  '/beside-loud': page(`${SDK}<iframe id="loud"></iframe><script>loud.src = 'http://localhost:' + location.port + '/loud'</script>`),
  '/prerenders': page(
    '<a href="/speaks?prerendered">go</a><script type="speculationrules">{"prerender":[{"urls":["/speaks?prerendered"],"eagerness":"immediate"}]}</script>',
  ),
}

/** Serves the pages of the bridge's tests on loopback. */
export async function serveSite(): Promise<Site> {
  const scripts = new Map([
    ['/page.js', await bundleScript(new URL('page.ts', import.meta.url))],
    ['/loud.js', await bundleScript(new URL('loud-page.ts', import.meta.url))],
  ])
  const prerendered = new Set<string>()
  // From `/hold` on, pages come with `/go`.
  const held: (() => void)[] = []
  let holding = false
  const loopback = await startLoopback((request, response) => {
    if (request.headers['sec-purpose']?.includes('prerender')) prerendered.add(request.url ?? '')
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const script = scripts.get(pathname)
    if (script !== undefined) return void response.setHeader('content-type', 'text/javascript').end(script)
    if (pathname === '/hold') holding = true
    if (pathname === '/go') {
      holding = false
      for (const answer of held.splice(0)) answer()
    }
    const html = PAGES[pathname]
    const answer = (): void => {
      response.statusCode = html === undefined ? 404 : 200
      response.setHeader('content-type', 'text/html').end(html ?? 'not found')
    }
    if (holding && html !== undefined) held.push(answer)
    else answer()
  })
  return { origin: loopback.origin, port: loopback.port, prerendered, close: loopback.close }
}
