/** The demo in a real browser with the GenAI tab open: what `npm start` and the end-to-end tests share. */
import type { Page } from 'puppeteer'
import { CLIENTS, type Client, type Job } from '../../demo/jobs.ts'
import { expectedJob, expectedRequests } from '../../demo/expect.ts'
import { readOtlp } from '../../demo/otlp-file.ts'
import { type Demo, type DemoOptions, startDemo } from '../../demo/server/server.ts'
import type { Scenario } from '../../demo/server/scenario.ts'
import { compareFile, compareLog, compareRows } from '../../demo/verify.ts'
import { launch, type LaunchedBrowser, type LaunchOptions } from './browser.ts'
import { type GenAiTab, openGenAiTab } from './devtools.ts'
import { type PanelRow, readRows, saveTrace, selectRow } from './panel.ts'
import { until } from './until.ts'

// For `npm start`, which is no TypeScript and loads this one file.
export { CLIENTS } from '../../demo/jobs.ts'
export { treeText } from './panel.ts'

export interface OpenDemoOptions extends DemoOptions, LaunchOptions {
  /** More for the page's address, such as `with=slow`. */
  readonly query?: string
}

export interface OpenedDemo {
  readonly demo: Demo
  readonly launched: LaunchedBrowser
  readonly page: Page
  readonly tab: GenAiTab
  close(): Promise<void>
}

export const demoAddress = (demo: Demo, query = ''): string => (query === '' ? demo.url : `${demo.url}&${query}`)

const isMounted = ({ panel }: GenAiTab): Promise<boolean> =>
  panel.evaluate(() => Boolean(document.getElementById('panel')?.firstElementChild))

/** DevTools says once that the tab is shown; whoever moves DevTools to another window before that came through gets an empty panel. */
async function mountedTab(page: Page, launched: LaunchedBrowser): Promise<GenAiTab> {
  const tab = await openGenAiTab(page, launched)
  await until('the panel is mounted', () => isMounted(tab))
  return tab
}

/** Starts the server, the browser with the extension, the page, and DevTools on the GenAI tab. */
export async function openDemo({ query, ...options }: OpenDemoOptions): Promise<OpenedDemo> {
  const demo = await startDemo(options)
  const launched = await launch(options).catch(async (error: unknown) => {
    await demo.close()
    throw error
  })
  const close = async (): Promise<void> => {
    await launched.close()
    await demo.close()
  }
  try {
    const [page = await launched.browser.newPage()] = await launched.browser.pages()
    await page.goto(demoAddress(demo, query))
    return { demo, launched, page, tab: await mountedTab(page, launched), close }
  } catch (error) {
    await close()
    throw error
  }
}

export interface RunResult {
  readonly state: string
  /** As the page saw it; undefined where nothing failed. */
  readonly error: string | undefined
}

const RUN_LIMIT = 60_000

/** Presses a button of the page. Not with the mouse: on a busy machine the docked page may be too narrow or too slow to be aimed at. */
export async function startJob(page: Page, job: Job, client: Client): Promise<void> {
  await page.waitForSelector(`#${job}-${client}`)
  await page.$eval(`#${job}-${client}`, (button) => button instanceof HTMLElement && button.click())
}

/** Waits until every run of the page is over; the newest comes first. */
export async function results(page: Page): Promise<readonly RunResult[]> {
  const finished = (): Promise<boolean> =>
    page.$$eval('article', (runs) => runs.length > 0 && runs.every((run) => run.dataset['state'] !== 'running'))
  await until('the page’s runs are over', finished, RUN_LIMIT)
  return page.$$eval('article', (runs) => runs.map(({ dataset }) => ({ state: dataset['state'] ?? '', error: dataset['error'] })))
}

/** Presses a button and waits for what comes of it. @throws where the run never ends */
export async function runJob(page: Page, job: Job, client: Client): Promise<RunResult> {
  await startJob(page, job, client)
  const [newest] = await results(page)
  if (!newest) throw new Error(`the page shows no run of ${job}`)
  return newest
}

/**
 * Gives DevTools a window of its own, as wide as the picture is to be: docked, it would show the panel's narrow form beside the page. The names
 * are DevTools' own.
 */
export async function undock({ devtoolsPage }: GenAiTab, width: number, height: number): Promise<void> {
  const dock = 'module.DockController.DockController.instance().setDockSide("undocked")'
  await devtoolsPage.evaluate(`import('./ui/legacy/legacy.js').then((module) => ${dock})`)
  await devtoolsPage.setViewport({ width, height })
  await until('DevTools has its own window', async () => (await devtoolsPage.evaluate('innerWidth')) === width)
}

/** Asks `find` of the panel's rows until it answers. @throws with what the panel shows instead */
async function untilRows<T>(
  what: string,
  { panel }: GenAiTab,
  find: (rows: readonly PanelRow[]) => T | undefined,
): Promise<NonNullable<T>> {
  const found = until(what, async () => find(await readRows(panel)))
  return found.catch(async (error: unknown) => {
    const shown = await panel.evaluate(() => document.body.textContent)
    throw new Error(`${String(error)}\nThe panel shows: ${shown ?? ''}`, { cause: error })
  })
}

/** Selects the row whose answer streams, so that its details show the text as it comes. */
export async function selectStreaming(tab: GenAiTab): Promise<void> {
  const { position } = await untilRows('the panel shows a stream', tab, (rows) => {
    const at = rows.findIndex((row) => row.status === 'streaming')
    return at < 0 ? undefined : { position: at }
  })
  await selectRow(tab.panel, position)
}

/** Rows once nothing runs any more: the last news of a run may still be on its way. */
export function settledRows(tab: GenAiTab, spans: number): Promise<readonly PanelRow[]> {
  return untilRows(`the panel shows ${spans} ended spans`, tab, (rows) => {
    const ended = rows.filter((row) => row.type === 'trace' || !row.running)
    return ended.filter((row) => row.type === 'span').length >= spans ? ended : undefined
  })
}

/** Everything that the models of the story say, but what is too short to be looked for. */
const textsOf = ({ clients }: Scenario): readonly string[] =>
  CLIENTS.flatMap((client) => clients[client].research.map(({ pieces }) => pieces.join('')))

export interface Verdict {
  readonly rows: readonly PanelRow[]
  /** The saved OTLP/JSON document, without content. */
  readonly file: string
  /** Empty when panel, file, story and log agree. */
  readonly differences: readonly string[]
}

/** Reads and saves the panel after one agent run a client, in order, and compares it all. */
export async function verifyAgents({ demo, tab }: OpenedDemo, clients: readonly Client[] = CLIENTS): Promise<Verdict> {
  const roots = clients.flatMap((client) => expectedJob(demo.scenario, client, 'research'))
  const requests = clients.flatMap((client) => expectedRequests(demo.scenario, client, 'research'))
  const rows = await settledRows(tab, roots.length + roots.flatMap((root) => root.children).length)
  const file = await saveTrace(tab.panel, tab.devtoolsPage, { content: false })
  const differences = [
    ...compareRows(rows, roots).map((each) => `panel: ${each}`),
    ...compareFile(file, roots, textsOf(demo.scenario)).map((each) => `file: ${each}`),
    ...compareLog(demo.log, requests, readOtlp(file)).map((each) => `log: ${each}`),
  ]
  return { rows, file, differences }
}
