/**
 * The SDK's second half comes when it is needed: late, or not at all. The page never waits for it, and nothing is lost while it loads. Without a bundler, from
 * `dist`.
 */
import type { Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openGenAiTab } from '../../support/devtools.ts'
import { readRows } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { ANSWER, serveBarePage, type BareSite } from './site.ts'

/** How late the second half may be, in milliseconds. */
const LATE = 5_000

/** What a page without a build step writes; `?exports` has a processor. */
const SCRIPT = `
import { invokeAgent, register } from '@genai-devtools/web'

const ended = []
const rejected = []
addEventListener('unhandledrejection', ({ reason }) => rejected.push(String(reason)))
const milliseconds = ([seconds, nanoseconds]) => seconds * 1000 + nanoseconds / 1e6
const collect = {
  onStart() {},
  onEnd: ({ name, status, attributes, startTime, endTime }) =>
    ended.push({ name, message: status.message, end: attributes['genai_devtools.end'], took: milliseconds(endTime) - milliseconds(startTime) }),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
}
const handle = register(location.search === '?exports' ? { spanProcessors: [collect] } : {})
const ask = async () => (await fetch('/v1/chat/completions', { method: 'POST', body: JSON.stringify({ model: 'owl-1', messages: [] }) })).text()
window.bare = {
  ask,
  fail: () => invokeAgent({ agentName: 'owl' }, () => { throw new TypeError('no sk-proj-abcdefghijklmnopqrstuvwxyz123456 here') }),
  flush: () => handle.forceFlush(),
  shutdown: () => handle.shutdown(),
  state: () => ({ ended, rejected, status: handle.status() }),
}
`

interface Ended {
  readonly name: string
  readonly message?: string
  readonly end: string
  readonly took: number
}

interface BarePage {
  ask(): Promise<string>
  fail(): void
  flush(): Promise<void>
  shutdown(): Promise<void>
  state(): {
    readonly ended: readonly Ended[]
    readonly rejected: readonly string[]
    readonly status: { readonly inferences: number; readonly unread: number; readonly faults: number; readonly warnings: readonly string[] }
  }
}

declare global {
  interface Window {
    bare?: BarePage
  }
}

let site: BareSite
let launched: LaunchedBrowser
let page: Page
beforeAll(async () => {
  site = await serveBarePage(SCRIPT)
  launched = await launch()
})
afterEach(() => page?.close())
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

async function open(path: string): Promise<void> {
  page = await launched.browser.newPage()
  await page.goto(site.origin + path)
  await page.waitForFunction(() => window.bare !== undefined)
}

const ask = () => page.evaluate(() => window.bare?.ask())
const state = async () => {
  const now = await page.evaluate(() => window.bare?.state())
  if (now === undefined) throw new Error('the page has no SDK')
  return now
}
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('where nobody is to have the spans it is not loaded; a panel that comes loads it, and has the call', async () => {
  site.serveReader((send) => send())
  await open('/')
  expect(await ask()).toBe(ANSWER)
  await pause(2_500)
  expect(site.asked).toBe(0)
  expect((await state()).status).toMatchObject({ inferences: 0, unread: 1, faults: 0, warnings: [] })
  const { panel } = await openGenAiTab(page, launched)
  const row = await until('the call', async () => (await readRows(panel)).find(({ type, status }) => type === 'span' && status === 'stop'))
  expect(row).toMatchObject({ operation: 'chat', model: 'owl-1' })
  expect(site.asked).toBe(1)
  expect((await state()).status).toMatchObject({ inferences: 1, unread: 0, faults: 0, warnings: [] })
})

test('where spans are exported it is loaded, late by 5 s: the page has its answer, and the spans end when their calls did', async () => {
  let sent = false
  site.serveReader((send) => {
    setTimeout(() => {
      sent = true
      send()
    }, LATE)
  })
  await open('/?exports')
  expect(await ask()).toBe(ANSWER)
  await page.evaluate(() => {
    try {
      window.bare?.fail()
    } catch {
      // The page's own business.
    }
  })
  expect(sent).toBe(false)
  expect((await state()).ended).toEqual([])
  await page.evaluate(() => window.bare?.flush())
  const { ended, rejected, status } = await state()
  expect(ended.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toMatchObject([
    { name: 'chat owl-1', end: 'completed' },
    { name: 'invoke_agent owl', end: 'error', message: 'no [credential] here' },
  ])
  for (const { took } of ended) expect(took).toBeLessThan(LATE)
  expect([site.asked, rejected, status.unread, status.warnings]).toEqual([1, [], 0, []])
})

test('where it cannot be had at first it is tried again, and nothing is lost', async () => {
  let failures = 0
  site.serveReader((send, response) => {
    if (++failures > 1) send()
    else response.writeHead(503).end()
  })
  await open('/?exports')
  expect(await ask()).toBe(ANSWER)
  const told = await until('the failure is told', async () => {
    const { status } = await state()
    return status.warnings.length > 0 && status
  })
  expect(told).toMatchObject({ unread: 1, faults: 0, warnings: [expect.stringMatching(/could not be loaded yet.*: 1 call/)] })
  const { ended, rejected } = await until('the span', async () => {
    const now = await state()
    return now.ended.length > 0 && now
  })
  expect([ended.map(({ name }) => name), rejected]).toEqual([['chat owl-1'], []])
  expect((await state()).status.warnings).toEqual([])
})

test('where the page’s policy forbids it the page goes on, and the status says so', async () => {
  site.serveReader((send) => send())
  await open('/strict?exports')
  expect(await ask()).toBe(ANSWER)
  const { status, rejected, ended } = await until('the failure is told', async () => {
    const now = await state()
    return now.status.warnings.length > 0 && now
  })
  expect([site.asked, status.unread, status.faults, rejected, ended]).toEqual([0, 1, 0, [], []])
  await page.evaluate(() => window.bare?.shutdown())
  expect(await ask()).toBe(ANSWER)
  expect((await state()).rejected).toEqual([])
})
