/** A small application, built for production, for pages that load nothing else. */
import type { ServerResponse } from 'node:http'
import { build } from 'vite'

/**
 * Its files by their paths: the entry is `/<name>.js`, what is loaded later `/<name>-….js`.
 *
 * @param root where its packages are
 * @param code its whole script
 */
export async function applicationFiles(root: string, name: string, code: string): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'application',
        enforce: 'pre',
        resolveId: (id) => (id === 'application' ? '\0application' : null),
        load: (id) => (id === '\0application' ? code : null),
      },
    ],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rolldownOptions: { input: 'application', output: { entryFileNames: `${name}.js`, chunkFileNames: `${name}-[name].js` } },
    },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one build was expected')
  return new Map(result.output.flatMap((output) => (output.type === 'chunk' ? [[`/${output.fileName}`, output.code] as const] : [])))
}

/** Answers with that file of the applications, after `delay` milliseconds; for `/page-<name>` with the page whose whole script is the application `name`. */
export function answerApplication(files: ReadonlyMap<string, string>, pathname: string, response: ServerResponse, delay: number = 0): void {
  const code = files.get(pathname)
  if (code !== undefined) {
    response.setHeader('content-type', 'text/javascript').setHeader('cache-control', 'no-store')
    return void setTimeout(() => response.end(code), delay)
  }
  response
    .setHeader('content-type', 'text/html')
    .end(`<!doctype html><link rel="icon" href="data:,"><script type="module" src="${pathname.replace('/page-', '/')}.js"></script>`)
}
