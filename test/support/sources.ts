import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Source {
  /** Relative to the repository, with slashes. */
  readonly path: string
  readonly text: string
}

/** Every TypeScript file below the folders, builds and packages left out. */
export function sourcesIn(...folders: readonly string[]): readonly Source[] {
  return folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true })
      .map((entry) => `${folder}/${String(entry).replaceAll('\\', '/')}`)
      .filter((path) => /\.tsx?$/.test(path) && !/(^|\/)(dist|node_modules)\//.test(path))
      .map((path) => ({ path, text: readFileSync(root + path, 'utf8') })),
  )
}

/** Comments quote names as code: they are no second spelling. */
export const codeOf = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
