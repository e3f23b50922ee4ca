/** A payload too big for a record, fetched from the page by the real bridge: directly and through the relay. */
import type { Frame, Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openDevTools } from '../../support/devtools.ts'
import { setSettings, untilNames } from './read.ts'
import { serveSite, type Site } from './site.ts'

const CHARACTERS = 600_000

let site: Site
let launched: LaunchedBrowser
let page: Page

beforeAll(async () => {
  site = await serveSite()
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

async function open(forceRelay: boolean): Promise<Frame> {
  page = await launched.browser.newPage()
  await page.goto(`${site.origin}/speaks`)
  await page.evaluate((characters) => window.pages?.tool('read', characters), CHARACTERS)
  const { devtools } = await openDevTools(page, launched)
  await setSettings(devtools, { preserveLog: true, forceRelay })
  await untilNames(devtools, ['execute_tool read'])
  return devtools
}

/** What the record has of the result, and what the page hands out for the key; lengths only, and the end. */
const lookAt = (devtools: Frame, path: string) =>
  devtools.evaluate(async (field) => {
    const host = window.genaiHost
    if (host === undefined) throw new Error('no host')
    const { spanId, content } = await host.trace.record(0)
    const whole = JSON.stringify(await host.want(host.trace.source(0), `${spanId}/${field}`)) ?? 'nothing'
    const kept = JSON.stringify(content?.toolCallResult ?? null)
    return { cut: content?.truncatedCharacters ?? 0, kept: kept.length, whole: whole.length, end: whole.slice(-4) }
  }, path)

describe.each([
  ['directly', false],
  ['through the relay', true],
])('%s', (_way, forceRelay) => {
  let devtools: Frame
  beforeAll(async () => {
    devtools = await open(forceRelay)
  })
  afterAll(() => page.close())

  test('a record has a part of it, and the page hands out the whole', async () => {
    const { cut, kept, whole, end } = await lookAt(devtools, 'toolCallResult')
    expect(kept).toBeLessThan(100_000)
    expect(cut).toBeGreaterThan(500_000)
    expect([whole, end]).toEqual([CHARACTERS + '{"said":""}'.length, 'x!"}'])
    expect((await lookAt(devtools, 'toolCallArguments')).end).toBe('hing')
  })

  test('a page that is gone is not waited for', async () => {
    await page.goto(`${site.origin}/plain`)
    expect((await lookAt(devtools, 'toolCallResult')).whole).toBe('nothing'.length)
  })
})
