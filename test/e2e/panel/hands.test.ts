/** The way of one who looks for what went wrong, by keys alone and by the mouse alone: open, the slowest call, its prompt, the errors, a copy, a file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileChooser, Frame, Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { panelPages, type PanelPage } from '../../support/panel-page.ts'
import { readRows } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const FILE = 'of a file'
const SLOWEST = '5.74 s'
const PROMPT = 'Compare.'

const pages = panelPages()
const folder = mkdtempSync(join(tmpdir(), 'genai-hands-'))
const path = join(folder, 'trace.json')

beforeAll(async () => {
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: FILE, startTimeUnixNano: '1763726400000000000' }
  writeFileSync(path, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
})

/** The page of the failed call has its request. */
async function open(): Promise<PanelPage> {
  const { page, panel } = await pages.open('dev=done', { clipboard: true })
  const failed = await panel.$eval('[data-outcome=error]', (row) => row.getAttribute('data-span'))
  const request = {
    method: 'POST',
    url: 'https://api.openai.com/v1/chat/completions',
    headers: {},
    keys: ['authorization: Bearer'],
    body: '{}',
  }
  await panel.evaluate((id, value) => void window.genaiDev?.payloads.set(`${id}/raw.request`, value), failed, request)
  // What is saved: its bytes stay in the page.
  await page.evaluate(() => {
    const create = URL.createObjectURL.bind(URL)
    URL.createObjectURL = (blob: Blob) => (Object.assign(window, { saved: blob.text() }), create(blob))
  })
  return { page, panel }
}

/** On a busy machine the browser may let a chooser go: it is asked for again. */
async function chooseFile(page: Page, ask: () => Promise<void>): Promise<void> {
  let chooser: FileChooser | undefined
  void page.waitForFileChooser({ timeout: 0 }).then((one) => (chooser = one))
  const opened = await until('a chooser', async () => {
    if (chooser === undefined) await ask()
    return chooser
  })
  await opened.accept([path])
}

const names = async (panel: Frame) => (await readRows(panel)).map(({ operation }) => operation)
const selected = (panel: Frame, selector: string) => panel.$eval(`[aria-selected=true] ${selector}`, (cell) => cell.textContent ?? '')
const readPrompt = (panel: Frame) =>
  until('the prompt', () => panel.evaluate((words) => document.querySelector('.messages')?.textContent.includes(words), PROMPT))
const statuses = async (panel: Frame) => new Set((await readRows(panel)).filter(({ type }) => type === 'span').map(({ status }) => status))

async function expectCopyAndFile(panel: Frame): Promise<void> {
  await until('the copy', async () => (await panel.evaluate(() => navigator.clipboard.readText())).startsWith('curl '))
  const saved = await until('the file', () => panel.evaluate(() => Reflect.get(window, 'saved') as Promise<string> | undefined))
  expect(saved).toContain(FILE)
  expect(saved).toContain('resourceSpans')
}

test('by keys alone', async () => {
  const { page, panel } = await open()
  const press = async (...keys: readonly Parameters<Page['keyboard']['press']>[0][]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const focused = () =>
    panel.evaluate(() => document.activeElement?.getAttribute('data-action') ?? document.activeElement?.getAttribute('role'))
  const tabTo = (what: string) =>
    until(`Tab to reach ${what}`, async () => {
      if ((await focused()) === what) return true
      await press('Tab')
      return false
    })
  await tabTo('open')
  await chooseFile(page, () => press('Enter'))
  await until('the file', async () => (await names(panel)).includes(FILE))

  await press('/')
  await page.keyboard.type('kind:llm ')
  await press('Escape')
  await page.keyboard.type('kind:llm')
  await press('Enter')
  await tabTo('treegrid')
  // From the first row to the header: the column of the duration, longest first.
  await press('Home', 'ArrowUp')
  await until('the column', async () => {
    if ((await panel.evaluate(() => document.activeElement?.getAttribute('data-column'))) === 'duration') return true
    await press('ArrowRight')
    return false
  })
  await press('Enter', 'Enter', 'ArrowDown', 'Home')
  await until('the slowest', async () => (await selected(panel, '.duration')) === SLOWEST)
  await press('Enter')
  await readPrompt(panel)

  await press('/')
  await page.keyboard.down('Control')
  await press('a')
  await page.keyboard.up('Control')
  await page.keyboard.type('status:error')
  await press('Enter')
  await until('the errors', async () => [...(await statuses(panel))].join() === '429')
  await tabTo('treegrid')
  await press('Home')
  await page.keyboard.down('Shift')
  await press('F10')
  await page.keyboard.up('Shift')
  await until('the menu', async () => (await focused()) === 'copy')
  await press('ArrowRight', 'Enter')
  await tabTo('save')
  await press('Enter')
  await until('the menu of saving', async () => (await focused()) === 'save-with-content')
  await press('Enter')
  await expectCopyAndFile(panel)
})

test('by the mouse alone', async () => {
  const { page, panel } = await open()
  const click = (selector: string) => panel.locator(selector).click()
  await chooseFile(page, () => click('[data-action=open]'))
  await until('the file', async () => (await names(panel)).includes(FILE))
  await click('[data-kind=LLM]')
  await click('[data-column=duration] .label')
  await click('[data-column=duration] .label')
  await until('the slowest', async () => (await readRows(panel))[0]?.duration === SLOWEST)
  await click('#row-0 .name')
  await readPrompt(panel)

  await click('[data-kind=All]')
  await click('[data-total=failures] button')
  await until('the errors', async () => [...(await statuses(panel))].join() === '429')
  await panel.locator('#row-0 .name').click({ button: 'right' })
  await panel.locator('.context-menu [data-action=copy]').hover()
  await click('.context-menu [data-action=copy-curl]')
  await click('[data-action=save]')
  await click('[data-action=save-with-content]')
  await expectCopyAndFile(panel)
})
