import type { Browser, Frame, Page } from 'puppeteer'
import type { LaunchedBrowser } from './browser.ts'
import { until } from './until.ts'

/** How long the direct way to the tab is tried before the keys are, in milliseconds. */
const SHOW_LIMIT = 8_000

export interface GenAiTab {
  /** DevTools itself, as a page: screenshots, keys. */
  readonly devtoolsPage: Page
  /** The frame of the GenAI tab. */
  readonly panel: Frame
  /** The extension's hidden devtools page, which owns the trace. */
  readonly devtools: Frame
}

/** Opens DevTools for `page`, without showing the tab. */
export async function openDevTools(page: Page, { extensionId }: LaunchedBrowser): Promise<{ devtoolsPage: Page; devtools: Frame }> {
  const devtoolsPage = await page.openDevTools()
  const devtools = await frameOf(devtoolsPage, extensionId, '/src/devtools.html')
  // The frame is there before its script has run. Polled from here: a hidden frame has no animation frames to poll by.
  await until('the devtools page has its host', () => devtools.evaluate(() => Reflect.has(window, 'genaiHost')))
  return { devtoolsPage, devtools }
}

/** Opens DevTools for `page` (or takes the open one) and shows the GenAI tab. */
export async function openGenAiTab(page: Page, launched: LaunchedBrowser): Promise<GenAiTab> {
  const { devtoolsPage, devtools } = await openDevTools(page, launched)
  return { devtoolsPage, devtools, panel: await showGenAiTab(devtoolsPage, launched) }
}

/** Shows the GenAI tab in open DevTools. */
export async function showGenAiTab(devtoolsPage: Page, { extensionId }: LaunchedBrowser): Promise<Frame> {
  const find = (): Frame | undefined => findFrame(devtoolsPage, extensionId, '/panel/index.html')
  // The panel is registered a moment after the devtools page has loaded, and showing an unknown view does nothing.
  const byId = async (): Promise<Frame | undefined> => {
    if (!find()) await showView(devtoolsPage, viewOf(extensionId))
    return find()
  }
  const panel = await until('the GenAI tab is shown', byId, SHOW_LIMIT).catch(() => undefined)
  return panel ?? showByKeys(devtoolsPage, find)
}

/**
 * Imports one of DevTools' own modules inside DevTools and runs `body` with it: internal names, so they stay in this file. Text, since
 * Vitest rewrites `import()` in functions.
 */
async function inDevTools(devtoolsPage: Page, module: string, body: string): Promise<void> {
  await devtoolsPage.evaluate(`import(${JSON.stringify(module)}).then((module) => ${body})`)
}

/** What DevTools calls the GenAI tab. */
export const viewOf = (extensionId: string): string => `chrome-extension://${extensionId}GenAI`

/** Shows a view of DevTools' own (`console`, `elements`), or an extension's. */
export const showView = (devtoolsPage: Page, id: string): Promise<void> =>
  inDevTools(devtoolsPage, './ui/legacy/legacy.js', `module.ViewManager.ViewManager.instance().showView(${JSON.stringify(id)})`)

/** Shows DevTools' own Performance panel in DevTools that were just opened. */
export async function showPerformancePanel(devtoolsPage: Page): Promise<void> {
  // Until its settings are there, DevTools throws.
  await until('the Performance panel is shown', () =>
    showView(devtoolsPage, 'timeline').then(() => devtoolsPage.$('pierce/.timeline-toolbar-container, .timeline')),
  )
}

/** Ctrl+] goes to the next tab: what a user without a mouse does. */
async function showByKeys(devtoolsPage: Page, find: () => Frame | undefined): Promise<Frame> {
  const modifier = process.platform === 'darwin' ? 'Meta' : 'Control'
  return until('the GenAI tab is shown by keys', async () => {
    await devtoolsPage.keyboard.down(modifier)
    await devtoolsPage.keyboard.press(']')
    await devtoolsPage.keyboard.up(modifier)
    return find()
  })
}

/** Switches DevTools' theme. `default` is light. */
export async function setTheme(devtoolsPage: Page, theme: 'dark' | 'default'): Promise<void> {
  const setting = `module.Settings.Settings.instance().moduleSetting('ui-theme')`
  await inDevTools(devtoolsPage, './core/common/common.js', `${setting}.set(${JSON.stringify(theme)})`)
}

function findFrame(devtoolsPage: Page, extensionId: string, path: string): Frame | undefined {
  return devtoolsPage.frames().find((frame) => frame.url().startsWith(`chrome-extension://${extensionId}${path}`))
}

const frameOf = (devtoolsPage: Page, extensionId: string, path: string): Promise<Frame> =>
  until(`DevTools has the frame ${path}`, () => findFrame(devtoolsPage, extensionId, path))

/** Closes the DevTools of `page`, if open. */
export async function closeDevTools(page: Page, browser: Browser): Promise<void> {
  if (!(await page.hasDevTools())) return
  const devtoolsPage = await page.openDevTools()
  const target = devtoolsPage.target()
  await devtoolsPage.close()
  await until('DevTools is closed', () => !browser.targets().includes(target))
}
