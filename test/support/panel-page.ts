/** The panel as a plain page, served from its sources with the scripted host: no extension, no DevTools. */
import type { Frame, Page } from 'puppeteer'
import { createServer, type ViteDevServer } from 'vite'
import { fileURLToPath } from 'node:url'
import { launch, type LaunchedBrowser } from './browser.ts'

export interface PanelPages {
  open(query: string, options?: PageOptions): Promise<{ readonly page: Page; readonly panel: Frame }>
  close(): Promise<void>
}

export interface PageOptions {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  readonly forcedColors?: boolean
}

export async function startPanelPages(): Promise<PanelPages> {
  const server = await createServer({
    configFile: fileURLToPath(new URL('../../panel/dev/vite.config.ts', import.meta.url)),
    logLevel: 'error',
  })
  await server.listen()
  const launched = await launch({ extension: false })
  return {
    open: (query, options = {}) => openPage(server, launched, query, options),
    async close() {
      await launched.close()
      await server.close()
    },
  }
}

async function openPage(server: ViteDevServer, { browser }: LaunchedBrowser, query: string, options: PageOptions) {
  const { width = 1600, height = 760, theme = 'light', forcedColors = false } = options
  const page = await browser.newPage()
  await page.setViewport({ width, height })
  // By protocol: Puppeteer's own call does not know forced colours.
  const session = await page.createCDPSession()
  const features = [
    { name: 'prefers-color-scheme', value: theme },
    { name: 'forced-colors', value: forcedColors ? 'active' : 'none' },
  ]
  await session.send('Emulation.setEmulatedMedia', { features })
  await page.goto(`${server.resolvedUrls?.local[0] ?? ''}?${query}`)
  await page.waitForSelector('.panel')
  return { page, panel: page.mainFrame() }
}
