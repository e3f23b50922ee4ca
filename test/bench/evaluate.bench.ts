/**
 * Main-thread time of compiling and running what an application loads at once for `register()`, on a processor four times slower; with `GENAI_BENCH_OLD`, that of
 * another checkout beside it, in turns. Ten times the same script in each round, each in a page of its own.
 */
import { fileURLToPath } from 'node:url'
import type { Browser } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { answerApplication, applicationFiles } from './support/application.ts'
import { OLD_CHECKOUT } from './support/cost-ways.ts'
import { figure, middleMean, printTable, words } from './support/figures.ts'
import { startLoopback } from '../support/loopback.ts'

const ROUNDS = Number(process.env['GENAI_BENCH_ROUNDS'] ?? 5)
const PAGES = 10
const SLOWER = 4
const HERE = fileURLToPath(new URL('../..', import.meta.url))

/** The files of an application whose whole script is `register()`. */
function filesOf(checkout: string, way: string): Promise<ReadonlyMap<string, string>> {
  const code = `import { register } from '${checkout}/sdk/index.ts'; register(); document.title = 'done'`
  return applicationFiles(checkout, way, code)
}

const ways: readonly string[] = ['ours', ...(OLD_CHECKOUT === undefined ? [] : ['old'])]
let origin: string
let close = async (): Promise<void> => {}
let launched: LaunchedBrowser
beforeAll(async () => {
  const files = new Map([...(await filesOf(HERE, 'ours')), ...(OLD_CHECKOUT === undefined ? [] : await filesOf(OLD_CHECKOUT, 'old'))])
  const loopback = await startLoopback((request, response) => {
    answerApplication(files, new URL(request.url ?? '/', 'http://localhost').pathname, response)
  })
  origin = loopback.origin
  close = loopback.close
  launched = await launch({ extension: false })
})
afterAll(async () => {
  await launched?.close()
  await close()
})

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly dur?: number
  readonly args?: object
}

const COUNTED: ReadonlySet<string> = new Set(['v8.compileModule', 'v8.evaluateModule', 'EvaluateScript', 'v8.compile'])

/** Milliseconds of the main thread for the script. */
async function evaluate(browser: Browser, way: string): Promise<number> {
  // A profile of its own: no code cache.
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  await page.emulateCPUThrottling(SLOWER)
  await page.tracing.start({ categories: ['devtools.timeline', 'v8', 'disabled-by-default-v8.compile'] })
  await page.goto(`${origin}/page-${way}`)
  await page.waitForFunction(() => document.title === 'done')
  const trace: { readonly traceEvents: readonly TraceEvent[] } = JSON.parse(Buffer.from((await page.tracing.stop()) ?? []).toString())
  await context.close()
  const ours = trace.traceEvents.filter(
    ({ name, ph, args }) => ph === 'X' && COUNTED.has(name) && JSON.stringify(args ?? {}).includes(`/${way}.js`),
  )
  if (ours.length === 0) throw new Error('the trace has no such script')
  return ours.reduce((sum, { dur = 0 }) => sum + dur, 0) / 1000
}

test('what the first load takes to compile and run', async () => {
  const found = new Map<string, number[]>(ways.map((way) => [way, []]))
  for (const way of ways) await evaluate(launched.browser, way)
  for (let round = 0; round < ROUNDS; round++) {
    const pages = new Map<string, number[]>(ways.map((way) => [way, []]))
    for (let at = 0; at < PAGES; at++)
      for (const way of at % 2 === 0 ? ways : ways.toReversed()) pages.get(way)?.push(await evaluate(launched.browser, way))
    for (const way of ways) found.get(way)?.push(middleMean(pages.get(way) ?? []))
  }
  const rows = ways.map((way) => [way === 'old' ? 'the other checkout' : 'ours', words(figure(found.get(way) ?? []), 'ms')])
  printTable(`main thread, compile and run of the first load, ${SLOWER} times slower`, ['', 'median (spread)'], rows)
  expect(rows).toHaveLength(ways.length)
})
