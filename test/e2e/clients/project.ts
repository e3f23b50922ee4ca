/** The clients as applications install and bundle them: projects of their own, each by its lockfile, kept from one run to the next. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build, type Plugin } from 'vite'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const fixtures = join(root, 'test/clients/fixtures')

/** @returns the folder that has the packages. @throws with npm's words when it fails */
async function installed(fixture: string): Promise<string> {
  const lockfile = readFileSync(join(fixtures, fixture, 'package-lock.json'))
  const mark = createHash('sha256').update(lockfile).update(process.version).digest('hex').slice(0, 12)
  const folder = join(root, '.cache/clients', `${fixture}-${mark}`)
  if (existsSync(folder)) return folder
  const work = `${folder}.${process.pid}`
  mkdirSync(work, { recursive: true })
  cpSync(join(fixtures, fixture), work, { recursive: true })
  // No script of theirs is needed in a browser.
  const args = ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await promisify(execFile)('npm', args, { cwd: work, maxBuffer: 2 ** 24, shell: process.platform === 'win32' })
  if (existsSync(folder)) rmSync(work, { recursive: true, force: true })
  else renameSync(work, folder)
  return folder
}

/** Finds packages in `folder`, whoever asks from outside it. */
function packagesOf(folder: string): Plugin {
  return {
    name: 'packages-of',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer?.startsWith(fixtures) || source.startsWith('.') || source.startsWith('/')) return null
      return this.resolve(source, join(folder, 'page.js'), { skipSelf: true })
    },
  }
}

/** @param minified as applications ship it; else class names stay: part of what is compared, and of what one reads when they differ */
async function bundle(entry: string, plugins: readonly Plugin[] = [], minified = false): Promise<string> {
  const result = await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [...plugins],
    build: {
      write: false,
      minify: minified,
      target: 'esnext',
      modulePreload: false,
      rolldownOptions: { input: entry, output: { codeSplitting: false } },
    },
  })
  if (Array.isArray(result) || !('output' in result)) throw new Error('one bundle was expected')
  return result.output[0].code
}

export async function bundleForms(fixture: string, forms: string, minified = false): Promise<string> {
  return bundle(join(fixtures, 'forms', `${forms}.js`), [packagesOf(await installed(fixture))], minified)
}

export const bundlePage = (name: string): Promise<string> => bundle(fileURLToPath(new URL(`page/${name}.ts`, import.meta.url)))

/** @param entry of a page's own code */
export const bundleMinified = (entry: URL): Promise<string> => bundle(fileURLToPath(entry), [], true)

/** The version that is tested, as the table says it. */
export function versionOf(fixture: string, name: string): string {
  const { dependencies = {} }: { readonly dependencies?: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(fixtures, fixture, 'package.json'), 'utf8'),
  )
  return dependencies[name] ?? ''
}
