/** What somebody reported of a tool of this kind, each in the real DevTools: a page that asks, or a file that is opened. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Frame, Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { bundleScript } from '../../support/bundle.ts'
import { type GenAiTab, openGenAiTab } from '../../support/devtools.ts'
import { type Loopback, startLoopback } from '../../support/loopback.ts'
import { openFile } from '../../support/panel.ts'
import { requirement } from '../../support/require.ts'
import { until } from '../../support/until.ts'
import { type Case, cases, reportsDirectory } from './cases.ts'

let site: Loopback
let launched: LaunchedBrowser
let page: Page
let tab: GenAiTab
/** The one whose turn it is. */
let current: Case | undefined

async function serve(): Promise<Loopback> {
  const script = await bundleScript(new URL('page.ts', import.meta.url))
  return startLoopback((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (pathname === '/page') {
      const scripts = '<script src="/page.js"></script>'.repeat(Number(searchParams.get('copies')))
      return void response.setHeader('content-type', 'text/html').end(`<!doctype html><link rel="icon" href="data:,">${scripts}`)
    }
    request.resume()
    const { status = 200, type = 'text/event-stream', headers, chunks = [] } = current ?? {}
    response.writeHead(status, { 'content-type': type, ...headers })
    void (async () => {
      for (const [milliseconds, text] of chunks) {
        await wait(milliseconds)
        if (response.destroyed) return
        response.write(text)
      }
      response.end()
    })()
  })
}

/** The spans of the trace, in the order in which they came, once there are so many and none runs. */
const spansOf = (devtools: Frame, count: number): Promise<readonly SpanRecord[]> =>
  until(`the trace has ${count} spans that ended`, async () => {
    const spans = await devtools.evaluate(() => {
      const trace = window.genaiHost?.trace
      return Promise.all(Array.from({ length: trace?.size ?? 0 }, (_, at) => trace?.record(at)))
    })
    const records = spans.filter((span) => span !== undefined)
    return records.length >= count && records.every(({ state }) => state === 'ended') && records
  })

async function show(report: Case): Promise<readonly SpanRecord[]> {
  current = report
  await tab.devtools.evaluate(() => window.genaiHost?.clear())
  if (report.file !== undefined) await openFile(tab.panel, join(reportsDirectory, report.name, report.file))
  else {
    await page.goto(`${site.origin}/page?copies=${report.copies ?? 1}`)
    const { path = '/', method = 'POST', body, form } = report
    const asked = { path, method, body: body === undefined ? undefined : JSON.stringify(body), asRequest: form === 'request' }
    await page.evaluate((what) => window.askReported?.(what), asked)
  }
  return spansOf(tab.devtools, report.expect.spans ?? 1)
}

/** Runs in the panel: where the first and the last character of the trace's duration stand, in pixels. */
function durationEnds(): readonly [number, number] {
  const text = document.querySelector('[data-fact=duration]')?.firstChild
  const at = (index: number): number => {
    const range = document.createRange()
    range.setStart(text ?? document.body, index)
    range.setEnd(text ?? document.body, index + 1)
    return range.getBoundingClientRect().x
  }
  return [at(0), at((text?.textContent ?? ' ').length - 1)]
}

function expectSpan(
  span: SpanRecord,
  { attributes, text, calls, contains, input, minMs, minTtfc, wellFormedStatus }: Case['expect'],
): void {
  const parts = (span.content?.outputMessages ?? []).flatMap((message) => message.parts)
  expect(span.attributes).toMatchObject(attributes ?? {})
  const texts = parts.filter(({ type }) => type === 'text').map(({ content }) => content)
  if (text !== undefined) expect(texts.join('')).toBe(text)
  const called = parts.filter(({ type }) => type === 'tool_call').map(({ name, arguments: given }) => ({ name, arguments: given }))
  if (calls !== undefined) expect(called).toEqual(calls)
  if (contains !== undefined) expect(JSON.stringify(parts)).toContain(contains)
  if (input !== undefined) expect(span.content?.inputMessages?.[0]?.parts[0]?.['content']).toBe(input)
  const nanos = BigInt(span.endTimeUnixNano ?? span.startTimeUnixNano) - BigInt(span.startTimeUnixNano)
  if (minMs !== undefined) expect(Number(nanos) / 1e6).toBeGreaterThanOrEqual(minMs)
  if (minTtfc !== undefined) expect(span.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(minTtfc)
  // Half a character has no URL.
  if (wellFormedStatus === true) expect(() => encodeURIComponent(span.status.message ?? '')).not.toThrow()
}

describe.skipIf(requirement('reports', cases.length > 0, `no reported inputs at ${reportsDirectory}`))('reported inputs', () => {
  beforeAll(async () => {
    site = await serve()
    launched = await launch()
    page = await launched.browser.newPage()
    await page.goto(`${site.origin}/page`)
    tab = await openGenAiTab(page, launched)
  })
  afterAll(async () => {
    await launched?.close()
    await site?.close()
  })

  test.each(cases)('$name: $why', async (report) => {
    const spans = await show(report)
    expect(spans).toHaveLength(report.expect.spans ?? 1)
    const [first] = spans
    if (first === undefined) throw new Error('no span')
    expectSpan(first, report.expect)
    if (report.expect.traceRowInOrder === true) {
      await tab.panel.waitForSelector('[data-fact=duration]')
      const [begin, end] = await tab.panel.evaluate(durationEnds)
      expect(end).toBeGreaterThan(begin)
      expect(end - begin).toBeLessThan(60)
    }
  })
})
