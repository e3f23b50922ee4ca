/** A real call's request and stream reach the Raw tab as the wire had them, without its key; and none of it does where the page redacts. */
import type { Frame, Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openGenAiTab, type GenAiTab } from '../../support/devtools.ts'
import { readRows, selectRow, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { serveSite, type Site } from './site.ts'

const WORDS = 40

let site: Site
let launched: LaunchedBrowser
let page: Page
let tab: GenAiTab

beforeAll(async () => {
  site = await serveSite()
  launched = await launch()
  page = await launched.browser.newPage()
  await page.goto(`${site.origin}/speaks`)
  tab = await openGenAiTab(page, launched)
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

/** The words of the Raw tab of the call that the page makes now. */
async function rawOfCall(panel: Frame): Promise<string> {
  await page.evaluate((words) => window.pages?.ask(words), WORDS)
  const callAt = async () => (await readRows(panel)).findIndex(({ operation, running }) => operation === 'chat' && !running)
  await until('the call to end', async () => (await callAt()) >= 0)
  await selectRow(panel, await callAt())
  await selectTab(panel, 'raw')
  const words = () => panel.$eval('.raw', (raw) => raw.textContent ?? '')
  await until('the page to answer', async () => !(await words()).includes('Asking the page'))
  return words()
}

test('as it was sent and as it came', async () => {
  const { panel, devtools } = tab
  const words = await rawOfCall(panel)
  for (const part of [
    'POST',
    `${site.origin}/at-once/v1/chat/completions`,
    'authorization: Bearer',
    '"content": "Say words."',
    `${WORDS + 1} events`,
    '{"id":"s","choices":[{"index":0,"delta":{"content":"word-1 "},"finish_reason":null}]}',
    `"content":"word-${WORDS} "`,
    '[DONE]',
  ])
    expect(words).toContain(part)
  const everywhere = await devtools.evaluate(async () => JSON.stringify(await window.genaiHost?.trace.readDump()))
  expect(everywhere).not.toContain('raw.re')
  expect(words + everywhere).not.toContain('planted-key')
  expect(await panel.$$eval('.raw-row > span:first-child', (cells) => cells.every((cell) => / m?s$/.test(cell.textContent ?? '')))).toBe(
    true,
  )
})

test('with the line that made it, and a way to the Network panel', async () => {
  const { panel } = tab
  expect(
    await panel.$eval('[data-action=open-source]', (link) => [link.textContent?.replace(/\d+/g, 'N'), link.getAttribute('title')]),
  ).toEqual(['page.js:N:N', `${site.origin}/page.js`])
  expect(await panel.$('[data-action=show-in-network]')).not.toBeNull()
})

test('is not given out by a page that redacts', async () => {
  await page.goto(`${site.origin}/speaks?redacts`)
  const words = await rawOfCall(tab.panel)
  expect(words).toContain('The page redacts what it shows')
  expect(words).not.toMatch(/word-1|Say words/)
})

// From here on other panels take the place of the GenAI tab, which draws nothing then.
test('a refusal that the page did not read leads to its request in the Network panel', async () => {
  const { panel, devtoolsPage } = tab
  await page.goto(`${site.origin}/speaks`)
  await page.evaluate(() => window.pages?.refused())
  await panel.locator('[data-span] ::-p-text(refuses)').click()
  await selectTab(panel, 'messages')
  await panel.waitForSelector('[data-role=error] ::-p-text(did not read)')
  await panel.locator('[data-role=error] [data-action=show-in-network]').click()
  const filter = `url:${site.origin}/at-once/v1/chat/completions status-code:429`
  const shown = () => devtoolsPage.$eval('pierce/.toolbar-filter .text-prompt', (prompt) => prompt.textContent?.trim())
  await until('the Network panel has its filter', async () => (await shown().catch(() => undefined)) === filter)
})

test('a line opens in Sources where that has its file', async () => {
  const opened = await tab.devtools.evaluate(
    (file) =>
      Promise.all([
        window.genaiHost?.openSource?.({ file, line: 2, column: 1 }),
        window.genaiHost?.openSource?.({ file: `${file}x`, line: 2, column: 1 }),
      ]),
    `${site.origin}/page.js`,
  )
  expect(opened).toEqual([true, false])
})
