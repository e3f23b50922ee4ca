import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type WebWorker } from 'puppeteer'
import { CHROMIUM_FLAGS, findBrowser } from '../../scripts/browser.mjs'
import { ensureBuilt, GRANTED, RELEASE } from './build.ts'
import { until } from './until.ts'

export interface LaunchOptions {
  /** Loads the built extension. Default true. */
  readonly extension?: boolean
  /** The build whose manifest grants `http://*.granted.test/*` from the start. Default false. */
  readonly granted?: boolean
  /** Default true. */
  readonly headless?: boolean
  readonly width?: number
  readonly height?: number
  readonly args?: readonly string[]
}

export interface LaunchedBrowser {
  readonly browser: Browser
  /** Empty without the extension. */
  readonly extensionId: string
  /** Closes the browser and removes its profile. */
  close(): Promise<void>
}

/** Starts Chromium with a fresh profile and the unpacked extension in it. */
export async function launch(options: LaunchOptions = {}): Promise<LaunchedBrowser> {
  const { extension = true, granted = false, headless = true, width = 1600, height = 900, args = [] } = options
  const folder = mkdtempSync(join(tmpdir(), 'genai-browser-'))
  const loaded = extension ? [await copyOfBuild(granted, folder)] : []
  const browser = await puppeteer.launch({
    executablePath: (await findBrowser()).path,
    headless,
    // Chrome loads an unpacked extension by this protocol command only when it is driven through a pipe.
    pipe: true,
    enableExtensions: loaded,
    userDataDir: join(folder, 'profile'),
    defaultViewport: null,
    args: [...CHROMIUM_FLAGS, `--window-size=${width},${height}`, '--host-resolver-rules=MAP *.test 127.0.0.1', ...args],
  })
  const close = async (): Promise<void> => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  const extensionId = extension ? await findExtension(browser) : ''
  return { browser, extensionId, close }
}

/** A copy, so that a build that runs meanwhile does not change what this browser loads later. */
async function copyOfBuild(granted: boolean, folder: string): Promise<string> {
  const variant = granted ? GRANTED : RELEASE
  await ensureBuilt(variant)
  const copy = join(folder, 'extension')
  cpSync(variant.folder, copy, { recursive: true })
  return copy
}

/** The list is empty right after launch and fills a little later. */
async function findExtension(browser: Browser): Promise<string> {
  return until('the extension is listed', async () => {
    const extensions = await browser.extensions()
    return [...extensions.values()].find((extension) => extension.name === 'GenAI DevTools')?.id
  })
}

const isOurWorker = (url: string, extensionId: string): boolean => url.startsWith(`chrome-extension://${extensionId}/`)

/** The running service worker, woken if it sleeps. */
export async function serviceWorker({ browser, extensionId }: LaunchedBrowser): Promise<WebWorker> {
  const target = await browser.waitForTarget((each) => each.type() === 'service_worker' && isOurWorker(each.url(), extensionId))
  const worker = await target.worker()
  if (!worker) throw new Error('the service worker has no handle')
  return worker
}

/**
 * Kills the service worker, as the browser itself does when it is idle. Resolves to whether one was running. By the browser's own list:
 * Puppeteer's may hold workers that are long dead.
 */
export async function killServiceWorker({ browser, extensionId }: LaunchedBrowser): Promise<boolean> {
  const session = await browser.target().createCDPSession()
  const running = async (): Promise<string[]> => {
    const { targetInfos } = await session.send('Target.getTargets')
    return targetInfos.flatMap(({ type, url, targetId }) => (type === 'service_worker' && isOurWorker(url, extensionId) ? [targetId] : []))
  }
  const killed = await running()
  for (const targetId of killed) await session.send('Target.closeTarget', { targetId })
  await until('the service worker is gone', async () => {
    const left = await running()
    return killed.every((targetId) => !left.includes(targetId))
  })
  await session.detach()
  return killed.length > 0
}
