import type { Frame, Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { killServiceWorker, launch, type LaunchedBrowser } from '../../support/browser.ts'
import type { Settings } from '../../../src/settings.ts'
import { closeDevTools, openDevTools } from '../../support/devtools.ts'
import { pause, until } from '../../support/until.ts'
import { emit, numbered, readNames, readSpans, readState, setSettings, untilConnection, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

let site: Site
let launched: LaunchedBrowser
let page: Page
const errors: string[] = []

beforeAll(async () => {
  site = await serveSite()
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

beforeEach(async () => {
  page = await openPage('/speaks')
})
afterEach(async () => {
  for (const each of await launched.browser.pages()) if (each.url().startsWith(site.origin)) await each.close()
  expect(errors.splice(0)).toEqual([])
})

async function openPage(path: string): Promise<Page> {
  const opened = await launched.browser.newPage()
  opened.on('pageerror', (error) => errors.push(String(error)))
  await opened.goto(site.origin + path)
  return opened
}

/** Evaluates in the document that was prerendered: the activation leaves the `Page` of the one before it with a frame that is gone, at times. */
async function inPrerendered(expression: string): Promise<unknown> {
  const target = launched.browser.targets().find((each) => each.type() === 'page' && each.url().endsWith('?prerendered'))
  if (target === undefined) return undefined
  const session = await target.createCDPSession()
  try {
    return (await session.send('Runtime.evaluate', { expression, returnByValue: true })).result.value
  } finally {
    await session.detach()
  }
}
const WAS_PRERENDERED = "performance.getEntriesByType('navigation')[0]?.activationStart > 0 && window.pages !== undefined"

/** Opens DevTools with the settings as they are at first. */
async function open(which = page, settings: Partial<Settings> = {}): Promise<Frame> {
  const { devtools } = await openDevTools(which, launched)
  await setSettings(devtools, { preserveLog: false, forceRelay: false, ...settings })
  return devtools
}

describe('with DevTools open', () => {
  test('opened late, it has the whole history', async () => {
    await emit(page, 'before', 250)
    const devtools = await open()
    await untilNames(devtools, numbered('before', 250))
    await emit(page, 'after', 2)
    await untilNames(devtools, [...numbered('before', 250), ...numbered('after', 2)])
    expect((await readState(devtools))?.connection).toBe('connected')
    expect((await readState(devtools))?.origin).toBe(site.origin)
  })

  test('a span shows before it ends', async () => {
    const devtools = await open()
    await page.evaluate(() => window.pages?.start('long'))
    await untilNames(devtools, ['long'])
    expect((await readSpans(devtools))[0]?.running).toBe(true)
    await page.evaluate(() => window.pages?.end('long'))
    await until('it has ended', async () => (await readSpans(devtools))[0]?.running === false)
  })

  test('closed and opened again, it has everything, and the page was silent between', async () => {
    const devtools = await open()
    await emit(page, 'first')
    await untilNames(devtools, ['first 1'])
    await closeDevTools(page, launched.browser)
    // The bridge tells the page a moment after DevTools is gone; only what is posted after that counts.
    await until('the page was told', async () => {
      await page.evaluate(() => {
        window.posted = []
        window.pages?.emit('asked', 1)
      })
      await pause(100)
      return page.evaluate(() => window.posted?.length === 0)
    })
    await emit(page, 'second', 3)
    await pause(100)
    expect(await page.evaluate(() => window.posted)).toEqual([])
    const again = await open()
    await until('all are there', async () => (await readNames(again)).includes('second 3'))
    expect((await readNames(again)).filter((name) => !name.startsWith('asked')).sort()).toEqual(['first 1', ...numbered('second', 3)])
  })

  test('clear forgets here and in the page', async () => {
    await emit(page, 'old', 2)
    const devtools = await open()
    await untilNames(devtools, numbered('old', 2))
    await devtools.evaluate(() => window.genaiHost?.clear())
    // It takes its way: what comes before it is there is forgotten, too.
    await until('the page has forgotten', () => page.evaluate(() => window.pages?.held() === 0))
    await emit(page, 'new')
    await untilNames(devtools, ['new 1'])
    await closeDevTools(page, launched.browser)
    await untilNames(await open(), ['new 1'])
  })

  test('two tabs hear only their own', async () => {
    const other = await openPage('/other')
    const mine = await open()
    const its = await open(other)
    await emit(page, 'mine', 3)
    await emit(other, 'its', 3)
    await untilNames(mine, numbered('mine', 3))
    await untilNames(its, numbered('its', 3))
  })

  test('frames are heard: of the same origin and without a URL of their own', async () => {
    const devtools = await open()
    await page.goto(`${site.origin}/frames`)
    const frames = await until('both frames are there', () => {
      const inside = page.frames().filter((frame) => frame.parentFrame() !== null && frame.url() !== 'about:blank')
      return inside.length === 2 && inside
    })
    for (const frame of frames) await frame.waitForFunction(() => window.pages !== undefined)
    for (const frame of frames) await emit(frame, frame.url().includes('srcdoc') ? 'srcdoc' : 'same')
    await emit(page, 'top')
    await untilNames(devtools, ['same 1', 'srcdoc 1', 'top 1'])
  })
})

describe('navigation', () => {
  test('clears without preserve log', async () => {
    const devtools = await open()
    await emit(page, 'left', 2)
    await untilNames(devtools, numbered('left', 2))
    await page.goto(`${site.origin}/other`)
    await emit(page, 'here', 2)
    await untilNames(devtools, numbered('here', 2))
    await page.reload()
    await until('the trace is empty', async () => (await readNames(devtools)).length === 0)
    await untilConnection(devtools, 'connected')
  })

  test('keeps everything with preserve log, and says that the page of a running span is gone', async () => {
    const devtools = await open()
    await devtools.evaluate(() => window.genaiHost?.setPreserveLog(true))
    await emit(page, 'left', 2)
    await page.evaluate(() => window.pages?.start('cut short'))
    await untilNames(devtools, [...numbered('left', 2), 'cut short'])
    await page.goto(`${site.origin}/other`)
    await emit(page, 'here', 2)
    await untilNames(devtools, [...numbered('left', 2), 'cut short', ...numbered('here', 2)])
    await until('the running span has ended', async () => (await readSpans(devtools)).every(({ running }) => !running))
    expect((await readSpans(devtools)).map(({ url }) => url).sort()).toEqual(['/other', '/other', '/speaks', '/speaks', '/speaks'])
  })

  test('to a page without the SDK, and to one that no extension may enter', async () => {
    const devtools = await open()
    await untilConnection(devtools, 'connected')
    await page.goto(`${site.origin}/plain`)
    await untilConnection(devtools, 'no-sdk')
    await page.goto(`http://denied.test:${site.port}/speaks`)
    await untilConnection(devtools, 'no-access')
    await expect.poll(async () => (await readState(devtools))?.origin).toBe(`http://denied.test:${site.port}`)
    await page.goto(`${site.origin}/speaks`)
    await untilConnection(devtools, 'connected')
  })

  // Twice: what DevTools tells an extension of a page of the browser's own, and when, is left to chance.
  test('DevTools opened where there is no access, and on a page of the browser itself', { retry: 1 }, async () => {
    await page.goto(`http://denied.test:${site.port}/speaks`)
    const devtools = await open()
    await untilConnection(devtools, 'no-access')
    await expect.poll(async () => (await readState(devtools))?.origin).toBe(`http://denied.test:${site.port}`)
    await page.goto(`${site.origin}/speaks`)
    await untilConnection(devtools, 'connected')
    await page.goto('chrome://version/')
    await untilConnection(devtools, 'restricted')
    await page.goto(`${site.origin}/speaks`)
    await untilConnection(devtools, 'connected')
  })

  test('away from an allowed site, without preserve log, clears as well', async () => {
    const devtools = await open()
    await emit(page, 'left', 2)
    await untilNames(devtools, numbered('left', 2))
    await page.goto(`http://denied.test:${site.port}/speaks`)
    await untilNames(devtools, [])
    await page.close()
  })

  test('back, out of the back/forward cache', async () => {
    const devtools = await open()
    await devtools.evaluate(() => window.genaiHost?.setPreserveLog(true))
    await emit(page, 'first')
    await page.evaluate(() => (window.mark = 'kept'))
    await untilNames(devtools, ['first 1'])
    await page.goto(`${site.origin}/other`)
    await emit(page, 'between')
    await untilNames(devtools, ['first 1', 'between 1'])
    await page.goBack()
    expect(await page.evaluate(() => window.mark)).toBe('kept')
    await emit(page, 'returned', 2)
    await untilNames(devtools, ['first 1', 'between 1', ...numbered('returned', 2)])
  })

  test('to a prerendered page: one document, nothing twice', async () => {
    const devtools = await open()
    await page.goto(`${site.origin}/prerenders`)
    await until('it is prerendered', () => site.prerendered.has('/speaks?prerendered'))
    await page.click('a')
    await until('it is shown, and was prerendered', () => inPrerendered(WAS_PRERENDERED).then((was) => was === true))
    await inPrerendered("window.pages.emit('shown', 2)")
    await untilNames(devtools, numbered('shown', 2))
  })
})

describe.each([
  { way: 'direct', forceRelay: false },
  { way: 'relayed', forceRelay: true },
])('the service worker killed in mid-stream, $way', ({ forceRelay }) => {
  test('loses nothing and repeats nothing', async () => {
    const devtools = await open(page, { forceRelay })
    const done = page.evaluate(() => window.pages?.stream('span', 300, 5))
    for (const least of [20, 120, 200]) {
      await until(`${least} came`, async () => (await readNames(devtools)).length >= least)
      const killed = await killServiceWorker(launched)
      // Relayed, the worker carries the stream: were it not running, this would show nothing.
      if (forceRelay) expect(killed).toBe(true)
    }
    await done
    await untilNames(devtools, numbered('span', 300))
  })
})

test('relayed, each frame and each page is heard, and clear reaches them', async () => {
  const devtools = await open(page, { forceRelay: true })
  await emit(page, 'left', 2)
  await untilNames(devtools, numbered('left', 2))
  await page.goto(`${site.origin}/frames`)
  await page.waitForFunction(() => document.querySelector<HTMLIFrameElement>('#same')?.contentWindow?.pages !== undefined)
  await emit(page, 'top')
  await page.evaluate(() => document.querySelector<HTMLIFrameElement>('#same')?.contentWindow?.pages?.emit('frame', 1))
  await untilNames(devtools, ['frame 1', 'top 1'])
  await devtools.evaluate(() => window.genaiHost?.clear())
  await emit(page, 'cleared')
  await untilNames(devtools, ['cleared 1'])
  await page.goto(`${site.origin}/plain`)
  await untilConnection(devtools, 'no-sdk')
  await page.goto(`http://denied.test:${site.port}/plain`)
  await untilConnection(devtools, 'no-access')
  await page.close()
})

test('switching to the relay and back loses nothing', async () => {
  const devtools = await open()
  const done = page.evaluate(() => window.pages?.stream('span', 200, 5))
  await until('some came', async () => (await readNames(devtools)).length > 10)
  await setSettings(devtools, { forceRelay: true })
  await until('more came', async () => (await readNames(devtools)).length > 80)
  await setSettings(devtools, { forceRelay: false })
  await done
  await untilNames(devtools, numbered('span', 200))
})
