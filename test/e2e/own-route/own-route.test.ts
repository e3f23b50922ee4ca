import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openGenAiTab } from '../../support/devtools.ts'
import { readDetails, readMessages, readRows, selectRow } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { CHUNKS, FIRST, OLLAMA, PRICES, REST, ROWS, serveOwnRoutes, TICKS, type OwnSite } from './site.ts'

let site: OwnSite
let launched: LaunchedBrowser
beforeAll(async () => {
  site = await serveOwnRoutes()
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

test("an application's own route is an agent in the panel, live, and the page reads what was sent", async () => {
  const [page = await launched.browser.newPage()] = await launched.browser.pages()
  await page.goto(`${site.origin}/`)
  const { panel } = await openGenAiTab(page, launched)
  expect(await page.evaluate(() => window.ask?.('/api/ticks'))).toBe(TICKS)

  const answer = page.evaluate(() => window.ask?.('/api/chat'))
  // It shows before its first words do.
  const running = await until('the row of the call', async () => (await readRows(panel)).find(({ status }) => status === 'streaming'))
  expect(running).toMatchObject({ type: 'span', operation: 'invoke_agent', subject: '' })
  await selectRow(panel, 0)
  await until('its first words', async () => (await readDetails(panel)).includes('Am Turm'))

  site.release()
  expect(await answer).toBe(FIRST + REST)
  const ended = await until('its end', async () => (await readRows(panel)).find(({ status }) => status === 'stop'))
  expect(ended).toMatchObject({ operation: 'invoke_agent', model: 'swift-3', inputTokens: 9, outputTokens: 5 })
  expect((await readRows(panel)).filter(({ type }) => type === 'span')).toHaveLength(1)
  expect((await readMessages(panel)).map(({ role, parts }) => [role, parts.map(({ text }) => text).join('')])).toEqual([
    ['user', 'Where?'],
    ['assistant', 'Am Turm 🐦'],
  ])
})

test('an answer is known whatever asked for it: a GET, an EventSource; what is no model’s is not', async () => {
  const page = await launched.browser.newPage()
  await page.goto(`${site.origin}/`)
  const { panel } = await openGenAiTab(page, launched)
  expect(await page.evaluate(() => window.listen?.('/api/prices'))).toEqual(PRICES)
  expect(await page.evaluate(() => window.get?.('/api/rows'))).toBe(ROWS)
  expect(await page.evaluate(() => window.listen?.('/api/events'))).toEqual(CHUNKS)
  expect(await page.evaluate(() => window.get?.('/api/ollama'))).toBe(OLLAMA)

  const rows = await until('both calls', async () => {
    const spans = (await readRows(panel)).filter(({ type, status }) => type === 'span' && status === 'stop')
    return spans.length === 2 && spans
  })
  expect(rows).toMatchObject([
    { operation: 'chat', model: 'owl-1' },
    { operation: 'chat', model: 'swift-3', inputTokens: 4, outputTokens: 2 },
  ])
  expect((await readRows(panel)).filter(({ type }) => type === 'span')).toHaveLength(2)
  await page.close()
})

test('of an answer that the page takes as a whole nobody asks for the stream, a model’s or not', async () => {
  const page = await launched.browser.newPage()
  await page.evaluateOnNewDocument(() => {
    const body = Object.getOwnPropertyDescriptor(Response.prototype, 'body')
    Object.defineProperty(Response.prototype, 'body', {
      ...body,
      get(this: Response): unknown {
        Reflect.set(globalThis, 'asked', Number(Reflect.get(globalThis, 'asked') ?? 0) + 1)
        return body?.get?.call(this)
      },
    })
  })
  await page.goto(`${site.origin}/`)
  const { panel } = await openGenAiTab(page, launched)
  const asked = await page.evaluate(async () => {
    const count = (): number => Number(Reflect.get(globalThis, 'asked') ?? 0)
    const before = count()
    await (await fetch('/api/rows')).text()
    await (await fetch('/api/ollama')).json()
    const taken = count() - before
    await (await fetch('/api/rows')).body?.cancel()
    return [taken, count() - before > taken]
  })
  expect(asked).toEqual([0, true])
  await until('the call', async () =>
    (await readRows(panel)).some(({ type, status, model }) => type === 'span' && status === 'stop' && model === 'swift-3'),
  )
  await page.close()
})
