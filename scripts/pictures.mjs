/**
 * `npm run pictures`: takes the pictures of the panel in `docs/screenshots`: each scene in both themes and in the sizes below, of the panel as a plain page
 * with the scripted host, whose clock stands still, so that only what changed in the panel changes a picture. `-- live rtl` takes only those scenes.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import puppeteer from 'puppeteer'
import { build, preview } from 'vite'
import { CHROMIUM_FLAGS, findBrowser } from './browser.mjs'
import { SCENES } from './scenes.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const target = join(root, 'docs', 'screenshots')

/** Docked at the side, docked below, undocked. */
const SIZES = [
  { width: 420, height: 760 },
  { width: 800, height: 300 },
  { width: 1600, height: 760 },
]
const THEMES = ['light', 'dark']

async function startPage(folder) {
  const config = { configFile: join(root, 'panel', 'dev', 'vite.config.ts'), logLevel: 'error' }
  const options = { outDir: folder, emptyOutDir: true, target: 'esnext', minify: false }
  await build({ ...config, define: { 'import.meta.env.DEV': 'true' }, build: options })
  return preview({ ...config, build: options, preview: { host: '127.0.0.1', port: 0 } })
}

async function takeScene(browser, origin, name, { query, steps = [], wide = false }) {
  for (const theme of THEMES) {
    for (const size of wide ? SIZES.slice(2) : SIZES) {
      // What a scene chooses is kept by the browser: each picture has one that knows nothing.
      const context = await browser.createBrowserContext()
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      await page.setViewport(size)
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }])
      await page.goto(`${origin}?${query}`)
      await page.waitForSelector('.panel')
      for (const step of steps) await step(page)
      // Words of rows and prices come when nothing else waits.
      await new Promise((resolve) => setTimeout(resolve, 1_500))
      await page.screenshot({ path: join(target, `${name}-${theme}-${size.width}.png`) })
      await context.close()
    }
  }
}

const wanted = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'genai-pictures-'))
const server = await startPage(folder)
const browser = await puppeteer.launch({ executablePath: (await findBrowser()).path, args: CHROMIUM_FLAGS })
mkdirSync(target, { recursive: true })
let failed = 0
try {
  for (const [name, scene] of Object.entries(SCENES)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    try {
      await takeScene(browser, server.resolvedUrls?.local[0] ?? '', name, scene)
      process.stdout.write(`${name}\n`)
    } catch (error) {
      failed++
      process.stdout.write(`${name}: ${error instanceof Error ? error.message : error}\n`)
    }
  }
} finally {
  await browser.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1
