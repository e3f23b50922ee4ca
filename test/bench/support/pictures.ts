/** Pictures of the real panel with many spans, for whoever wants to see it: `GENAI_BENCH_PICTURES=1` leaves them in `out/bench`. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTheme } from '../../support/devtools.ts'
import { openFile } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { startAt } from './drive-panel.ts'
import type { SizedPanel } from './panel-at-size.ts'

const WANTED = process.env['GENAI_BENCH_PICTURES'] !== undefined
const FOLDER = fileURLToPath(new URL('../../../out/bench', import.meta.url))
const THEMES = { light: 'default', dark: 'dark' } as const
/** More than the panel zooms: it stops at 1 ms. */
const ALL_KEYS = 80

export async function picture({ devtoolsPage, panel }: SizedPanel, name: string): Promise<void> {
  if (!WANTED) return
  // What was done just now is painted in the next frame.
  await panel.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  mkdirSync(FOLDER, { recursive: true })
  await devtoolsPage.screenshot({ path: join(FOLDER, `${name}.png`) })
}

/** In the middle of the rows and of the time, after `times` steps of zoom; default: as far as it goes. */
export async function pictureZoomed(sized: SizedPanel, name: string, times = ALL_KEYS): Promise<void> {
  if (!WANTED) return
  await sized.panel.evaluate(startAt, 0.5)
  await sized.panel.evaluate((keys) => {
    const grid = document.querySelector('[role=treegrid]')
    for (let nth = 0; nth < keys; nth++) grid?.dispatchEvent(new KeyboardEvent('keydown', { key: 'w', bubbles: true }))
  }, times)
  await picture(sized, name)
}

/** While a file is read, in both themes. What was read is cleared again. */
export async function picturesOfReading(sized: SizedPanel, path: string, name: string): Promise<void> {
  if (!WANTED) return
  const { panel, devtoolsPage } = sized
  for (const [theme, setting] of Object.entries(THEMES)) {
    await setTheme(devtoolsPage, setting)
    await openFile(panel, path)
    await until('some of it is read', () => panel.evaluate(() => (document.querySelector('progress')?.position ?? 0) > 0.2))
    await picture(sized, `${name}-${theme}`)
    await panel.evaluate(() => document.querySelector<HTMLElement>('[data-action=cancel-reading]')?.click())
    await until('it was cancelled', () => panel.evaluate(() => document.querySelector('[data-notice=reading]') === null))
    await panel.click('[data-action=clear]')
  }
  await setTheme(devtoolsPage, 'default')
}

/** While it asks whether other spans are to go for those of a file, in both themes; nothing goes. */
export async function picturesOfQuestion(sized: SizedPanel, path: string, name: string): Promise<void> {
  if (!WANTED) return
  const { panel, devtoolsPage } = sized
  await openFile(panel, path)
  await panel.waitForSelector('[data-notice=room]')
  for (const [theme, setting] of Object.entries(THEMES)) {
    await setTheme(devtoolsPage, setting)
    await picture(sized, `${name}-${theme}`)
  }
  await setTheme(devtoolsPage, 'default')
  await panel.click('[data-action=cancel-reading]')
}
