/** A page that crashes was not left: what it said stays, and the tab says so. */
import type { Frame, Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openGenAiTab } from '../../support/devtools.ts'
import { longRun } from '../../support/long-run.ts'
import { pause, until } from '../../support/until.ts'
import { emit, numbered, readNames, readSpans, setSettings, untilConnection, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

let site: Site
let launched: LaunchedBrowser
let page: Page

beforeAll(async () => {
  site = await serveSite()
})
afterAll(() => site?.close())
// A browser of its own: what crashes is not to be the next test's.
afterEach(() => launched?.close())

async function open(): Promise<{ readonly devtools: Frame; readonly panel: Frame }> {
  launched = await launch()
  page = await launched.browser.newPage()
  await page.goto(`${site.origin}/speaks`)
  const { devtools, panel } = await openGenAiTab(page, launched)
  await setSettings(devtools, { preserveLog: false, forceRelay: false })
  await emit(page, 'said', 3)
  await page.evaluate(() => window.pages?.start('cut short'))
  await untilNames(devtools, [...numbered('said', 3), 'cut short'])
  return { devtools, panel }
}

const CRASHES: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['chrome://crash', () => page.goto('chrome://crash')],
  ['chrome://kill', () => page.goto('chrome://kill')],
  ['Page.crash', async () => (await page.createCDPSession()).send('Page.crash')],
]

// Each has a browser of its own: `npm test` runs one.
test.each(longRun ? CRASHES : CRASHES.slice(-1))('%s: the spans stay and it is said, until a reload', async (_, crash) => {
  const { devtools, panel } = await open()
  // What it answers, nobody is there to say.
  crash().catch(() => {})
  await untilConnection(devtools, 'silent')
  expect((await readNames(devtools)).sort()).toEqual(['cut short', ...numbered('said', 3)])
  expect((await readSpans(devtools)).filter(({ running }) => running)).toEqual([])
  await until('the tab says it', () => panel.evaluate(() => document.querySelector('[data-notice=silent]') !== null))
  await devtools.evaluate(() => window.genaiHost?.reloadPage())
  await untilConnection(devtools, 'connected')
  await untilNames(devtools, [])
})

test('a page that the debugger holds is neither gone nor silent', async () => {
  const { devtools } = await open()
  const session = await page.createCDPSession()
  await session.send('Debugger.enable')
  await session.send('Debugger.pause')
  void page.evaluate(() => 1).catch(() => {})
  await pause(3_000)
  await untilConnection(devtools, 'connected')
  expect(await readNames(devtools)).toHaveLength(4)
  await session.send('Debugger.resume')
  await emit(page, 'after')
  await untilNames(devtools, [...numbered('said', 3), 'cut short', 'after 1'])
})
