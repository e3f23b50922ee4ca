/** What an application downloads: its entry as Vite builds it for production, each chunk by itself. */
import { cpSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

export interface Download {
  /** Bytes of what is loaded at once, gzip -9. */
  readonly first: number
  /** And of each chunk that is loaded later, by its file's name. */
  readonly later: { readonly [chunk: string]: number }
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const OUT = `${root}/out/size-sdk`
const DIST = `${OUT}/dist`
const ENTRY = '\0application'

/** Builds the package once more, beside the one that others use. */
export async function buildPackage(): Promise<void> {
  await build({ configFile: `${root}/sdk/vite.config.ts`, logLevel: 'error', build: { outDir: DIST, emptyOutDir: true } })
  // It says which files have side effects.
  cpSync(`${root}/sdk/package.json`, `${OUT}/package.json`)
}

/** What the package's entries are: `''` the main one. */
const entryOf = (name: string): string => `${DIST}/${name === '' ? 'index' : name.slice(1)}.js`
const PACKAGE = /^@genai-devtools\/web(\/\w+)?$/

/** `code`: the application's whole script; `from`: where its packages are. The API is left out: an application that traces has it. */
export async function downloadOf(code: string, from: string = root): Promise<Download> {
  const application = {
    name: 'application',
    // Before the packages that are installed: the workspace has one of this name, of an earlier build perhaps.
    enforce: 'pre' as const,
    resolveId: (id: string) => (id === 'application' ? ENTRY : PACKAGE.test(id) ? entryOf(PACKAGE.exec(id)?.[1] ?? '') : null),
    load: (id: string) => (id === ENTRY ? code : null),
  }
  const result = await build({
    root: from,
    configFile: false,
    logLevel: 'error',
    plugins: [application],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      rolldownOptions: { input: 'application', external: ['@opentelemetry/api'] },
    },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one build was expected')
  const chunks = result.output.flatMap((output) => (output.type === 'chunk' ? [output] : []))
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const first = new Set<string>()
  const visit = (file: string): void => {
    if (first.has(file)) return
    first.add(file)
    for (const next of byFile.get(file)?.imports ?? []) visit(next)
  }
  for (const chunk of chunks) if (chunk.isEntry) visit(chunk.fileName)
  const sizeOf = (text: string): number => gzipSync(text, { level: 9 }).length
  const sum = [...first].reduce((bytes, file) => bytes + sizeOf(byFile.get(file)?.code ?? ''), 0)
  const later = chunks.filter(({ fileName }) => !first.has(fileName))
  return { first: sum, later: Object.fromEntries(later.map(({ fileName, code: text }) => [fileName.replace(/^.*\//, ''), sizeOf(text)])) }
}
