/** The menus under buttons: opened, walked and closed alike, by keys and by the mouse. */
import type { Frame, Page } from 'puppeteer'
import { beforeEach, describe, expect, test } from 'vitest'
import { panelPages } from '../../support/panel-page.ts'
import { until } from '../../support/until.ts'

/** By button: its first entry, its last, and one that its letters find. */
const MENUS = {
  time: ['squeeze-idle', 'pause-', 'only-shown', 'on'],
  save: ['save-with-content', 'save-without-content', 'save-without-content', 's'],
  settings: ['content-shown', 'help', 'theme-follow', 't'],
  columns: ['column-status', 'reset-columns', 'key-only', 'k'],
} as const

const { open } = panelPages()
let page: Page
let panel: Frame
beforeEach(async () => {
  ;({ page, panel } = await open('dev=idle'))
  await panel.waitForSelector('[data-span]')
})

const focused = () => panel.evaluate(() => document.activeElement?.getAttribute('data-action') ?? document.activeElement?.role ?? '')
const untilFocus = (on: string) => until(`${on} has the focus`, async () => (await focused()).startsWith(on))
const untilClosed = () => until('the menu to close', async () => (await panel.$('[role=menu]')) === null)
const isExpanded = (button: string) => panel.$eval(`[data-action=${button}]`, (element) => element.ariaExpanded)

describe.each(Object.entries(MENUS))('of %s', (button, [first, last, found, letters]) => {
  test('opens by keys, is walked and typed in, and gives the focus back', async () => {
    for (const key of ['Enter', 'Space', 'ArrowDown'] as const) {
      await panel.focus(`[data-action=${button}]`)
      expect(await isExpanded(button)).toBe('false')
      await page.keyboard.press(key)
      await untilFocus(first)
      expect(await isExpanded(button)).toBe('true')
      await page.keyboard.press('Escape')
      await untilFocus(button)
    }
    await page.keyboard.press('Enter')
    await untilFocus(first)
    await page.keyboard.press('ArrowUp')
    await untilFocus(last)
    await page.keyboard.press('ArrowDown')
    await untilFocus(first)
    await page.keyboard.press('End')
    await untilFocus(last)
    await page.keyboard.press('Home')
    await untilFocus(first)
    await page.keyboard.type(letters)
    await untilFocus(found)
    await page.keyboard.press('Tab')
    await untilFocus(button)
  })

  test('is opened and closed by clicks on its button, and closed by one elsewhere', async () => {
    await panel.click(`[data-action=${button}]`)
    await panel.waitForSelector('[role=menu]')
    await panel.click(`[data-action=${button}]`)
    await untilClosed()
    await panel.click(`[data-action=${button}]`)
    await panel.waitForSelector('[role=menu]')
    await panel.click('.summary')
    await untilClosed()
  })
})

test('a menu of switches stays open, and shows what is on', async () => {
  const checked = () => panel.$eval('[role=menuitemcheckbox][data-action=column-self]', (entry) => entry.ariaChecked)
  await panel.click('[data-column=name]', { button: 'right' })
  expect(await checked()).toBe('false')
  await panel.click('[data-action=column-self]')
  await until('the column', async () => (await panel.$('[data-column=self]')) !== null && (await checked()) === 'true')
  await page.keyboard.press('Escape')
  await untilClosed()
})
