/**
 * Finds a Chromium or Chrome that can run the extension. Only `node:` imports: it runs before anything is installed.
 */
import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, platform, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cacheFile = join(root, '.cache', 'browsers.json')

/** The oldest major version that counts: `Target.openDevTools`, which opens the real DevTools for tests and `npm start`, came in it. */
export const MIN_CHROMIUM = 143

const isRoot = process.getuid?.() === 0

/** What every browser of ours is started with: nothing it does by itself may reach the network or a first-run page. */
export const CHROMIUM_FLAGS = [
  // Chromium's sandbox refuses to start for root.
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'google-chrome-beta',
  'google-chrome-unstable',
]
const MAC_NAMES = ['Chromium', 'Google Chrome', 'Google Chrome for Testing', 'Google Chrome Beta', 'Google Chrome Canary']
const WINDOWS_NAMES = ['Google\\Chrome', 'Chromium', 'Google\\Chrome Beta', 'Google\\Chrome SxS']

/** @returns {string[]} Where a browser lies on this kind of machine, whether it is there or not. */
function knownPaths() {
  if (platform() === 'darwin') {
    return MAC_NAMES.flatMap((name) =>
      ['/Applications', join(homedir(), 'Applications')].map((folder) => join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
    )
  }
  if (platform() === 'win32') {
    const folders = [process.env.LOCALAPPDATA, process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)']]
    return WINDOWS_NAMES.flatMap((name) => folders.flatMap((folder) => (folder ? [join(folder, name, 'Application', 'chrome.exe')] : [])))
  }
  const folders = new Set([...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/opt/google/chrome', '/snap/bin'])
  return LINUX_NAMES.flatMap((name) => [...folders].filter(Boolean).map((folder) => join(folder, name)))
}

/** Puppeteer's own download; answers at once where it was downloaded before. Prints `chrome@<version> <path>`. */
async function puppeteerDownload() {
  const cli = join(root, 'node_modules', 'puppeteer', 'lib', 'cjs', 'puppeteer', 'node', 'cli.js')
  if (!existsSync(cli)) throw new Error('puppeteer is not installed')
  process.stderr.write('No browser found yet: trying Puppeteer’s download of Chrome\n')
  const { stdout } = await run(process.execPath, [cli, 'browsers', 'install', 'chrome'], { cwd: root, timeout: 600_000 })
  const path = /chrome@\S+ (.+)/.exec(stdout)?.[1]?.trim()
  if (!path) throw new Error(`the download printed no path: ${stdout.trim().slice(0, 200)}`)
  return [path]
}

async function debianPackage() {
  if (platform() !== 'linux' || !existsSync('/etc/debian_version')) throw new Error('not a Debian system')
  if (!isRoot) throw new Error('not root')
  process.stderr.write('No browser found yet: installing the chromium package with apt-get\n')
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], { env: environment, timeout: 300_000 })
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env: environment, timeout: 900_000, maxBuffer: 64e6 })
  return ['/usr/bin/chromium']
}

const SOURCES = [
  { name: 'GENAI_BROWSER', paths: async () => (process.env.GENAI_BROWSER ? [process.env.GENAI_BROWSER] : []) },
  { name: 'this machine', paths: async () => knownPaths().filter((path) => existsSync(path)) },
  { name: 'Puppeteer’s download', paths: puppeteerDownload },
  { name: 'apt-get install chromium', paths: debianPackage },
]

/** Speaks the DevTools protocol over file descriptors 3 (in) and 4 (out): messages end with a NUL. */
function protocol(child) {
  const waiting = new Map()
  let rest = ''
  child.stdio[4].on('data', (data) => {
    const messages = (rest + data).split('\0')
    rest = messages.pop() ?? ''
    for (const text of messages) {
      const message = JSON.parse(text)
      waiting.get(message.id)?.(message)
    }
  })
  child.stdio[3].on('error', () => {})
  let id = 0
  return (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      id += 1
      waiting.set(id, (message) => (message.error ? reject(new Error(`${method}: ${message.error.message}`)) : resolve(message.result)))
      child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    })
}

const majorOf = (version) => Number(/(\d+)\.\d+\.\d+/.exec(version)?.[1] ?? 0)

/** `Browser.getVersion` alone would pass where no page can start; DevTools has to open too, since everything here lives in it. */
async function exercise(send) {
  const { product } = await send('Browser.getVersion')
  const version = product.replace(/^.*\//, '')
  if (majorOf(version) < MIN_CHROMIUM) return version
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true })
  const { result } = await send('Runtime.evaluate', { expression: '6 * 7' }, sessionId)
  if (result.value !== 42) throw new Error('a page does not run scripts')
  await send('Target.openDevTools', { targetId })
  return version
}

const PROBE_LIMIT = 30_000

/** Kills the browser and the processes it started. */
function kill(child) {
  try {
    if (platform() === 'win32') child.kill()
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

/** Starts it headless with a fresh profile. @returns {Promise<string>} its version @throws when it does not start or work */
async function launchOnce(path) {
  const profile = await mkdtemp(join(tmpdir(), 'genai-probe-'))
  const flags = [...CHROMIUM_FLAGS, '--headless=new', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank']
  const child = spawn(path, flags, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'], detached: platform() !== 'win32' })
  let said = ''
  child.stderr.on('data', (data) => (said = (said + data).slice(-2000)))
  const gone = new Promise((resolve) => child.once('close', resolve))
  const failed = new Promise((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`exited with ${code}: ${said.trim().split('\n').at(-1) ?? ''}`)))
    setTimeout(() => reject(new Error(`did not answer within ${PROBE_LIMIT / 1000} s`)), PROBE_LIMIT).unref()
  })
  try {
    return await Promise.race([exercise(protocol(child)), failed])
  } finally {
    failed.catch(() => {})
    kill(child)
    if (child.pid) await gone
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

async function readCache() {
  try {
    return JSON.parse(await readFile(cacheFile, 'utf8'))
  } catch {
    return {}
  }
}

async function remember(key, version) {
  await mkdir(dirname(cacheFile), { recursive: true })
  await writeFile(cacheFile, JSON.stringify({ ...(await readCache()), [key]: version }, null, 2))
}

/** The version of the browser at `path`, from the cache where that very file worked before. Failures are not kept: they may pass. */
async function probe(path) {
  const { mtimeMs, size } = await stat(path)
  const key = `${path} ${mtimeMs} ${size} ${MIN_CHROMIUM}`
  const cached = (await readCache())[key]
  const version = typeof cached === 'string' ? cached : await launchOnce(path)
  if (cached === undefined) await remember(key, version)
  if (majorOf(version) < MIN_CHROMIUM) throw new Error(`version ${version} is older than ${MIN_CHROMIUM}`)
  return version
}

const reasonOf = (error) => (error instanceof Error ? error.message : String(error)).split('\n')[0]

const ADVICE = [
  `Install Chromium or Chrome ${MIN_CHROMIUM} or newer, or name one:`,
  '  GENAI_BROWSER=/path/to/chrome npm start',
  'On Debian: apt-get install chromium. In a container Chrome may miss libraries: run it once by hand to see what it says.',
].join('\n')

/** The first of the source's browsers that is usable; the others, and why not, are added to `tried`. */
async function firstUsable({ name, paths }, tried) {
  try {
    for (const path of await paths()) {
      const version = await probe(path).catch((error) => void tried.push(`${name}: ${path}: ${reasonOf(error)}`))
      if (version) return { path, version }
    }
  } catch (error) {
    tried.push(`${name}: ${reasonOf(error)}`)
  }
  return undefined
}

/**
 * The first browser that starts, runs a page, opens DevTools and is new enough.
 * @returns {Promise<{ path: string, version: string }>}
 * @throws {Error} that names everything tried, and what to do
 */
export async function findBrowser() {
  const tried = []
  for (const source of SOURCES) {
    const found = await firstUsable(source, tried)
    if (found) return found
    // Whoever names a browser wants to know why it is not taken.
    if (source.name === 'GENAI_BROWSER' && tried.length > 0) process.stderr.write(`Not usable: ${tried[0]}\n`)
  }
  throw new Error(`No usable browser. Tried:\n${tried.map((line) => `  - ${line}`).join('\n')}\n${ADVICE}`)
}
