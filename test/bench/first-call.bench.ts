/**
 * The first chunk of the first call of a page, which is asked for right after `register()`, when what reads is not there: how long after the call the page has it,
 * the server's own time left out. Bare `fetch` stands in it twice: how far its two columns lie apart is the noise. Each call in a page of its own.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { answerApplication, applicationFiles } from './support/application.ts'
import { figure, middleMean, printTable, words } from './support/figures.ts'
import { startLoopback } from '../support/loopback.ts'

const ROUNDS = Number(process.env['GENAI_BENCH_ROUNDS'] ?? 7)
const PAGES = 10
/** Before the server's first chunk, in milliseconds. */
const SERVER_MS = 20
/** How late a chunk of the application comes that is to be late, in milliseconds. */
const LATE_MS = 1_000
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const REGISTER = `
  import { register } from '${ROOT}/sdk/index.ts'
  const done = () => Promise.resolve()
  register({ spanProcessors: [{ onStart() {}, onEnd() {}, forceFlush: done, shutdown: done }] })`
const CALL = `
  const began = performance.now()
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'hi' }] }),
  })
  const reader = response.body.getReader()
  const { value } = await reader.read()
  const took = performance.now() - began
  const asked = performance.getEntriesByType('resource').filter(({ name, responseEnd }) => name.includes('reader') && responseEnd > 0).length
  while (!(await reader.read()).done);
  const { held } = JSON.parse(new TextDecoder().decode(value).split('\\n')[0].slice('data: '.length))
  document.title = JSON.stringify({ took: took - held, readerThere: asked > 0 })`

const WAYS = {
  bare: 'bare `fetch`',
  again: 'bare `fetch`, again',
  ours: 'this SDK, what reads comes as it comes',
  late: `this SDK, what reads comes ${LATE_MS} ms late`,
} as const
type Way = keyof typeof WAYS
const ways: readonly Way[] = ['bare', 'again', 'ours', 'late']

let origin: string
let close = async (): Promise<void> => {}
let launched: LaunchedBrowser

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const came = performance.now()
  request.resume()
  await wait(SERVER_MS)
  response.setHeader('content-type', 'text/event-stream')
  for (let at = 0; at < 5; at++) {
    const choices = [{ index: 0, delta: { content: 'word ' } }]
    response.write(`data: ${JSON.stringify({ held: performance.now() - came, model: 'm', choices })}\n\n`)
    await wait(5)
  }
  response.end('data: [DONE]\n\n')
}

beforeAll(async () => {
  const files = new Map<string, string>()
  for (const way of ways) {
    const code = way === 'bare' || way === 'again' ? CALL : REGISTER + CALL
    for (const [path, text] of await applicationFiles(ROOT, way, code)) files.set(path, text)
  }
  const loopback = await startLoopback((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/v1/chat/completions') return void answer(request, response)
    answerApplication(files, pathname, response, pathname.startsWith('/late-') ? LATE_MS : 0)
  })
  origin = loopback.origin
  close = loopback.close
  launched = await launch({ extension: false })
})
afterAll(async () => {
  await launched?.close()
  await close()
})

async function firstChunk(browser: Browser, way: Way): Promise<number> {
  const page = await browser.newPage()
  await page.goto(`${origin}/page-${way}`)
  await page.waitForFunction(() => document.title !== '')
  const { took, readerThere }: { readonly took: number; readonly readerThere: boolean } = JSON.parse(await page.title())
  await page.close()
  if (way === 'late' && readerThere) throw new Error('what reads was there already')
  return took
}

test('the first chunk of the first call', async () => {
  const found = new Map<Way, number[]>(ways.map((way) => [way, []]))
  const added = new Map<Way, number[]>(ways.map((way) => [way, []]))
  for (const way of ways) await firstChunk(launched.browser, way)
  for (let round = 0; round < ROUNDS; round++) {
    const pages = new Map<Way, number[]>(ways.map((way) => [way, []]))
    // Each way stands at each place as often as the others.
    for (let at = 0; at < PAGES; at++)
      for (let turn = 0; turn < ways.length; turn++) {
        const way = ways[(turn + at + round) % ways.length] ?? 'bare'
        pages.get(way)?.push(await firstChunk(launched.browser, way))
      }
    const bare = middleMean(pages.get('bare') ?? [])
    for (const way of ways) {
      const mean = middleMean(pages.get(way) ?? [])
      found.get(way)?.push(mean)
      added.get(way)?.push(mean - bare)
    }
  }
  const rows = ways.map((way) => [WAYS[way], words(figure(found.get(way) ?? []), 'ms'), words(figure(added.get(way) ?? []), 'ms')])
  printTable(
    "from the page's first call to its first chunk, without the server's time",
    ['', 'median (spread)', 'over bare, in the same round'],
    rows,
  )
  expect(rows).toHaveLength(ways.length)
})
