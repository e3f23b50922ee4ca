/** When what a page's calls have told becomes spans. The window is the least that a page is to the SDK. */
import '../support/whole-sdk.ts'
import { context, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { instrument } from '../../sdk/instrumentation.ts'
import { getPage } from '../../sdk/page.ts'
import { register, type Handle } from '../../sdk/register.ts'
import { READ_WITHIN_MS } from '../../sdk/hold/waiting.ts'
import { liveOf } from '../support/live-of.ts'

const answer = { id: 'c1', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }] }

class PageWindow extends EventTarget {
  postMessage(): void {}
}

let page: PageWindow
let exporter: InMemorySpanExporter
let handle: Handle

async function ask(): Promise<void> {
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: '{"model":"m","messages":[]}' })
  await response.json()
}

/** The page is as it was before `register`. */
async function shutDown(): Promise<void> {
  await handle.shutdown()
  trace.disable()
  context.disable()
}

beforeEach(async () => {
  page = new PageWindow()
  exporter = new InMemorySpanExporter()
  vi.stubGlobal('window', page)
  vi.stubGlobal('location', { href: 'https://app.test/', hostname: 'app.test' })
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(answer)))
  handle = register({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  await ask()
})
afterEach(async () => {
  await shutDown()
  vi.unstubAllGlobals()
})

const names = (): readonly string[] => exporter.getFinishedSpans().map(({ name }) => name)

test.each([
  ['forceFlush()', () => void handle.forceFlush()],
  ['the page is hidden', () => void page.dispatchEvent(new Event('visibilitychange'))],
  ['the page goes away', () => void page.dispatchEvent(new Event('pagehide'))],
])('a call is counted at once, and a span after %s', (_name, happen) => {
  expect(handle.status().inferences).toBe(1)
  expect(names()).toEqual([])
  happen()
  expect(names()).toEqual(['chat m'])
})

test('a call is a span within a second', async () => {
  await vi.waitFor(() => expect(names()).toEqual(['chat m']), { timeout: 2_000 })
})

test('a call that nobody exports is no span before somebody reads the ring', async () => {
  await shutDown()
  handle = register()
  const { ring } = liveOf(getPage())
  const since = ring.head
  await ask()
  await handle.forceFlush()
  expect(ring.read(since, 1)).toEqual({ entries: [], calls: true, dropped: 0 })
  const { entries } = ring.read(since, 100)
  expect(entries.flatMap((entry) => ('span' in entry ? [[entry.span.name, entry.span.state]] : []))).toEqual([['chat m', 'ended']])
})

test('where another version of the API came first, calls are spans nevertheless, and the status warns', async () => {
  expect(handle.status().warnings).toEqual([])
  await shutDown()
  const api = Symbol.for('opentelemetry.js.api.1')
  const before: unknown = Reflect.get(globalThis, api)
  Reflect.set(globalThis, api, { version: '1.0.1' })
  exporter = new InMemorySpanExporter()
  try {
    handle = register({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
    await ask()
    await handle.forceFlush()
    expect(names()).toEqual(['chat m'])
    expect(handle.status().warnings).toEqual([expect.stringContaining('another version')])
  } finally {
    Reflect.set(globalThis, api, before)
  }
})

test('a call that nobody could see is read before its redactors are gone', async () => {
  await shutDown()
  handle = register({ redact: () => null })
  const { ring } = liveOf(getPage())
  const since = ring.head
  await ask()
  await shutDown()
  handle = register()
  const { entries, calls } = ring.read(since, 100)
  const outputs = entries.flatMap((entry) => ('span' in entry ? [entry.span.content?.outputMessages?.[0]?.parts] : []))
  expect([calls, outputs]).toEqual([false, [[]]])
})

test('calls are read for those who may have exporters of their own, whatever was registered before', async () => {
  const { audience } = getPage().shelf
  await shutDown()
  handle = register()
  expect(audience.readWithin).toBe(Number.POSITIVE_INFINITY)
  await shutDown()
  const undo = instrument()
  expect(audience.readWithin).toBe(READ_WITHIN_MS)
  undo()
})

test('what fails of the SDK beside the page’s call is told in status(), and the page notices nothing', async () => {
  expect(handle.status()).toMatchObject({ faults: 0, warnings: [] })
  const response = Response.json(answer)
  Object.defineProperty(response, 'headers', {
    get() {
      throw new Error('asked too often')
    },
  })
  vi.stubGlobal('fetch', () => Promise.resolve(response))
  await shutDown()
  handle = register({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  await ask()
  expect(handle.status()).toMatchObject({ faults: 1, warnings: [expect.stringContaining('1 piece of the SDK failed')] })
})
