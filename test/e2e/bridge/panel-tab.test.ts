import type { Frame, KeyInput, Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { type GenAiTab, openGenAiTab, setTheme, showView, viewOf } from '../../support/devtools.ts'
import { pause, until } from '../../support/until.ts'
import { emit, numbered, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

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

test('the GenAI tab opens in the real DevTools and follows its theme', async () => {
  const { devtoolsPage, panel } = tab
  const isDark = (): Promise<boolean> => panel.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  await setTheme(devtoolsPage, 'dark')
  await until('the panel is dark', isDark)
  await setTheme(devtoolsPage, 'default')
  await until('the panel is light again', async () => !(await isDark()))
  expect(await panel.evaluate(() => location.pathname)).toBe('/panel/index.html')
})

const isPainted = (panel: Frame, name: string): Promise<boolean> => panel.evaluate((text) => document.body.textContent.includes(text), name)

test('a tab that is not shown takes in what comes, paints nothing, and has it all when it is shown', async () => {
  const { devtoolsPage, devtools, panel } = tab
  await emit(page, 'shown', 3)
  await until('they are painted', () => isPainted(panel, 'shown 3'))
  await showView(devtoolsPage, 'console')
  await until('the panel has no frames', () => panel.evaluate(frameless))
  await panel.evaluate(() => {
    const changes: unknown[] = []
    new MutationObserver((seen) => changes.push(...seen)).observe(document, { subtree: true, childList: true, attributes: true })
    Object.assign(window, { changes })
  })
  await emit(page, 'hidden', 5)
  await untilNames(devtools, [...numbered('shown', 3), ...numbered('hidden', 5)])
  // So long a paint would not wait.
  await pause(300)
  expect(await panel.evaluate(() => Reflect.get(window, 'changes'))).toEqual([])
  await showView(devtoolsPage, viewOf(launched.extensionId))
  await until('all are painted', () => isPainted(panel, 'hidden 5'))
})

/** Runs in the panel: whether no frame comes within a while. */
function frameless(): Promise<boolean> {
  return new Promise((resolve) => {
    const frame = requestAnimationFrame(() => resolve(false))
    setTimeout(() => {
      cancelAnimationFrame(frame)
      resolve(true)
    }, 200)
  })
}

/** DevTools' own search: its field is there before it is shown. */
async function isSearchOpen(devtoolsPage: Page): Promise<boolean> {
  const fields = await devtoolsPage.$$('pierce/.search-bar input, .search-bar devtools-prompt')
  const visible = await Promise.all(fields.map((field) => field.isVisible()))
  return visible.includes(true)
}

test("Ctrl+F finds in the panel, and DevTools' own search does not open; DevTools' search finds in the panel as well", async () => {
  const { devtoolsPage, panel } = tab
  const { keyboard } = devtoolsPage
  const words = (selector: string): Promise<string> => panel.evaluate((at) => document.querySelector(at)?.textContent ?? '', selector)
  const countStarts = (start: string) => until(`the count is ${start}`, async () => (await words('.find-count')).startsWith(start))
  const control = async (key: KeyInput): Promise<void> => {
    await keyboard.down('Control')
    await keyboard.press(key)
    await keyboard.up('Control')
  }
  await emit(page, 'sought', 2)
  await until('they are painted', () => isPainted(panel, 'sought 2'))
  await panel.focus('.grid')
  await control('f')
  await until('the find bar has the focus', () => panel.evaluate(() => document.activeElement?.getAttribute('data-action') === 'find'))
  await keyboard.type('sought')
  await countStarts('1 of 2')
  await keyboard.press('Enter')
  await countStarts('2 of 2')
  await keyboard.press('Escape')
  await until('the rows have the focus', () => panel.evaluate(() => document.activeElement?.getAttribute('role') === 'treegrid'))
  expect(await panel.$('.find-bar')).toBeNull()
  expect(await isSearchOpen(devtoolsPage)).toBe(false)
  // Outside of the panel's frame the key is DevTools' own.
  await panel.evaluate(() => window.parent.focus())
  await devtoolsPage.evaluate(() => document.body.focus())
  await control('f')
  await until("DevTools' search is open", () => isSearchOpen(devtoolsPage))
  expect(await panel.$('.find-bar')).toBeNull()
  await keyboard.type('sought')
  await countStarts('1 of 2')
  await keyboard.press('Enter')
  await countStarts('2 of 2')
  await keyboard.press('Escape')
  await until('it is closed, and the rows have the focus', () =>
    panel.evaluate(
      () =>
        document.querySelector('.find-bar') === null && document.hasFocus() && document.activeElement?.getAttribute('role') === 'treegrid',
    ),
  )
})
