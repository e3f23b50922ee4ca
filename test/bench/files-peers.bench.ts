/** As many slices as our files have spans, opened in what else shows traces: speedscope, and Chrome's own Performance panel. */
import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { ElementHandle, Page } from 'puppeteer'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { launch } from '../support/browser.ts'
import { showPerformancePanel } from '../support/devtools.ts'
import { startLoopback, type Loopback } from '../support/loopback.ts'
import { until } from '../support/until.ts'
import { again, aimRow, count, inRounds, printAims, ROW_LIMIT, SIZES } from './support/at-size.ts'
import { installPeers, type Peers } from './support/peers.ts'
import { traceFile } from './support/trace-file.ts'

/** Milliseconds from the choice of the file. */
interface Opened {
  readonly shown: number
  readonly longestBlock: number
}

declare global {
  interface Window {
    genaiPeer?: { chosen: number; shown: number; longest: number }
  }
}

const TYPES: { readonly [suffix: string]: string } = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' }
let peers: Peers
let site: Loopback
beforeAll(async () => {
  peers = await installPeers('panel-peers')
  const folder = join(peers.folder, 'node_modules/speedscope/dist/release')
  site = await startLoopback((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = join(folder, pathname === '/' ? 'index.html' : pathname.slice(1))
    if (!existsSync(path)) return void response.writeHead(404).end()
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream').end(readFileSync(path))
  })
})
afterAll(async () => {
  await site?.close()
  peers?.remove()
})

/** A chart is there when there are more canvases than before. */
async function openIn(page: Page, input: ElementHandle<Element>, path: string): Promise<Opened> {
  await page.evaluate(watchCanvases)
  await input.evaluate((element) =>
    element.addEventListener('change', () => Object.assign(window.genaiPeer ?? {}, { chosen: performance.now(), longest: 0 })),
  )
  const measured = async (): Promise<Opened> => {
    await (input as ElementHandle<HTMLInputElement>).uploadFile(path)
    for (;;) {
      const { chosen, shown, longest } = (await page.evaluate(() => window.genaiPeer)) ?? { chosen: 0, shown: 0, longest: 0 }
      if (chosen > 0 && shown > 0) return { shown: shown - chosen, longestBlock: longest }
      await wait(100)
    }
  }
  const over = wait(ROW_LIMIT, undefined, { ref: false }).then(() => {
    throw new Error(`over ${ROW_LIMIT / 1000} s`)
  })
  return Promise.race([measured(), over])
}

/** Runs in the peer's page. */
function watchCanvases(): void {
  const canvases = (node: ParentNode): number =>
    [...node.querySelectorAll('*')].reduce(
      (sum, each) => sum + (each.shadowRoot === null ? 0 : canvases(each.shadowRoot)),
      node.querySelectorAll('canvas').length,
    )
  const peer = { chosen: 0, shown: 0, longest: 0 }
  window.genaiPeer = peer
  const before = canvases(document)
  let last = performance.now()
  setInterval(() => {
    const now = performance.now()
    peer.longest = Math.max(peer.longest, now - last)
    last = now
  }, 5)
  const looking = setInterval(() => {
    if (peer.chosen === 0 || canvases(document) <= before) return
    clearInterval(looking)
    requestAnimationFrame(() => setTimeout(() => (peer.shown = performance.now())))
  }, 50)
}

async function speedscope(page: Page): Promise<readonly [Page, ElementHandle<Element> | null]> {
  await page.goto(site.origin)
  return [page, await page.waitForSelector('input[type=file]')]
}

async function performancePanel(page: Page): Promise<readonly [Page, ElementHandle<Element> | null]> {
  const devtoolsPage = await page.openDevTools()
  await showPerformancePanel(devtoolsPage)
  return [devtoolsPage, await until('it has a file input', () => devtoolsPage.$('pierce/input[type=file]'))]
}

const PEERS = { 'speedscope 1.25.0': speedscope, "Chrome's Performance panel": performancePanel } as const

async function open(find: (page: Page) => Promise<readonly [Page, ElementHandle<Element> | null]>, path: string): Promise<Opened> {
  const launched = await launch({ extension: false })
  const kill = setTimeout(() => launched.browser.process()?.kill('SIGKILL'), ROW_LIMIT + 60_000)
  try {
    const [page, input] = await find(await launched.browser.newPage())
    if (input === null) throw new Error('it has no file input')
    return await openIn(page, input, path)
  } finally {
    await launched.close()
    clearTimeout(kill)
  }
}

test.each(SIZES)('%i slices in peers', async (slices) => {
  const { path, bytes } = await traceFile(inject('traceFolder'), slices, 'chrome')
  const rows: (readonly string[])[] = []
  for (const [name, find] of Object.entries(PEERS)) {
    const found = await inRounds(() => open(find, path))
    const none = { atMost: Infinity, unit: 's' }
    rows.push(aimRow(`${name}: chart`, found, ({ shown }) => shown / 1000, none))
    rows.push(aimRow('  longest block of its main thread', again(found), ({ longestBlock }) => longestBlock / 1000, none))
  }
  rows.push(['Jaeger UI', 'not measured: no package of the registry has its built pages', ''])
  printAims(`${count(slices)} slices in Chrome's trace format of ${(bytes / 1e6).toFixed(0)} MB, opened in peers`, rows)
  expect(rows).toHaveLength(2 * Object.keys(PEERS).length + 1)
})
