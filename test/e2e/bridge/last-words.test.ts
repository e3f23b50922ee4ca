/** Calls that ended just before the page did: what the page had no turn left to send. */
import type { Frame, Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openDevTools } from '../../support/devtools.ts'
import { longRun } from '../../support/long-run.ts'
import { pause, until } from '../../support/until.ts'
import { emit, numbered, readDropped, readNames, setSettings, untilConnection, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

let site: Site
let launched: LaunchedBrowser

beforeAll(async () => {
  site = await serveSite()
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

async function closePages(): Promise<void> {
  for (const each of await launched.browser.pages()) if (each.url().startsWith('http')) await each.close()
}

const COUNT = 64
const CALLS = Array.from({ length: COUNT }, (_, at) => `chat model-${at + 1}`)

async function open(settings: { readonly preserveLog: boolean; readonly forceRelay?: boolean }): Promise<{ page: Page; devtools: Frame }> {
  const page = await launched.browser.newPage()
  await page.goto(`${site.origin}/speaks`)
  const { devtools } = await openDevTools(page, launched)
  await setSettings(devtools, { forceRelay: false, ...settings })
  await untilConnection(devtools, 'connected')
  return { page, devtools }
}

/** Bodies of functions that leave the page; a page of another site has another process. `npm test` has one of each kind of next page. */
const ALL_WAYS: readonly (readonly [string, string])[] = [
  [
    'a link',
    "document.body.append(Object.assign(document.createElement('a'), { href: '/other', id: 'go' })); document.getElementById('go').click()",
  ],
  ['location.assign', "location.assign('/other')"],
  ['a page of another site', 'location.assign(`http://localhost:${location.port}/other`)'],
  [
    'a link to another site',
    "document.body.append(Object.assign(document.createElement('a'), { href: `http://localhost:${location.port}/plain`, id: 'go' })); document.getElementById('go').click()",
  ],
  ['a reload', 'location.reload()'],
  ['a page that has no SDK', "location.assign('/plain')"],
  ['a form', "const form = document.createElement('form'); form.action = '/other'; document.body.append(form); form.submit()"],
]

const WAYS = ALL_WAYS.filter(([name]) => longRun || ['a link', 'a page of another site', 'a page that has no SDK'].includes(name))

describe.each([{ way: 'directly', forceRelay: false }, ...(longRun ? [{ way: 'through the relay', forceRelay: true }] : [])])(
  '$way',
  ({ forceRelay }) => {
    let page: Page
    let devtools: Frame
    // One DevTools for all ways: it is what takes long.
    beforeAll(async () => {
      ;({ page, devtools } = await open({ preserveLog: true, forceRelay }))
    })
    afterAll(closePages)
    beforeEach(async () => {
      await page.goto(`${site.origin}/speaks`)
      await until('the page is heard', async () => {
        await emit(page, 'here')
        return (await readNames(devtools)).includes('here 1')
      })
      // What was sent before a clear may come after it: with this one all of it has come.
      await emit(page, 'ready')
      await until('all was heard', async () => (await readNames(devtools)).includes('ready 1'))
      await devtools.evaluate(() => window.genaiHost?.clear())
      await until('the page has forgotten', () => page.evaluate(() => window.pages?.held() === 0))
    })

    test.each(WAYS)(`each of ${COUNT} calls that end in the turn that leaves by %s is seen, once`, async (_, body) => {
      const left = page.waitForNavigation()
      await page.evaluate(`void window.pages.callAndLeave(${COUNT}, () => { ${body} })`)
      await left
      await untilNames(devtools, CALLS)
      await pause(1_200)
      expect((await readNames(devtools)).toSorted()).toEqual(CALLS.toSorted())
      expect(await readDropped(devtools)).toBe(0)
    })
  },
)

describe('one page each', () => {
  afterEach(closePages)

  test('what ends while the page hides is seen as well', async () => {
    const { page, devtools } = await open({ preserveLog: true })
    await page.evaluate(() => {
      addEventListener('pagehide', () => window.pages?.emit('hiding', 3))
      window.pages?.emit('before', 500)
      location.assign('/plain')
    })
    await untilNames(devtools, [...numbered('before', 500), ...numbered('hiding', 3)])
  })

  test('of a page that comes back out of the back/forward cache nothing is missing and nothing twice', async () => {
    const { page, devtools } = await open({ preserveLog: true })
    await page.evaluate(() => {
      window.mark = 'kept'
      window.pages?.emit('leaving', 64)
      location.assign('/other')
    })
    await untilNames(devtools, numbered('leaving', 64))
    await until('the other page is there', () => page.evaluate(() => location.pathname === '/other' && window.pages !== undefined))
    await page.goBack()
    expect(await page.evaluate(() => window.mark)).toBe('kept')
    await emit(page, 'returned', 2)
    await untilNames(devtools, [...numbered('leaving', 64), ...numbered('returned', 2)])
  })

  test('without Preserve log they go with their page', async () => {
    const { page, devtools } = await open({ preserveLog: false })
    await page.evaluate(() => {
      window.pages?.emit('left', 64)
      location.assign('/other')
    })
    await until('the next page is there', () => page.evaluate(() => location.pathname === '/other' && window.pages !== undefined))
    await emit(page, 'here')
    await untilNames(devtools, ['here 1'])
    await pause(1_200)
    expect(await readNames(devtools)).toEqual(['here 1'])
  })

  test('nobody is asked where nobody listens, and nobody but the bridge knows by what name', async () => {
    const page = await launched.browser.newPage()
    await page.evaluateOnNewDocument(() => {
      const dispatch = EventTarget.prototype.dispatchEvent
      EventTarget.prototype.dispatchEvent = function (event) {
        localStorage.setItem('said', `${localStorage.getItem('said') ?? ''}${event.type} `)
        return dispatch.call(this, event)
      }
    })
    await page.goto(`${site.origin}/speaks`)
    await emit(page, 'unseen', 3)
    await page.goto(`${site.origin}/other`)
    expect(await page.evaluate(() => localStorage.getItem('said'))).toBe(null)
  })
})
