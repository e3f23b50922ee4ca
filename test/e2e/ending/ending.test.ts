/** When a call is over, in a real browser with the real panel: what only a browser can show of it. */
import { mkdirSync } from 'node:fs'
import type { Frame, Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openGenAiTab, setTheme } from '../../support/devtools.ts'
import { readDetails, readRows, selectRow, selectTab, type PanelRow } from '../../support/panel.ts'
import { pause, until } from '../../support/until.ts'
import { choice, DONE, serveEndings, USAGE, type EndingSite } from './site.ts'

let site: EndingSite
let launched: LaunchedBrowser
let page: Page
let panel: Frame
let devtoolsPage: Page

beforeAll(async () => {
  mkdirSync('out/test', { recursive: true })
  site = await serveEndings()
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})
beforeEach(async () => {
  page = await launched.browser.newPage()
  await page.goto(`${site.origin}/`)
  const tab = await openGenAiTab(page, launched)
  panel = tab.panel
  devtoolsPage = tab.devtoolsPage
})
afterEach(() => page.close())

const row = (wanted: (row: PanelRow) => boolean): Promise<PanelRow> =>
  until('the row of the call', async () => (await readRows(panel)).find((each) => each.type === 'span' && wanted(each)))

test('a call is probably over after its finish reason, until what is late takes that back', async () => {
  const answer = page.evaluate(() => window.readAll?.('/v1/chat/completions'))
  await row(({ status }) => status === 'waiting')
  site.send(': keep-alive\n\n')
  await pause(300)
  expect((await row(() => true)).status).toBe('waiting')
  site.send(choice(0, 'one') + choice(0, '', 'stop'))
  expect((await row(({ status }) => status === 'probably over')).bar).toContain('probably over')
  await devtoolsPage.screenshot({ path: 'out/test/probably-over-light.png' })
  await setTheme(devtoolsPage, 'dark')
  await devtoolsPage.screenshot({ path: 'out/test/probably-over-dark.png' })
  await setTheme(devtoolsPage, 'default')
  site.send(choice(1, 'two'))
  await row(({ status }) => status === 'streaming')
  site.send(choice(1, '', 'length'))
  await row(({ status }) => status === 'probably over')
  site.send(USAGE + DONE)
  site.end()
  expect(await row(({ running }) => !running)).toMatchObject({ status: 'stop, length', inputTokens: 21, outputTokens: 4 })
  expect(await answer).toContain('[DONE]')
  await selectRow(panel, 0)
  await selectTab(panel, 'timing')
  await until('its time to the first token', async () => /TTFT [\d.]+ m?s/.test(await readDetails(panel)))
})

test('a stream that the page lets go of ends when it is collected, with its last chunk', async () => {
  const began = performance.now()
  const read = page.evaluate(() => window.readSome?.('/v1/chat/completions', 1))
  await row(({ status }) => status === 'waiting')
  site.send(choice(0, 'one', 'stop'))
  await read
  const lastChunk = performance.now() - began
  await row(({ status }) => status === 'probably over')
  const session = await page.createCDPSession()
  // Chromium keeps a stream whose answer is still on its way, whoever has let go of it.
  await session.send('HeapProfiler.collectGarbage')
  await pause(300)
  expect((await row(() => true)).running).toBe(true)
  // What is not read keeps the stream from closing.
  site.send(USAGE)
  site.end()
  const ended = await until('the span has ended', async () => {
    await session.send('HeapProfiler.collectGarbage')
    return (await readRows(panel)).find(({ type, running }) => type === 'span' && !running)
  })
  expect(ended.status).toBe('stop')
  // Half a second of "probably over" and two collections lie between them.
  const duration = Number.parseFloat(ended.duration) * (ended.duration.endsWith(' ms') ? 1 : 1000)
  expect(duration).toBeLessThanOrEqual(lastChunk + 10)
})

test('a page that leaves at the wire’s own terminator has its span at once', async () => {
  const read = page.evaluate(() => window.readSome?.('/v1/chat/completions', 1))
  await row(({ status }) => status === 'waiting')
  site.send(choice(0, 'one', 'stop') + DONE)
  await read
  expect((await row(({ running }) => !running)).status).toBe('stop')
  site.end()
})
