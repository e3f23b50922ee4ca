/** `usage: 'inject'`: whichever way the page takes its answer, it sees the very bytes that it would have seen, and the tokens are known. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as later } from 'node:timers/promises'
import type { Browser, Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { bundlePage } from './bundle.ts'
import type { UsagePage } from './usage-page.ts'
import { useLoopback } from '../../support/loopback.ts'

declare global {
  var usagePage: UsagePage
}

/** Bodies of the requests, in order. */
const received: string[] = []

const words = ['grüße', ' aus', ' 世界', ' 🦜']
const chunk = (content: string, more: string): string =>
  `data: {"id":"c1","model":"m-1","choices":[{"index":0,"delta":{"content":"${content}"},"finish_reason":null}]${more}}\n\n`
const usage = '{"id":"c1","model":"m-1","choices":[],"usage":{"prompt_tokens":7,"completion_tokens":4,"total_tokens":11}}'

/** A provider's answer: with `include_usage` a null in each chunk and one chunk more. One event is cut in the middle of a character. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'GET') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
  const body = await text(request)
  received.push(body)
  const asked = body.includes('"include_usage":true')
  if (request.url?.startsWith('/error')) {
    return void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"no","usage":null}}')
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const events = [
    ...words.map((word) => chunk(word, asked ? ',"usage":null' : '')),
    ...(asked ? [`data: ${usage}\n\n`] : []),
    'data: [DONE]\n\n',
  ]
  for (const event of events) {
    const bytes = Buffer.from(event)
    const cut = event.includes('世') ? bytes.indexOf('世') + 1 : bytes.byteLength
    response.write(bytes.subarray(0, cut))
    await later(10)
    if (cut < bytes.byteLength) response.write(bytes.subarray(cut))
  }
  response.end()
}

const server = useLoopback((request, response) => void answer(request, response).catch(() => response.destroy()))
let browser: Browser
let bare: Page
let captured: Page

async function open(origin: string, code: string): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(origin)
  await page.evaluate(code)
  return page
}

beforeAll(async () => {
  const [opened, code] = await Promise.all([openBrowser(), bundlePage('usage-page.ts')])
  browser = opened
  bare = await open(server.origin, code)
  captured = await open(server.origin, code)
  await captured.evaluate(() => usagePage.register())
})

afterAll(async () => {
  await browser?.close()
})

const run = (page: Page, name: string, path?: string) => page.evaluate((way, to) => usagePage.run(way, to), name, path)

describe("usage: 'inject'", () => {
  test('every way to take the answer: the same for the page, the tokens known where it was read', { timeout: 120_000 }, async () => {
    const { ways, whole } = await bare.evaluate(() => ({ ways: usagePage.ways, whole: usagePage.whole }))
    expect(ways.length).toBeGreaterThan(20)
    for (const way of ways) {
      received.length = 0
      const [without, having] = [await run(bare, way), await run(captured, way)]
      expect(received.map((body) => body.includes('include_usage'))).toEqual([false, true])
      expect({ way, log: having.log, spans: having.spans.length }).toEqual({ way, log: without.log, spans: 1 })
      if (!whole.includes(way)) continue
      expect(having.log.join()).not.toContain('"usage"')
      expect({ way, ...having.spans[0] }).toMatchObject({ way, 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.output_tokens': 4 })
    }
  })

  test('an error comes as it is', async () => {
    const [without, having] = [
      await run(bare, 'text()', '/error/v1/chat/completions'),
      await run(captured, 'text()', '/error/v1/chat/completions'),
    ]
    expect(having.log).toEqual(without.log)
    expect(having.log.join()).toContain('"usage":null')
    expect(having.spans).toHaveLength(1)
  })
})
