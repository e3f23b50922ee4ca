/** A page with an honest SDK and, in a process of its own, a frame that sends whatever it likes. */
import type { Frame, Page } from 'puppeteer'
import type { Site } from './site.ts'
import { until } from '../../support/until.ts'

export const goBesideLoud = (page: Page, site: Site): Promise<unknown> => page.goto(`${site.origin}/beside-loud`)

/** The frame, once the bridge hears it. */
export async function connectLoud(page: Page): Promise<Frame> {
  const loud = await until('the loud frame is there', () => page.frames().find((frame) => frame.url().endsWith('/loud')))
  await loud.waitForFunction(() => window.loud !== undefined)
  await loud.evaluate(() => window.loud?.connect())
  return loud
}

/** Clears until the page has forgotten, too: while the line to it changes its way, nobody hears of a clear. */
export async function forget(page: Page, devtools: Frame): Promise<void> {
  await until('the page has forgotten', async () => {
    await devtools.evaluate(() => window.genaiHost?.clear())
    return page.evaluate(() => window.pages?.held() === 0)
  })
}
