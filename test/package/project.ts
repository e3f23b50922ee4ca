/** Applications that install the SDK as it is published: from the packed tarball, in a folder outside the repository, by their own lockfile. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../', import.meta.url))
const windows = process.platform === 'win32'

export type Fixture = 'bundled-app' | 'empty-app' | 'joined-app' | 'next-app'

export interface Project {
  readonly folder: string
  /** Runs a tool of the project's own: `tsc`, `vite build`. @throws with the tool's output when it fails */
  run(tool: string, ...args: readonly string[]): Promise<void>
  remove(): void
}

async function execute(folder: string, file: string, args: readonly string[]): Promise<string> {
  // Vitest's NODE_ENV would make Vite build for tests.
  const env = { ...process.env, NODE_ENV: 'production', VITEST: '' }
  try {
    const { stdout } = await promisify(execFile)(file, args, { cwd: folder, env, maxBuffer: 2 ** 24, shell: windows })
    return stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${file} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error })
  }
}

/** Builds and packs the SDK. @returns the tarball's path */
async function packInto(folder: string): Promise<string> {
  await execute(root, 'npm', ['run', '--silent', 'build:sdk'])
  await execute(root, 'npm', ['pack', '--silent', '--workspace', 'sdk', '--pack-destination', folder])
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  if (!tarball) throw new Error('npm pack made no tarball')
  return join(folder, tarball)
}

/** npm says no to peers that do not fit, so an install is a test by itself. */
export async function installProject(fixture: Fixture): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), `genai-${fixture}-`))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    cpSync(join(root, 'test/package/fixtures', fixture), folder, { recursive: true })
    const tarball = await packInto(folder)
    const quiet = ['--prefer-offline', '--no-audit', '--no-fund']
    // Development tools too, whatever NODE_ENV says.
    await execute(folder, 'npm', ['ci', '--include=dev', ...quiet])
    await execute(folder, 'npm', ['install', '--include=dev', '--no-save', ...quiet, tarball])
  } catch (error) {
    remove()
    throw error
  }
  const run = async (tool: string, ...args: readonly string[]): Promise<void> => {
    await execute(folder, join(folder, 'node_modules/.bin', tool), args)
  }
  return { folder, run, remove }
}
