/** The panel as a plain page with the scripted host: no extension, no DevTools. */
import type { BrowserContext, Frame, Page } from 'puppeteer'
import { preview, type PreviewServer } from 'vite'
import { afterAll, afterEach, beforeAll, inject } from 'vitest'
import { launch, type LaunchedBrowser } from './browser.ts'
import { panelConfig } from './panel-build.ts'

export interface PanelPage {
  readonly page: Page
  readonly panel: Frame
}

export interface PanelPages {
  open(query: string, options?: PageOptions): Promise<PanelPage>
}

export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  readonly forcedColors?: boolean
  /** In front, and allowed to read the clipboard. */
  readonly clipboard?: boolean
}

/** For the tests of a file: one browser. What a test opens shares a profile of its own, which goes with its pages when the test ends. */
export function panelPages(): PanelPages {
  let server: PreviewServer
  let launched: LaunchedBrowser
  let profile: BrowserContext | undefined
  beforeAll(async () => {
    server = await preview({ ...panelConfig, build: { outDir: inject('panelFolder') }, preview: { host: '127.0.0.1', port: 0 } })
    launched = await launch({ extension: false })
  })
  afterEach(async () => {
    await profile?.close()
    profile = undefined
  })
  afterAll(async () => {
    await launched?.close()
    await server?.close()
  })
  return {
    async open(query, options = {}) {
      profile ??= await launched.browser.createBrowserContext()
      return openPage(`${server.resolvedUrls?.local[0]}?${query}`, profile, options)
    },
  }
}

async function openPage(address: string, profile: BrowserContext, options: PageOptions): Promise<PanelPage> {
  const { width = 1600, height = 760, theme = 'light', forcedColors = false, clipboard = false } = options
  const page = await profile.newPage()
  await page.setViewport({ width, height })
  // By protocol: Puppeteer's own call does not know forced colours.
  const session = await page.createCDPSession()
  const features = [
    { name: 'prefers-color-scheme', value: theme },
    { name: 'forced-colors', value: forcedColors ? 'active' : 'none' },
  ]
  await session.send('Emulation.setEmulatedMedia', { features })
  await page.goto(address)
  await page.waitForSelector('.panel')
  if (clipboard) {
    await profile.overridePermissions(new URL(address).origin, ['clipboard-read'])
    await page.bringToFront()
  }
  return { page, panel: page.mainFrame() }
}
