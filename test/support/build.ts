import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Everything that a built extension is made of. */
const SOURCES = ['manifest.json', 'vite.config.ts', 'tsconfig.json', 'package-lock.json', 'src', 'panel', 'sdk']

/** Hosts of the build that has them granted; `--host-resolver-rules` sends them to this machine. */
export const GRANTED_HOSTS = ['http://*.granted.test/*']

export interface Variant {
  readonly folder: string
  readonly hosts: readonly string[]
}
export const RELEASE: Variant = { folder: join(root, 'dist/extension'), hosts: [] }
export const GRANTED: Variant = { folder: join(root, 'dist/extension-granted'), hosts: GRANTED_HOSTS }

function newest(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return 0
  if (!stats.isDirectory()) return stats.mtimeMs
  const inside = readdirSync(path).filter((name) => name !== 'dist' && name !== 'node_modules')
  return Math.max(stats.mtimeMs, ...inside.map((name) => newest(join(path, name))))
}

const isFresh = (variant: Variant): boolean => {
  const built = statSync(join(variant.folder, 'manifest.json'), { throwIfNoEntry: false })
  return built !== undefined && built.mtimeMs > Math.max(...SOURCES.map((source) => newest(join(root, source))))
}

/** Builds beside and moves into place, so that nobody ever loads half a build. */
async function build(variant: Variant): Promise<void> {
  const work = `${variant.folder}.${process.pid}`
  await promisify(execFile)(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: root,
    env: {
      ...process.env,
      // Vitest's own environment would leave the extension plugin out and build for development.
      VITEST: '',
      NODE_ENV: 'production',
      GENAI_TEST_HOSTS: variant.hosts.join(','),
      GENAI_EXTENSION_OUT: relative(root, work),
    },
  })
  mkdirSync(join(variant.folder, '..'), { recursive: true })
  const old = `${work}.old`
  if (existsSync(variant.folder)) renameSync(variant.folder, old)
  renameSync(work, variant.folder)
  rmSync(old, { recursive: true, force: true })
}

/** Makes sure that `variant` is built from the sources as they are. */
export async function ensureBuilt(variant: Variant): Promise<void> {
  if (!isFresh(variant)) await build(variant)
}

/** Vitest's global setup of the end-to-end tests. */
export async function setup(): Promise<void> {
  await ensureBuilt(RELEASE)
  await ensureBuilt(GRANTED)
}
