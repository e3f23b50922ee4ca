/** How long a chunk takes from the server's socket to text in the panel's DOM: page, bridge, devtools page, trace and view included. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { openGenAiTab } from '../support/devtools.ts'
import { selectRow } from '../support/panel.ts'
import { until } from '../support/until.ts'
import { figure, percentile, printTable, words } from './support/figures.ts'
import { serveStreams, type StreamSite } from './support/stream-site.ts'

const ROUNDS = 5
const CHUNKS = 60
const EVERY_MILLISECONDS = 50

let site: StreamSite
let launched: LaunchedBrowser
beforeAll(async () => {
  site = await serveStreams({ chunks: CHUNKS, everyMilliseconds: EVERY_MILLISECONDS })
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

test('chunk on the wire to text in the panel', async () => {
  const [page = await launched.browser.newPage()] = await launched.browser.pages()
  await page.goto(`${site.origin}/`)
  const { panel } = await openGenAiTab(page, launched)
  const rounds: number[][] = []
  for (let round = 0; round < ROUNDS; round++) {
    await panel.evaluate(() => document.querySelector<HTMLElement>('[data-action=clear]')?.click())
    const over = page.evaluate(() => window.readStream?.('/v1/chat/completions'))
    await until('a row is there', () => panel.evaluate(() => document.querySelectorAll('[role=row][aria-level]').length >= 1))
    await selectRow(panel, 0)
    const seen = panel.evaluate(watchText, CHUNKS)
    await over
    const shown = await seen
    const { written } = site
    rounds.push(shown.flatMap((at, chunk) => (at === null ? [] : [at - (written[chunk] ?? Number.NaN)])))
  }
  expect(rounds.every((latencies) => latencies.length > CHUNKS / 2)).toBe(true)
  const row = (name: string, percent: number): string[] => [
    name,
    words(figure(rounds.map((latencies) => percentile(latencies, percent))), 'ms'),
  ]
  printTable(
    `Chunk on the wire to text in the panel (${CHUNKS} chunks, one every ${EVERY_MILLISECONDS} ms; target: p95 under 100 ms)`,
    ['figure', 'milliseconds'],
    [row('p50', 50), row('p95', 95), row('max', 100)],
  )
})

/** Runs in the panel: when each chunk's number first stood in the details; null for those that stood there when it began. */
async function watchText(chunks: number): Promise<(number | null)[]> {
  const shown: (number | null)[] = []
  const now = () => performance.timeOrigin + performance.now()
  const look = (at: number | null): void => {
    const text = document.querySelector('.tab-panel')?.textContent ?? ''
    while (shown.length < chunks && text.includes(`#${shown.length} `)) shown.push(at)
  }
  look(null)
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      look(now())
      if (shown.length < chunks) return
      observer.disconnect()
      resolve(shown)
    })
    observer.observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}
