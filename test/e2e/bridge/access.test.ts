/** "Allow on this site". The prompt itself cannot be clicked, so the manifest of this build has its answer already. */
import type { Frame, Page } from 'puppeteer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { launch, serviceWorker, type LaunchedBrowser } from '../../support/browser.ts'
import { closeDevTools, openGenAiTab } from '../../support/devtools.ts'
import { until } from '../../support/until.ts'
import { emit, numbered, untilConnection, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

let site: Site
let launched: LaunchedBrowser
let page: Page

beforeAll(async () => {
  site = await serveSite()
  launched = await launch({ granted: true })
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

const registered = async (): Promise<string[]> => {
  const worker = await serviceWorker(launched)
  return worker.evaluate(async () => (await chrome.scripting.getRegisteredContentScripts()).map(({ id }) => id))
}

beforeEach(async () => {
  // As it is before anybody allowed anything.
  await until('the background has registered what is granted', async () => (await registered()).length === 1)
  await (await serviceWorker(launched)).evaluate(() => chrome.scripting.unregisterContentScripts())
  page = await launched.browser.newPage()
  await page.goto(`http://app.granted.test:${site.port}/speaks`)
})

/** A real click in the panel's own frame: the browser asks for one. */
async function clickAllow(panel: Frame): Promise<void> {
  await panel.evaluate(() => {
    const button = document.createElement('button')
    Object.assign(button, { id: 'test-allow', textContent: 'Allow' })
    button.style.cssText = 'position:fixed;inset:0;z-index:9999'
    button.addEventListener('click', () => {
      button.remove()
      void window.genaiHost?.allowSite().then((allowed) => Object.assign(window, { allowed }))
    })
    document.body.append(button)
  })
  await panel.click('#test-allow')
}

test('a site without access gets it by the click, at once and for good', async () => {
  await emit(page, 'before', 2)
  const { devtools, panel } = await openGenAiTab(page, launched)
  await untilConnection(devtools, 'no-access')
  await clickAllow(panel)
  await until('the site was allowed', () => panel.evaluate(() => Reflect.get(window, 'allowed') === true))
  expect(await registered()).toEqual(['bridge http://*.granted.test/*'])
  // Without a reload: the script was put into the open document, and its census found the SDK that had come first.
  await untilNames(devtools, numbered('before', 2))
  await untilConnection(devtools, 'connected')
  await page.goto(`http://other.granted.test:${site.port}/other`)
  await emit(page, 'after')
  await untilNames(devtools, ['after 1'])
  await closeDevTools(page, launched.browser)
})
