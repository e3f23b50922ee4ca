/** What a record holds a part of, in the panel's own DOM: the cut is told, the page is asked for the rest, and what nobody has any more is said. */
import { expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import type { JsonValue, SpanContent } from '../../../sdk/protocol/records.ts'
import { panelPages } from '../../support/panel-page.ts'
import { readDetails, readMessages, selectRow } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const pages = panelPages()

const SPAN = '00000000000000aa'

/** A panel with one span of that content, selected; `whole`: what the page would answer. */
async function show(content: SpanContent, whole: { readonly [key: string]: JsonValue }, document = 'd'): Promise<Frame> {
  const { panel } = await pages.open('dev=empty')
  const span = {
    traceId: '1'.repeat(32),
    spanId: SPAN,
    name: 'chat m',
    kind: 3,
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001000000000',
    status: { code: 0 },
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' },
    events: [],
    links: [],
    resource: '',
    state: 'ended',
    content,
  } as const
  await panel.evaluate(
    (record, payloads, from) => {
      const dev = window.genaiDev
      for (const [key, value] of Object.entries(payloads)) dev?.payloads.set(key, value)
      dev?.send({ document: from, url: 'http://localhost/', epoch: 'e' }, [{ seq: 1, span: record }])
    },
    span,
    whole,
    document,
  )
  await panel.waitForSelector('[data-span]')
  await selectRow(panel, 0)
  await panel.waitForSelector('.messages')
  return panel
}

const buttons = (panel: Frame) => panel.$$eval('[data-action=show-all]', (all) => all.map((button) => button.textContent ?? ''))
const asked = (panel: Frame) => panel.evaluate(() => [...(window.genaiDev?.asked ?? [])])
const press = async (panel: Frame, at: number) => (await panel.$$('[data-action=show-all]'))[at]?.click()

test('a part that was cut is shown whole on demand; what the page gave up is said to be gone', async () => {
  const cut = (content: string) => ({ type: 'text', content, truncated_characters: 4_000 })
  const panel = await show(
    {
      inputMessages: [{ role: 'user', parts: [cut('head … [4,000 characters cut] … tail')] }],
      outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: 'short' }, cut('lost')] }],
      truncatedCharacters: 8_000,
      truncatedMessages: 3,
    },
    { [`${SPAN}/inputMessages/3/0`]: { type: 'text', content: 'the whole of it' } },
  )
  expect(await buttons(panel)).toEqual(['Show all: 4,000 more characters', 'Show all: 4,000 more characters'])
  expect(await readDetails(panel)).toContain('3 older messages were left out')
  await press(panel, 0)
  await until('the whole part', async () => (await readMessages(panel))[0]?.parts[0]?.text === 'the whole of it')
  await press(panel, 0)
  await until('the loss to be told', async () => (await readDetails(panel)).includes('does not keep the whole of it any more'))
  expect(await asked(panel)).toEqual([`want ${SPAN}/inputMessages/3/0`, `want ${SPAN}/outputMessages/0/1`])
  expect(await buttons(panel)).toEqual([])
})

test('a picture is told by size and hash; its base64 is fetched, and never drawn', async () => {
  const picture = { type: 'blob', modality: 'image', mime_type: 'image/png', content: '', bytes: 1_048_576, sha256: 'ab'.repeat(32) }
  const base64 = 'iVBORw0KGgo'.repeat(100)
  const panel = await show(
    { inputMessages: [{ role: 'user', parts: [picture] }] },
    { [`${SPAN}/inputMessages/0/0`]: { type: 'blob', modality: 'image', mime_type: 'image/png', content: base64 } },
  )
  expect(await readDetails(panel)).toContain(`image · image/png1.0 MB sha256 ${'ab'.repeat(32)}`)
  expect(await buttons(panel)).toEqual(['Show all: 1.0 MB as base64'])
  await press(panel, 0)
  await until('the base64', async () => (await readDetails(panel)).includes(base64))
  expect(await panel.$$('.messages img')).toEqual([])
})

test('tool results, definitions and arguments that were cut are fetched too', async () => {
  const panel = await show(
    {
      toolDefinitions: [{ type: 'function', name: 'f', description: 'cut', truncated_characters: 90 }],
      toolCallArguments: { q: 'not cut' },
      toolCallResult: { rows: ['first', '… [9 items cut] …', 'last'] },
      truncatedCharacters: 500,
    },
    { [`${SPAN}/toolCallResult`]: { rows: ['first', 'second', 'last'] } },
  )
  expect(await buttons(panel)).toEqual(['Show all: 90 more characters', 'Show all: 500 more characters'])
  await press(panel, 1)
  await until('the whole result', async () => (await readDetails(panel)).includes('second'))
})

test('further candidates and token probabilities are there, folded', async () => {
  const logprobs = [
    {
      token: 'Yes',
      logprob: Math.log(0.75),
      top: [
        { token: 'Yes', logprob: Math.log(0.75) },
        { token: 'No', logprob: Math.log(0.2) },
      ],
    },
    { token: '\n', logprob: Math.log(0.005) },
  ]
  const panel = await show(
    {
      outputMessages: [
        { role: 'assistant', parts: [{ type: 'text', content: 'Yes' }], finish_reason: 'stop', logprobs, truncated_logprobs: 4 },
        { role: 'assistant', parts: [{ type: 'text', content: 'No' }], finish_reason: 'length' },
      ],
    },
    {},
  )
  const folded = await until('two folded pieces', async () => {
    const all = await panel.$$eval('.messages details', (each) =>
      each.map(({ open, firstElementChild }) => [open, firstElementChild?.textContent ?? '']),
    )
    return all.length === 2 && all
  })
  expect(folded).toEqual([
    [false, 'Token probabilities · 6 tokens'],
    [false, 'Candidate 2 of 2 length'],
  ])
  expect(await panel.$$('.logprobs')).toEqual([])
  await panel.click('[data-part=logprobs] > summary')
  const cells = await until('the tokens', async () => {
    const rows = await panel.$$eval('.logprobs tr', (all) => all.map((row) => [...row.cells].map((cell) => cell.textContent)))
    return rows.length > 0 && rows
  })
  expect(cells).toEqual([
    ['Yes', '75.0%', 'No 20.0%'],
    ['\\n', '0.50%', ''],
  ])
})

test('an opened file has nobody to ask', async () => {
  const part = { type: 'text', content: 'head', truncated_characters: 4_000 }
  const panel = await show({ inputMessages: [{ role: 'user', parts: [part] }], truncatedCharacters: 4_000 }, {}, 'file:trace.json')
  expect(await buttons(panel)).toEqual([])
  expect(await readDetails(panel)).toContain('4,000 characters were cut')
})

test('numbers are shown as they were sent, and the text that came is there, folded', async () => {
  const sent = '{"id": 12345678901234567890, "lat": 59.0}'
  const panel = await show(
    {
      inputMessages: [{ role: 'tool', parts: [{ type: 'tool_call_response', id: 'c', response: '[9007199254740993]' }] }],
      outputMessages: [
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: { id: '12345678901234567890', lat: 59 }, arguments_text: sent }],
        },
      ],
    },
    {},
  )
  const numbers = await panel.$$eval('.json .number', (all) => all.map((number) => number.textContent))
  expect(numbers.toSorted()).toEqual(['12345678901234567890', '59.0', '9007199254740993'])
  expect(await panel.$$eval('[data-part=sent] .part-text', (all) => all.map((text) => text.textContent))).toEqual([sent])
})
