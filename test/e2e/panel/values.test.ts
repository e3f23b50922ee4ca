/** How attributes and other values are read. */
import { describe, expect, test } from 'vitest'
import { panelPages } from '../../support/panel-page.ts'
import { readDetails, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { answered, type Call, countOf, selectCall, showCalls, spanOf, there } from './shown-calls.ts'

const pages = panelPages()
const show = (calls: readonly Call[]) => showCalls(pages, calls)

test('attributes say how settled their names are, and which conventions the span speaks', async () => {
  const attributes = { 'server.address': 'a', 'gen_ai.system': 'openai', 'gen_ai.invented': 1, 'my.own': 1 }
  const { panel } = await show([{ attributes, content: answered('Hello') }])
  await selectTab(panel, 'attributes')
  await there(panel, '.tier')
  const marks = await panel.$$eval('.attributes tr', (all) =>
    all.map((row) => [row.querySelector('th')?.textContent, row.querySelector('.tier')?.textContent]),
  )
  expect(Object.fromEntries(marks.slice(0, 6))).toEqual({
    'gen_ai.invented': 'unknown',
    'gen_ai.operation.name': 'dev',
    'gen_ai.request.model': 'dev',
    'gen_ai.system': 'earlier',
    'my.own': null,
    'server.address': 'stable',
  })
  expect(await readDetails(panel)).toContain('conventionsOpenTelemetry GenAI 1.26 to 1.36')
})

describe('a value', () => {
  test('that is a text of JSON unfolds by a click', async () => {
    const { panel } = await show([
      { name: 'execute_tool f', content: { toolCallResult: { inner: '{"deep":[1,{"b":2}]}', words: 'plain' } } },
    ])
    expect(await countOf(panel, '[data-action=unfold-string]')).toBe(1)
    await panel.click('[data-action=unfold-string]')
    await until('the object', () => panel.evaluate(() => document.querySelector('.json-within')?.textContent.includes('deep: Array(2)')))
  })

  test('that is a picture is told by its size, drawn when somebody asks, and never fetched', async () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
    const parts = [
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: png },
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
      { type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'https://evil.example/a.png' },
    ]
    const { page, panel } = await pages.open('dev=empty')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await panel.evaluate(
      (span) => window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, [{ seq: 1, span }]),
      spanOf({ content: { inputMessages: [{ role: 'user', parts }] } }, 0),
    )
    await selectCall(panel, 1)
    expect(await countOf(panel, '[data-action=show-media]')).toBe(2)
    expect(await countOf(panel, '.messages img')).toBe(0)
    const [first, second] = await panel.$$('[data-action=show-media]')
    await first?.click()
    await second?.click()
    await until('the picture', () => panel.evaluate(() => document.querySelector<HTMLImageElement>('.messages img')?.naturalWidth === 1))
    await until('the other to fail', () =>
      panel.evaluate(() => document.querySelector('.part-note')?.textContent.includes('cannot be shown')),
    )
    expect(asked.filter((url) => !url.startsWith('blob:') && new URL(url).origin !== new URL(page.url()).origin)).toEqual([])
  })
})
