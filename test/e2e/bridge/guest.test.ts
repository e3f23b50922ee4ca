/** What a page feels of the bridge, and what a hostile page can do with it. */
import type { Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { launch, serviceWorker, type LaunchedBrowser } from '../../support/browser.ts'
import { openDevTools } from '../../support/devtools.ts'
import { pause, until } from '../../support/until.ts'
import { emit, numbered, readDropped, readNames, untilConnection, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

let site: Site
let launched: LaunchedBrowser
const errors: string[] = []

beforeAll(async () => {
  site = await serveSite()
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})
afterEach(async () => {
  for (const each of await launched.browser.pages()) if (each.url().startsWith(site.origin)) await each.close()
  expect(errors.splice(0)).toEqual([])
})

async function openPage(path: string, { browser } = launched): Promise<Page> {
  const opened = await browser.newPage()
  opened.on('pageerror', (error) => errors.push(String(error)))
  await opened.goto(site.origin + path)
  return opened
}

/** What the page's own scripts could notice. */
const noticed = (page: Page): Promise<unknown[]> => page.evaluate(() => [window.heard, window.posted])

const HELLO = {
  type: 'genai-devtools',
  message: { type: 'hello', v: 1, epoch: expect.any(String), url: expect.any(String), sdk: expect.any(String) },
}

test('with DevTools closed, a page hears exactly one hello and posts no record', async () => {
  const page = await openPage('/speaks')
  await emit(page, 'unseen', 100)
  await pause(200)
  expect(await noticed(page)).toEqual([[HELLO], []])
})

test('a page without the SDK hears nothing', async () => {
  const page = await openPage('/plain')
  const { devtools } = await openDevTools(page, launched)
  await untilConnection(devtools, 'no-sdk')
  expect(await noticed(page)).toEqual([[], []])
})

test('without the extension it is the same', async () => {
  const bare = await launch({ extension: false })
  try {
    const page = await openPage('/speaks', bare)
    await emit(page, 'unseen', 100)
    await pause(200)
    expect(await noticed(page)).toEqual([[HELLO], []])
  } finally {
    await bare.close()
  }
})

test('with DevTools open, records go by the port and never by the window', async () => {
  const page = await openPage('/speaks')
  const { devtools } = await openDevTools(page, launched)
  await emit(page, 'seen', 3)
  await untilNames(devtools, numbered('seen', 3))
  const [heard, posted] = await noticed(page)
  expect(heard).toEqual([HELLO])
  expect(posted).toContain('batch')
})

describe('a hostile page', () => {
  test('cannot pass for a bridge by forged window messages', async () => {
    const page = await openPage('/plain')
    const { devtools } = await openDevTools(page, launched)
    await page.evaluate(() => {
      const hello = { type: 'hello', v: 1, epoch: 'forged', url: 'x', sdk: 'x' }
      const post = (data: unknown, ports: MessagePort[] = []) => window.postMessage(data, '*', ports)
      const port = () => new MessageChannel().port1
      post({ type: 'genai-devtools', message: hello })
      post({ type: 'genai-devtools', message: hello }, [port(), port()])
      post({ type: 'genai-devtools', message: { ...hello, epoch: 'x'.repeat(1e6) } }, [port()])
      post({ type: 'genai-devtools', message: { ...hello, type: 'batch' } }, [port()])
      post({ type: 'genai-document', speaks: true, top: true }, [port()])
      for (const odd of [null, 1, 'genai-devtools', [], { type: 'genai-devtools' }, { type: 'genai-devtools', message: null }])
        post(odd, [port()])
      // From a frame: another window's message is not this document's.
      const frame = document.body.appendChild(document.createElement('iframe'))
      const script = `parent.postMessage(${JSON.stringify({ type: 'genai-devtools', message: hello })}, '*', [new MessageChannel().port1])`
      frame.contentDocument?.body.appendChild(Object.assign(frame.contentDocument.createElement('script'), { textContent: script }))
    })
    await pause(300)
    await untilConnection(devtools, 'no-sdk')
  })

  test('reaches nothing but spans by forged records, and does not stop the others', async () => {
    const page = await openPage('/speaks')
    const { devtools } = await openDevTools(page, launched)
    await untilConnection(devtools, 'connected')
    await page.evaluate(forge)
    await until('the last forged batch was answered', () => page.evaluate(() => Reflect.get(window, 'acks')?.at(-1) === 9))
    await emit(page, 'honest', 2)
    await untilNames(devtools, [...numbered('honest', 2), 'forged', 'last'])
    // Two entries were no entries, one could not be sent for its size, one for its cycle.
    expect(await readDropped(devtools)).toBe(4)
    expect(await devtools.evaluate(() => Reflect.has({}, 'polluted'))).toBe(false)
    // One answer may be for several batches.
    expect(await page.evaluate(() => Reflect.get(window, 'acks')?.every((seq: number) => [3, 4, 5, 9].includes(seq)))).toBe(true)
  })
})

/** Runs in the page: speaks the protocol as an SDK of its own, badly. Notes what is acknowledged. */
function forge(): void {
  const { port1, port2 } = new MessageChannel()
  const epoch = 'forged'
  const acks: unknown[] = []
  Object.assign(window, { acks })
  const span = (name: string) => ({
    traceId: 'f'.repeat(32),
    spanId: name.padEnd(16, '0'),
    name,
    startTimeUnixNano: '1760000000000000000',
    kind: 3,
  })
  const batch = (entries: unknown[]) => port1.postMessage({ type: 'batch', epoch, entries, dropped: 0 })
  port1.onmessage = ({ data }) => {
    if (data.type === 'ack') acks.push(data.seq)
    if (data.type !== 'subscribe') return
    // Ends no line, for it is not the page's to say.
    port1.postMessage({ type: 'genai-farewell' })
    port1.postMessage({ type: 'genai-farewell', epoch })
    port1.postMessage({ type: 'clear', epoch })
    port1.postMessage({ type: 'bye', epoch: 'another' })
    const attributes: unknown = JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "a": 1}')
    batch([
      { seq: 1, span: { ...span('forged'), attributes, __proto__: { polluted: 1 } } },
      { seq: 2, span: 'x' },
      { seq: 3, span: { traceId: 1 } },
    ])
    batch([{ seq: 4, span: { ...span('huge'), name: 'x'.repeat(70 * 1024 * 1024) } }])
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    batch([{ seq: 5, span: { ...span('cyclic'), attributes: cycle } }])
    batch([{ seq: 9, span: span('last') }])
  }
  window.postMessage({ type: 'genai-devtools', message: { type: 'hello', v: 1, epoch, url: 'http://bank.example/', sdk: 'x' } }, '*', [
    port2,
  ])
}

test('an extension that is reloaded leaves the page in peace', async () => {
  const page = await openPage('/speaks')
  const { devtools } = await openDevTools(page, launched)
  await emit(page, 'before')
  await until('it came', async () => (await readNames(devtools)).length === 1)
  const worker = await serviceWorker(launched)
  // The worker does not outlive the call.
  await worker.evaluate(() => chrome.runtime.reload()).catch(() => {})
  await until('the page was told that nobody listens', async () => {
    await page.evaluate(() => {
      window.posted = []
      window.pages?.emit('asked', 1)
    })
    await pause(100)
    return page.evaluate(() => window.posted?.length === 0)
  })
  await emit(page, 'after', 50)
  expect(await page.evaluate(() => window.posted)).toEqual([])
})
