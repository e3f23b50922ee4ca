/** What keeps people out of the panel: looked for by axe in each scene of the pictures, in both themes. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'puppeteer'
import { describe, expect, test } from 'vitest'
import { SCENES } from '../../../scripts/scenes.mjs'
import { panelPages } from '../../support/panel-page.ts'
import { until } from '../../support/until.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const { open } = panelPages()

/** Rule and place of each violation. */
async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await page.evaluate(() => {
    const axe = Reflect.get(window, 'axe') as { run(options: RunOptions): Promise<AxeResults> }
    return axe.run({ resultTypes: ['violations'] })
  })
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary = '' }) => `${id}: ${target.join(' ')} ${failureSummary}`))
}

describe.each(Object.entries(SCENES))('%s', (_name, { query, steps = [] }) => {
  test('has nothing that axe finds, light and dark', async () => {
    const { page } = await open(query)
    for (const step of steps) await step(page)
    await page.evaluate(AXE)
    expect(await violations(page)).toEqual([])
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    expect(await violations(page)).toEqual([])
  })
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
