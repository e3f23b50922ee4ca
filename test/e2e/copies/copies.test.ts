/** Several copies of the SDK in one real page, with the panel open; and exporters that fail, in a real browser. */
import type { Page } from 'puppeteer'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openGenAiTab } from '../../support/devtools.ts'
import { readRows } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { serveCopies, type Site } from './site.ts'

let site: Site
let launched: LaunchedBrowser
let page: Page

beforeAll(async () => {
  site = await serveCopies()
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})
beforeEach(async () => {
  page = await launched.browser.newPage()
  site.collected.clear()
})
afterEach(() => page?.close())

/** Another origin than the page's, since the name differs. */
const collector = (name: string): string => `${site.origin.replace('127.0.0.1', 'localhost')}/${name}/v1/traces`

const spansAt = (name: string): readonly { readonly name: string; readonly spanId: string; readonly parentSpanId?: string }[] =>
  (site.collected.get(name) ?? []).flatMap(({ body }) =>
    JSON.parse(body.toString()).resourceSpans.flatMap((one: { scopeSpans: { spans: [] }[] }) =>
      one.scopeSpans.flatMap(({ spans }) => spans),
    ),
  )

const flush = (): Promise<void> =>
  page.evaluate(async () => void (await Promise.all((window.handles ?? []).map((handle) => handle.forceFlush()))))
const status = (at: number) => page.evaluate((index) => window.handles?.[index]?.status(), at)

describe('two copies in a page', () => {
  test('show one span a call, one tree, and export each span once to both collectors', async () => {
    await page.goto(`${site.origin}/?copies=2`)
    const { panel } = await openGenAiTab(page, launched)
    await page.evaluate(
      async (one, two) => {
        const [first, second] = window.copies ?? []
        if (first === undefined || second === undefined || first.register === second.register) throw new Error('two copies were expected')
        window.handles?.push(
          first.register({ serviceName: 'shell', otlp: { url: one } }),
          second.register({ serviceName: 'part', otlp: { url: two } }),
        )
        await window.askModel?.('alone')
        await second.invokeAgent({ agentName: 'helper' }, async () => {
          await Promise.resolve()
          await second.executeTool({ toolName: 'search', toolCallArguments: { q: 1 } }, async () => window.askModel?.('inside'))
        })
      },
      collector('takes'),
      collector('partial'),
    )
    await flush()
    const spans = async () => (await readRows(panel)).filter(({ type }) => type === 'span')
    await until('four rows', async () => (await spans()).length >= 4 && (await spans()).every((row) => row.status !== 'streaming'))
    expect((await spans()).map(({ operation, model, subject, level }) => [operation, model || subject, level])).toEqual([
      ['chat', 'alone', 0],
      ['invoke_agent', 'helper', 1],
      ['execute_tool', 'search', 2],
      ['chat', 'inside', 3],
    ])
    const ids = (name: string): readonly string[] =>
      spansAt(name)
        .map(({ spanId }) => spanId)
        .toSorted()
    expect(ids('takes')).toHaveLength(4)
    expect(ids('partial')).toEqual(ids('takes'))
    expect(await status(0)).toMatchObject({ provider: 'own', requests: 2, inferences: 2, exports: { sent: 4, lost: 0 } })
    expect(await status(1)).toMatchObject({
      provider: 'joined',
      requests: 2,
      inferences: 2,
      exports: { problems: [expect.stringContaining('too old')] },
    })
    expect((await status(1))?.warnings[0]).toMatch(/joined register\(\) of sdk .*serviceName\.$/)

    // The first goes; the second watches on, in the same panel.
    await page.evaluate(async () => {
      await window.handles?.[0]?.shutdown()
      await window.askModel?.('later')
      await window.handles?.[1]?.forceFlush()
    })
    await until('the later call', async () => (await spans()).some(({ model }) => model === 'later'))
    expect((await spans()).filter(({ model }) => model === 'later')).toHaveLength(1)
    expect([ids('takes').length, ids('partial').length]).toEqual([4, 5])
    expect(await status(1)).toMatchObject({ provider: 'own', inferences: 1 })
  })

  test('instrument() twice and register() in another copy make one span a call', async () => {
    await page.goto(`${site.origin}/?copies=3`)
    const { panel } = await openGenAiTab(page, launched)
    await page.evaluate(async (url) => {
      const [first, second, third] = window.copies ?? []
      first?.instrument()
      first?.instrument()
      second?.instrument()
      if (third) window.handles?.push(third.register({ otlp: { url } }))
      await window.askModel?.('one')
    }, collector('takes'))
    await flush()
    await until('a row', async () => (await readRows(panel)).some(({ status: said }) => said === 'stop'))
    expect((await readRows(panel)).filter(({ type }) => type === 'span')).toHaveLength(1)
    expect(spansAt('takes').map(({ name }) => name)).toEqual(['chat one'])
  })
})

test('register → shutdown → register exports again, in both protocols, and says so', async () => {
  await page.goto(`${site.origin}/`)
  for (const [round, protocol] of (['http/json', 'http/protobuf', 'http/json'] as const).entries()) {
    await page.evaluate(
      async (options) => {
        const handle = window.copies?.[0]?.register({ otlp: options })
        if (handle) window.handles?.push(handle)
        await window.askModel?.('again')
        await handle?.forceFlush()
      },
      { url: collector('takes'), protocol },
    )
    expect(await status(round)).toMatchObject({
      provider: 'own',
      requests: 1,
      exports: { sent: 1, waiting: 0, lost: 0, problems: [] },
      warnings: [],
    })
    await page.evaluate(() => window.handles?.at(-1)?.shutdown())
  }
  expect((site.collected.get('takes') ?? []).map(({ type }) => type)).toEqual([
    'application/json',
    'application/x-protobuf',
    'application/json',
  ])
  expect(site.collected.get('takes')?.every(({ body }) => body.includes('chat again'))).toBe(true)
})

describe('a collector', () => {
  const COLLECTORS: readonly (readonly [string, () => string, RegExp])[] = [
    ['answers 401', () => collector('refuses'), /HTTP 401 \(who are you\?\)/],
    ['is blocked by CORS', () => collector('nocors'), /cannot be reached \(TypeError: Failed to fetch\).*CORS.*http:\/\/127/],
    ['refuses the connection', () => 'http://127.0.0.1:9/v1/traces', /cannot be reached/],
  ]
  const said = new Map<string, Awaited<ReturnType<typeof tellTo>>>()

  async function tellTo(url: string) {
    const own = await launched.browser.newPage()
    await own.goto(`${site.origin}/`)
    const told = await own.evaluate(async (to) => {
      const handle = window.copies?.[0]?.register({ otlp: { url: to } })
      await window.askModel?.('one')
      await window.askModel?.('two')
      await handle?.forceFlush()
      return handle?.status()
    }, url)
    await own.close()
    return told
  }

  // All at once: what cannot be sent is sent again, later and later.
  beforeAll(async () => {
    await Promise.all(COLLECTORS.map(async ([name, url]) => said.set(name, await tellTo(url()))))
  })

  test.each(COLLECTORS)('that %s is told in status(), and its requests are not the page’s', (name, _url, words) => {
    expect(said.get(name)).toMatchObject({
      requests: 2,
      inferences: 2,
      exports: { sent: 0, waiting: 0, lost: 2, problems: [expect.stringMatching(words)] },
    })
    expect(said.get(name)?.warnings).toEqual([expect.stringContaining('2 ended spans were not exported')])
  })
})
