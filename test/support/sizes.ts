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
  /** Bytes of the chunks whose names begin so, and of all that they import, which are loaded later. @throws where there is no such chunk. */
  together(...names: readonly string[]): number
  /** How many files that are. */
  files(...names: readonly string[]): number
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
  /** These files, and all that they import. */
  const reach = (files: readonly string[], known: ReadonlySet<string> = new Set()): ReadonlySet<string> => {
    const reached = new Set<string>()
    const visit = (file: string): void => {
      if (known.has(file) || reached.has(file)) return
      reached.add(file)
      for (const next of byFile.get(file)?.imports ?? []) visit(next)
    }
    for (const file of files) visit(file)
    return reached
  }
  const sizeOf = (text: string): number => gzipSync(text, { level: 9 }).length
  const sum = (files: ReadonlySet<string>): number => [...files].reduce((bytes, file) => bytes + sizeOf(byFile.get(file)?.code ?? ''), 0)
  const nameOf = (file: string): string => file.replace(/^.*\//, '')
  const first = reach(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName))
  const later = chunks.filter(({ fileName }) => !first.has(fileName))
  const chunksOf = (names: readonly string[]): ReadonlySet<string> => {
    const files = names.map((name) => {
      const found = later.find(({ fileName }) => nameOf(fileName) === name || nameOf(fileName).startsWith(`${name}-`))
      if (found === undefined) throw new Error(`no chunk ${name}`)
      return found.fileName
    })
    return reach(files, first)
  }
  return {
    first: sum(first),
    later: Object.fromEntries(later.map(({ fileName, code: text }) => [nameOf(fileName), sizeOf(text)])),
    together: (...names) => sum(chunksOf(names)),
    files: (...names) => chunksOf(names).size,
  }
}
