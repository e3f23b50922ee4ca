/** What keeps people out of the panel: looked for by axe in each scene of the pictures and in each menu, in both themes, docked at the side and undocked. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'puppeteer'
import { describe, expect, test } from 'vitest'
import { SCENES } from '../../../scripts/scenes.mjs'
import { panelPages } from '../../support/panel-page.ts'
import { longRun } from '../../support/long-run.ts'
import { until } from '../../support/until.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const { open } = panelPages()

interface Look {
  /** Absent: the whole page. */
  readonly part?: string | undefined
  /** Absent: all that axe knows. */
  readonly rules?: readonly string[]
}

/** Rule and place of each violation. */
async function violations(page: Page, { part, rules }: Look = {}): Promise<readonly string[]> {
  const only = rules && { runOnly: [...rules] }
  const { violations: found } = await page.evaluate(
    (context, options) => {
      const axe = Reflect.get(window, 'axe') as { run(context: string, options: RunOptions): Promise<AxeResults> }
      return axe.run(context, options)
    },
    part ?? 'html',
    { resultTypes: ['violations'], ...only } as RunOptions,
  )
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')} ${failureSummary}`))
}

const dye = (page: Page, theme: 'light' | 'dark') => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }])
/** All that another theme can change. */
const COLORS = ['color-contrast']

/** Menus have a test of their own: a new size closes them. */
const scenes = Object.entries(SCENES).filter(([name]) => name !== 'menu')

describe.each(scenes)('%s', (_name, { query, steps = [], part }) => {
  test(`has nothing that axe finds, ${longRun ? 'wide and narrow' : 'wide'}, light and dark`, async () => {
    const { page } = await open(query)
    for (const step of steps) await step(page)
    await page.evaluate(AXE)
    expect(await violations(page)).toEqual([])
    await dye(page, 'dark')
    expect(await violations(page, { part, rules: COLORS })).toEqual([])
    if (!longRun) return
    await page.setViewport({ width: 420, height: 760 })
    expect(await violations(page, { part })).toEqual([])
    await dye(page, 'light')
    expect(await violations(page, { part, rules: COLORS })).toEqual([])
  })
})

test('menus have nothing that axe finds, light and dark', async () => {
  const { page, panel } = await open('dev=idle', { width: 420 })
  await page.evaluate(AXE)
  const click = (action: string) => () => panel.click(`[data-action=${action}]`)
  const menus = {
    row: () => panel.click('#row-1 .name', { button: 'right' }),
    time: click('time'),
    save: click('save'),
    settings: click('settings'),
    columns: click('columns'),
  }
  for (const [name, show] of Object.entries(menus)) {
    await show()
    await panel.waitForSelector('[role=menu]')
    for (const theme of ['light', 'dark'] as const) {
      await dye(page, theme)
      expect(await violations(page, { part: '[role=menu]' }), `${name}, ${theme}`).toEqual([])
    }
    await page.keyboard.press('Escape')
    await until(`the menu of ${name} to close`, async () => (await panel.$('[role=menu]')) === null)
  }
})

test('a call that fails while one looks is told to readers, once', async () => {
  const { panel } = await open('dev=step')
  const told = () => panel.$eval('[data-live=failures]', (region) => region.textContent ?? '')
  await panel.evaluate(() => window.genaiDev?.advance(300))
  await panel.waitForSelector('[data-span]')
  expect(await told()).toBe('')
  await panel.evaluate(() => window.genaiDev?.advance(900))
  await until('the failure', async () => (await told()) === '1 call failed, 1 in all.')
})
