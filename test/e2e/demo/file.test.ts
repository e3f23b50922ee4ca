/** A trace of the real panel goes into a file and comes back; pictures of the real DevTools in both themes are left under out/test. */
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setTheme } from '../../support/devtools.ts'
import { type OpenedDemo, openDemo, runJob, settledRows } from '../../support/demo.ts'
import { openFile, readMessages, readRows, saveTrace, selectRow } from '../../support/panel.ts'

const pictures = fileURLToPath(new URL('../../../out/test', import.meta.url))
const SPANS = 7

let opened: OpenedDemo
const folder = mkdtempSync(join(tmpdir(), 'genai-file-'))
beforeAll(async () => {
  opened = await openDemo({ seed: 7, speed: 8 })
  expect(await runJob(opened.page, 'research', 'anthropic')).toEqual({ state: 'done', error: undefined })
  await settledRows(opened.tab, SPANS)
})
afterAll(async () => {
  await opened?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The whole store of the real devtools page, in its canonical form. */
const dump = (): Promise<string> => opened.tab.devtools.evaluate(async () => JSON.stringify(await window.genaiHost?.trace.readDump()))

const clear = (): Promise<void> => opened.tab.panel.evaluate(() => document.querySelector<HTMLElement>('[data-action=clear]')?.click())

test('saved with content and opened again, rows, messages and the whole dump are equal', async () => {
  const { panel, devtoolsPage } = opened.tab
  const rows = await readRows(panel)
  await selectRow(panel, 2)
  await expect.poll(() => readMessages(panel), { timeout: 10_000 }).not.toEqual([])
  const [before, messages] = [await dump(), await readMessages(panel)]
  const path = join(folder, 'trace.otlp.json')
  writeFileSync(path, await saveTrace(panel, devtoolsPage, { content: true }))

  await clear()
  await expect.poll(() => readRows(panel), { timeout: 10_000 }).toEqual([])
  await openFile(panel, path)
  expect((await settledRows(opened.tab, SPANS)).length).toBe(rows.length)
  expect(await readRows(panel)).toEqual(rows)
  expect(await dump()).toBe(before)
  await selectRow(panel, 2)
  await expect.poll(() => readMessages(panel), { timeout: 10_000 }).toEqual(messages)
})

test.each(['dark', 'default'] as const)('follows the theme of DevTools: %s', async (theme) => {
  const { panel, devtoolsPage } = opened.tab
  await setTheme(devtoolsPage, theme)
  const background = (): Promise<string> => panel.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await expect.poll(background, { timeout: 10_000 }).toBe(theme === 'dark' ? 'rgb(40, 40, 40)' : 'rgb(255, 255, 255)')
  mkdirSync(pictures, { recursive: true })
  await devtoolsPage.screenshot({ path: join(pictures, `devtools-${theme === 'dark' ? 'dark' : 'light'}.png`) })
})
