/**
 * Installs what is missing. Only `node:` imports: it runs in a fresh clone.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const stamp = join(modules, '.genai-lockfile')

/** Node's version belongs to it: another one may need other native files. */
function fingerprint() {
  const lockfile = readFileSync(join(root, 'package-lock.json'))
  return createHash('sha256').update(lockfile).update(process.version).digest('hex')
}

const stamped = () => (existsSync(stamp) ? readFileSync(stamp, 'utf8') : '')

/** @throws {Error} when Node is too old or `npm ci` fails; npm has then said why. */
export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) throw new Error(`Node 20.19 or newer is needed, this is ${process.version}`)
  const wanted = fingerprint()
  if (stamped() === wanted) return
  process.stderr.write('Installing packages (npm ci)\n')
  // On Windows npm is a .cmd file, which only a shell can start.
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) throw new Error(`npm ci failed with exit code ${status}`)
  writeFileSync(stamp, wanted)
}
