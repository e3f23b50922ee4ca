/**
 * `npm run panel`: the panel as a plain page, for trace files without DevTools. Serves it on loopback, opens a browser, and stays until Ctrl+C. Only `node:`
 * imports: it starts in a fresh clone.
 *
 *     npm run panel -- [--no-open] [trace.json …]
 */
import { createReadStream, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './install.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const { values, positionals } = parseArgs({ options: { 'no-open': { type: 'boolean', default: false } }, allowPositionals: true })
const files = positionals.map((path) => resolve(path))
for (const file of files) if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Error(`There is no file ${file}`)

/** The files that were named, and no others of this machine: `/opened/<number>`. */
const givesFiles = {
  name: 'genai-opened-files',
  configureServer({ middlewares }) {
    middlewares.use('/opened', (request, response) => {
      const file = files[Number((request.url ?? '').slice(1) || Number.NaN)]
      if (file === undefined) {
        response.statusCode = 404
        return void response.end()
      }
      response.setHeader('content-type', 'application/octet-stream')
      createReadStream(file)
        .on('error', () => response.destroy())
        .pipe(response)
    })
  },
}

ensureInstalled()
const { createServer } = await import('vite')
const query = new URLSearchParams([['files', ''], ...files.map((file) => ['open', basename(file)])])
const server = await createServer({
  configFile: join(root, 'panel', 'dev', 'vite.config.ts'),
  logLevel: 'error',
  plugins: [givesFiles],
  server: { host: '127.0.0.1', open: values['no-open'] ? false : `/?${query}` },
})
await server.listen()
process.stdout.write(`${server.resolvedUrls?.local[0]}?${query}\n`)
