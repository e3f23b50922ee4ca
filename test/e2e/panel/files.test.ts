/** Files that take their time, or find no room: how far they are is told, they can be stopped, and nobody's spans go unasked. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { panelPages } from '../../support/panel-page.ts'
import { drawnFile } from '../../support/drawn-file.ts'
import { openFile, readDetails, readNotice, saveTrace, selectRow, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const { open } = panelPages()

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'genai-files-'))
  await writeFile(join(folder, 'file.json'), Buffer.concat([...drawnFile({ spans: 500, format: 'json' })]))
  await writeFile(join(folder, 'packed.gz'), gzipSync(Buffer.concat([...drawnFile({ spans: 500, format: 'json' })])))
  await writeFile(join(folder, 'cut.json'), Buffer.concat([...drawnFile({ spans: 500, format: 'json' })]).subarray(0, -10))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

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

describe('a file that finds no room beside live spans', () => {
  const totals = (panel: Frame): Promise<string> =>
    panel.evaluate(() => document.querySelector('.summary')?.textContent?.replace(/[\d,]+ in.*→ [\d,]+ out/, ' ') ?? '')

  /** 400 live spans, and room for 600 in all. */
  async function openBeside(name: string): Promise<{ readonly page: Page; readonly panel: Frame }> {
    const { page, panel } = await open('dev=many&spans=400&limit=600')
    await openFile(panel, join(folder, name))
    await until('the question', () => bar(panel, 'room'))
    expect(await bar(panel, 'reading')).toBe('')
    return { page, panel }
  }

  async function pictures(page: Page): Promise<void> {
    const directory = fileURLToPath(new URL('../../../out/test/', import.meta.url))
    await mkdir(directory, { recursive: true })
    const before = page.viewport()
    for (const value of ['light', 'dark']) {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }])
      await page.screenshot({ path: join(directory, `panel-room-${value}.png`) })
    }
    await page.setViewport({ width: 520, height: 400 })
    await page.screenshot({ path: join(directory, 'panel-room-narrow.png') })
    await page.setViewport(before)
  }

  async function answer(panel: Frame, action: string): Promise<void> {
    await panel.click(`[data-action=${action}]`)
    await until('the bars are gone', async () => (await bar(panel, 'room')) + (await bar(panel, 'reading')) === '')
  }

  test('asks, and leaves its rest out where they are kept', async () => {
    const { page, panel } = await openBeside('file.json')
    await pictures(page)
    expect(await bar(panel, 'room')).toBe(
      'No room for the rest of file.json beside 400 live spans: making room lets about 300 of them go, the oldest first.Keep live spansMake roomCancel',
    )
    await answer(panel, 'keep-spans')
    expect(await until('the remark', () => readNotice(panel))).toBe('file.json: left out 300 spans: no room')
    await until('the sums', async () => /50 traces · 600 spans/.test(await totals(panel)))
    expect(await totals(panel)).not.toContain('lost')
  })

  test('lets the oldest of them go where room is made, and counts them', async () => {
    const { panel } = await openBeside('file.json')
    await answer(panel, 'make-room')
    await until('the sums', async () => /600 spans.*300 records lost to the size limit/.test(await totals(panel)))
    expect(await readNotice(panel)).toBe('')
  })

  test('can be cancelled while it asks', async () => {
    const { panel } = await openBeside('file.json')
    await answer(panel, 'cancel-reading')
    expect(await until('the remark', () => readNotice(panel))).toBe('file.json: reading it was cancelled: a part of its spans is shown')
  })

  test('asks once where it is broken, and read as a text as well', async () => {
    const { panel } = await openBeside('cut.json')
    await answer(panel, 'keep-spans')
    expect(await until('the remark', () => readNotice(panel))).toContain('cut.json: left out 299 spans: no room')
    await until('the sums', async () => /50 traces · 600 spans/.test(await totals(panel)))
  })

  test('says of its spans that they cannot be read yet where it is packed, and reads them once they can', async () => {
    const { panel } = await openBeside('packed.gz')
    // The first is of the file.
    await selectRow(panel, 1)
    await until('the words', async () => (await readDetails(panel)).includes('once the file was read to its end: it is packed'))
    await answer(panel, 'keep-spans')
    await selectTab(panel, 'attributes')
    await until('the record', async () => (await readDetails(panel)).includes('gen_ai.agent.name'))
  })
})
