import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import puppeteer, { type Browser, type Page } from 'puppeteer'
import { CHROMIUM_FLAGS, findBrowser } from '../../../scripts/browser.mjs'
import type { Behaviour } from './behaviour.ts'
import type { Guest, Outcome } from './page.ts'
import type { Origins } from './tools.ts'

declare global {
  var guest: Guest
}

export async function openBrowser(): Promise<Browser> {
  const { path } = await findBrowser()
  return puppeteer.launch({ executablePath: path, headless: true, pipe: true, args: [...CHROMIUM_FLAGS, '--ignore-certificate-errors'] })
}

const zone = (): Promise<string> => readFile(createRequire(import.meta.url).resolve('zone.js'), 'utf8')

/** Waits until the page's service worker answers for it. */
const controlled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const taken = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
    await navigator.serviceWorker.register('/worker/sw.js')
    await navigator.serviceWorker.ready
    if (!navigator.serviceWorker.controller) await taken
  })

/** A page with the script in it and nothing installed. */
export async function openBare(browser: Browser, origin: string, code: string): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(origin)
  await page.evaluate(code)
  return page
}

/** A page made ready for a row: in the order in which the row wants capture and its company to come. */
export async function openPage(browser: Browser, origin: string, code: string, row: Behaviour, captured: boolean): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(origin + (row.fresh?.path ?? '/'))
  if (row.fresh?.path) await controlled(page)
  if (row.fresh?.zone === 'before') await page.evaluate(await zone())
  await page.evaluate(code)
  await page.evaluate((name, on) => guest.prepare(name, on), row.name, captured)
  if (row.fresh?.zone === 'after') await page.evaluate(await zone())
  return page
}

export const runRow = (page: Page, name: string, captured: boolean, origins: Origins): Promise<Outcome> =>
  page.evaluate((row, on, given) => guest.run(row, on, given), name, captured, origins)
