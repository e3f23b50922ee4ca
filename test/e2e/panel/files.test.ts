/** Files that take their time: how far they are is told, and they can be stopped. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { startPanelPages, type PanelPages } from '../../support/panel-page.ts'
import { readNotice, saveTrace } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

let pages: PanelPages
const opened: Page[] = []

beforeAll(async () => {
  pages = await startPanelPages()
})
afterEach(async () => {
  for (const page of opened.splice(0)) await page.close()
})
afterAll(() => pages.close())

async function open(query: string): Promise<{ readonly page: Page; readonly panel: Frame }> {
  const { page, panel } = await pages.open(query)
  opened.push(page)
  return { page, panel }
}

const bar = (panel: Frame, kind: string): Promise<string> =>
  panel.evaluate((name) => document.querySelector(`[data-notice=${name}]`)?.textContent ?? '', kind)

test('a trace that takes long to save says how far it is; once it is cancelled nothing is downloaded', async () => {
  const { page, panel } = await open('dev=many&spans=30000')
  const session = await page.createCDPSession()
  let downloads = 0
  session.on('Page.downloadWillBegin', () => void downloads++)
  await session.send('Page.enable')
  await panel.click('[data-action=save]')
  await panel.click('[data-action=save-with-content]')
  const said = await until('the bar', () => bar(panel, 'saving'))
  expect(said).toMatch(/^Saving genai-\S+\.otlp\.json[\d,]+ of 30,000 spansCancel$/)
  expect(await panel.$eval('[data-action=save]', (button) => button.hasAttribute('disabled'))).toBe(true)
  await panel.click('[data-action=cancel-saving]')
  await until('the bar is gone', async () => (await bar(panel, 'saving')) === '')
  expect([await readNotice(panel), downloads]).toEqual(['', 0])
  expect(JSON.parse(await saveTrace(panel, page, { content: true })).resourceSpans).toHaveLength(1)
  expect(downloads).toBe(1)
})
