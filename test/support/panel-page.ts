/** The panel as a plain page with the scripted host: no extension, no DevTools. */
import type { Frame, Page } from 'puppeteer'
import { preview } from 'vite'
import { inject } from 'vitest'
import { launch, type LaunchedBrowser } from './browser.ts'
import { panelConfig } from './panel-build.ts'

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
  const server = await preview({ ...panelConfig, build: { outDir: inject('panelFolder') }, preview: { host: '127.0.0.1', port: 0 } })
  const launched = await launch({ extension: false })
  return {
    open: (query, options = {}) => openPage(server.resolvedUrls?.local[0] ?? '', launched, query, options),
    async close() {
      await launched.close()
      await server.close()
    },
  }
}

async function openPage(origin: string, { browser }: LaunchedBrowser, query: string, options: PageOptions) {
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
  await page.goto(`${origin}?${query}`)
  await page.waitForSelector('.panel')
  return { page, panel: page.mainFrame() }
}
