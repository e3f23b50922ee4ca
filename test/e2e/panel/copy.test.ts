/** The menu of a row and of a value, what it copies, recording, keys and settings: by mouse and keys alone, the clipboard read as another program would. */
import { describe, expect, test } from 'vitest'
import type { Frame, KeyInput, Page } from 'puppeteer'
import { panelPages, type PageOptions } from '../../support/panel-page.ts'
import { readDetails, readRows, selectRow, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const pages = panelPages()

const open = (query: string, options?: PageOptions) => pages.open(query, { ...options, clipboard: true })

const ROW_OF_CALL = 4
const SPANS_OF_TRACE = 7
const clipboard = (panel: Frame) => panel.evaluate(() => navigator.clipboard.readText())
const remark = (panel: Frame) => panel.$eval('.remark-region', (region) => region.textContent ?? '')
const copied = (panel: Frame, what: string) => until(`"${what}" to be copied`, async () => (await remark(panel)).includes(what))
const focused = (panel: Frame) =>
  panel.evaluate(() => document.activeElement?.getAttribute('data-action') ?? document.activeElement?.getAttribute('role') ?? '')
const entries = (panel: Frame) => panel.$$eval('.context-menu [data-action]', (all) => all.map((one) => one.getAttribute('data-action')))
const choose = (panel: Frame, action: string) => panel.locator(`.context-menu [data-action=${action}]`).click()
const rightClick = (panel: Frame, selector: string) => panel.locator(selector).click({ button: 'right' })

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const chord of keys) {
    const parts = chord.split('+') as KeyInput[]
    const last = parts.pop()
    for (const part of parts) await page.keyboard.down(part)
    if (last !== undefined) await page.keyboard.press(last)
    for (const part of parts.toReversed()) await page.keyboard.up(part)
  }
}

describe('the menu of a row', () => {
  test('by the mouse: copies the call as a transcript', async () => {
    const { panel } = await open('dev=done')
    await rightClick(panel, `#row-${ROW_OF_CALL}`)
    expect(await entries(panel)).toEqual(['copy', 'filter-model', 'save-this'])
    await panel.locator('.context-menu [data-action=copy]').hover()
    await choose(panel, 'copy-markdown')
    await copied(panel, 'Copied the transcript')
    expect(await clipboard(panel)).toMatch(
      /^# chat claude-sonnet-4-5\n\nanthropic · tool\\_use · 3\.10 s · first chunk 1\.34 s · 642 → 248 tokens \(314 cached, 62 reasoning\)/,
    )
    expect(await panel.$('.context-menu')).toBeNull()
    expect(await panel.$eval('[aria-selected=true]', (row) => row.id)).toBe(`row-${ROW_OF_CALL}`)
  })

  test('by keys: walks, opens what is under an entry, finds by letters, goes back', async () => {
    const { page, panel } = await open('dev=done')
    await panel.focus('[role=treegrid]')
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Shift+F10')
    await until('the first entry', async () => (await focused(panel)) === 'copy')
    const walk = async (key: string, to: string) => {
      await press(page, key)
      await until(`${key} to reach ${to}`, async () => (await focused(panel)) === to)
    }
    await walk('ArrowUp', 'save-this')
    await walk('ArrowDown', 'copy')
    await walk('End', 'save-this')
    await walk('c', 'copy')
    await walk('ArrowRight', 'copy-curl')
    await walk('ArrowLeft', 'copy')
    await walk('Enter', 'copy-curl')
    await walk('Escape', 'copy')
    await walk('ArrowRight', 'copy-curl')
    await walk('End', 'copy-answer')
    await walk('Home', 'copy-curl')
    await walk('ArrowDown', 'copy-fetch')
    await walk('ArrowDown', 'copy-json')
    await press(page, 'Enter')
    await copied(panel, 'Copied JSON')
    expect(JSON.parse(await clipboard(panel))).toMatchObject({
      name: 'chat claude-sonnet-4-5',
      state: 'ended',
      content: { outputMessages: [{}] },
    })
    expect(await focused(panel)).toBe('treegrid')
    await press(page, 'ContextMenu')
    await until('the menu again', async () => (await focused(panel)) === 'copy')
    await walk('Escape', 'treegrid')
  })

  test('of a trace folds all below, and copies that trace alone as OTLP that opens', async () => {
    const { panel } = await open('dev=done')
    const rows = await readRows(panel)
    const all = rows.length
    await rightClick(panel, '#row-0')
    expect(await entries(panel)).toEqual(['copy', 'filter-conversation', 'expand-all', 'collapse-all', 'save-this'])
    await choose(panel, 'collapse-all')
    await until('fewer rows', async () => (await readRows(panel)).length < all)
    await rightClick(panel, '#row-0')
    await choose(panel, 'expand-all')
    await until('all rows', async () => (await readRows(panel)).length === all)
    await rightClick(panel, '#row-0')
    await panel.locator('.context-menu [data-action=copy]').hover()
    await choose(panel, 'copy-otlp')
    await copied(panel, 'Copied OTLP/JSON')
    const otlp = await clipboard(panel)
    const { panel: other } = await open('dev=empty')
    await other.evaluate((text) => {
      const files = new DataTransfer()
      files.items.add(new File([text], 'copied.json'))
      document.querySelector('.panel')?.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true }))
    }, otlp)
    await other.waitForSelector('[data-span]')
    expect((await readRows(other)).map((row) => row.operation)).toEqual(rows.slice(0, SPANS_OF_TRACE + 1).map((row) => row.operation))
  })

  test('filters by what the span has, and opens a span as the root and all rows again', async () => {
    const { panel } = await open('dev=done')
    const operations = async () => (await readRows(panel)).map((row) => row.operation)
    const all = await operations()
    await rightClick(panel, `#row-${ROW_OF_CALL}`)
    await choose(panel, 'filter-model')
    await until('its model alone', async () =>
      (await readRows(panel)).every((row) => row.model === 'claude-sonnet-4-5' || row.model === ''),
    )
    expect(await panel.$eval('[data-action=filter]', (field) => (field instanceof HTMLInputElement ? field.value : ''))).toBe(
      'model:"claude-sonnet-4-5"',
    )
    await rightClick(panel, '[data-span] .model::-p-text(claude)')
    expect(await panel.$eval('[data-action=filter-model]', (entry) => entry.getAttribute('aria-checked'))).toBe('true')
    await choose(panel, 'filter-model')
    await until('all rows', async () => (await operations()).length === all.length)
    await rightClick(panel, '#row-1')
    await choose(panel, 'open-as-root')
    await until('its rows alone', async () => (await operations()).length === SPANS_OF_TRACE)
    await rightClick(panel, '#row-0')
    await choose(panel, 'leave-root')
    await until('all rows again', async () => (await operations()).length === all.length)
  })

  test('Ctrl+C copies the selected row', async () => {
    const { page, panel } = await open('dev=done')
    await panel.locator(`#row-${ROW_OF_CALL}`).click()
    await panel.focus('[role=treegrid]')
    await press(page, 'Control+c')
    await copied(panel, 'Copied JSON')
    expect(JSON.parse(await clipboard(panel))).toMatchObject({ name: 'chat claude-sonnet-4-5' })
  })
})

describe('a value', () => {
  test('has a button, by mouse and by focus, and a menu that knows its name', async () => {
    const { page, panel } = await open('dev=done')
    await selectRow(panel, ROW_OF_CALL)
    await panel.locator('[data-role=assistant] [data-part=tool_call]').hover()
    const button = '[data-role=assistant] .copyable:has(> [data-part=tool_call]) > .copy-button'
    await until('the button to be seen', () => panel.$eval(button, (one) => getComputedStyle(one).opacity === '1'))
    await panel.locator(button).click()
    await copied(panel, 'Copied the arguments')
    expect(JSON.parse(await clipboard(panel))).toEqual(expect.any(Object))
    await selectTab(panel, 'attributes')
    const row = 'tr:has(th)'
    await rightClick(panel, `${row} th`)
    expect(await entries(panel)).toEqual(['copy-value', 'copy-name'])
    await choose(panel, 'copy-name')
    await copied(panel, 'Copied the name')
    const name = await panel.$eval(`${row} th`, (head) => head.textContent)
    expect(await clipboard(panel)).toBe(name)
    await panel.focus(`${row} .copy-button`)
    await press(page, 'Enter')
    await copied(panel, 'Copied the value')
    expect(await clipboard(panel)).toBe(await panel.$eval(`${row} td`, (cell) => cell.textContent))
  })

  test('of JSON unfolds with all below it', async () => {
    const { panel } = await open('dev=empty')
    await panel.evaluate(() => {
      const value = { a: { b: { c: { deep: 12345 } } }, list: [{ x: 1 }, { y: 'two' }] }
      const span = {
        traceId: 'f'.repeat(32),
        spanId: 'e'.repeat(16),
        name: 'execute_tool f',
        kind: 1 as const,
        startTimeUnixNano: '1795000000000000000',
        endTimeUnixNano: '1795000001000000000',
        status: { code: 0 as const },
        attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'f' },
        events: [],
        links: [],
        resource: 'r',
        state: 'ended' as const,
        content: { toolCallArguments: value },
      }
      window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, [{ seq: 1, span }])
    })
    await panel.waitForSelector('[data-span]')
    await selectRow(panel, 0)
    const text = () => panel.$eval('.json', (tree) => tree.textContent ?? '')
    await rightClick(panel, '.json > span > button')
    await choose(panel, 'expand-all')
    await until('all of it', async () => /12345/.test(await text()) && /"two"/.test(await text()))
    await rightClick(panel, '.json li:last-child .string')
    expect(await entries(panel)).toEqual(['copy-value', 'copy-name'])
    await choose(panel, 'copy-value')
    await copied(panel, 'Copied the value')
    expect(await clipboard(panel)).toBe('two')
    await rightClick(panel, '.json > span > button')
    await choose(panel, 'collapse-all')
    await until('it to fold', () => panel.$$eval('.json [aria-expanded=true]', (all) => all.length === 1))
  })
})

describe('recording', () => {
  test('stopped by the key: what begins is left out and counted, what ran goes on; by the button: it records again', async () => {
    const { page, panel } = await open('dev=step')
    const advance = (by: number) => panel.evaluate((milliseconds) => window.genaiDev?.advance(milliseconds), by)
    await advance(2500)
    await until('a call that waits', async () => (await readRows(panel)).some((row) => row.running))
    const before = (await readRows(panel)).length
    await press(page, 'Control+e')
    await panel.waitForSelector('[data-notice=stopped]')
    expect(await panel.$eval('[data-action=record]', (button) => button.getAttribute('aria-pressed'))).toBe('false')
    await advance(60_000)
    await until('the end of all that ran', async () => (await readRows(panel)).every((row) => !row.running))
    expect(await readRows(panel)).toHaveLength(before)
    expect(await panel.$eval('[data-notice=stopped]', (bar) => bar.textContent)).toMatch(
      /left out\. \d+ spans not recorded while stopped\./,
    )
    await panel.locator('[data-action=record]').click()
    await until('the bar to go', async () => (await panel.$('[data-notice=stopped]')) === null)
    expect(await panel.$eval('[data-total=failures]', (words) => words.textContent)).toMatch(/\d+ spans not recorded while stopped/)
    await press(page, 'Control+l')
    await panel.waitForSelector('[data-empty=waiting]')
    expect(await panel.evaluate(() => [...(window.genaiDev?.asked ?? [])])).toEqual(['record false', 'record true', 'clear'])
    expect(await panel.$eval('[data-total=failures]', (words) => words.textContent)).toBe('')
  })
})

describe('the keys', () => {
  test('are shown by ?, keep the focus among them, and go by Escape', async () => {
    const { page, panel } = await open('dev=done')
    await panel.focus('[role=treegrid]')
    await press(page, '?')
    const dialog = await panel.waitForSelector('dialog[open]')
    expect(await dialog?.evaluate((element) => element.textContent)).toMatch(/Ctrl\+EStop|Ctrl\+ERecord/)
    for (let count = 0; count < 3; count++) {
      await press(page, 'Tab')
      expect(
        await panel.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null),
      ).toBe(true)
    }
    await press(page, 'Escape')
    await until('it to close', async () => (await panel.$('dialog[open]')) === null)
    expect(await focused(panel)).toBe('treegrid')
  })
})

describe('settings', () => {
  const ground = (panel: Frame) => panel.evaluate(() => getComputedStyle(document.body).backgroundColor)

  test('the theme and the hiding of content are kept', async () => {
    const { page, panel } = await open('dev=done', { theme: 'light' })
    const set = async (frame: Frame, action: string) => {
      await frame.locator('[data-action=settings]').click()
      await choose(frame, action)
    }
    await set(panel, 'theme-dark')
    await until('dark', async () => (await ground(panel)) === 'rgb(40, 40, 40)')
    await selectRow(panel, ROW_OF_CALL)
    expect(await readDetails(panel)).toContain('Native await')
    await set(panel, 'content-shown')
    await until('hidden words', async () => (await readDetails(panel)).includes('hidden · '))
    expect(await readDetails(panel)).not.toMatch(/Native await|careful researcher/)
    const said = () => panel.$$eval('.said', (all) => [...new Set(all.map((one) => one.textContent ?? ''))])
    await until('hidden words in rows', async () => (await said()).join() === 'hidden')
    await page.reload()
    await page.waitForSelector('.panel')
    expect(await ground(page.mainFrame())).toBe('rgb(40, 40, 40)')
    await selectRow(page.mainFrame(), ROW_OF_CALL)
    await until('hidden words', async () => /hidden · \d+ characters/.test(await readDetails(page.mainFrame())))
    await set(page.mainFrame(), 'theme-follow')
    await set(page.mainFrame(), 'content-shown')
    await until('light again', async () => (await ground(page.mainFrame())) === 'rgb(255, 255, 255)')
    await until('the words', async () => (await readDetails(page.mainFrame())).includes('Native await'))
  })
})
