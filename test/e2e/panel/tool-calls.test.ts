/** How tool calls are read: one block with all that belongs to it, and the Tools tab. */
import { describe, expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import { panelPages } from '../../support/panel-page.ts'
import { readMessages, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { answered, type Call, countOf, idOf, say, selectCall, selected, showCalls, there } from './shown-calls.ts'

const pages = panelPages()
const show = (calls: readonly Call[]) => showCalls(pages, calls)

describe('a tool call', () => {
  const schema = { type: 'object', properties: { query: { type: 'string' }, limit: { type: 'integer' } }, required: ['query'] }
  const asks = {
    role: 'assistant',
    parts: [
      { type: 'tool_call', id: 'c1', name: 'search', arguments: { query: 'zones' } },
      { type: 'tool_call', id: 'c2', name: 'search', arguments: { limit: 'three' } },
    ],
  }
  const toolDefinitions = [{ type: 'function', name: 'search', description: 'Searches', parameters: schema }]
  const result = (id: string, response: string) => ({ role: 'tool', parts: [{ type: 'tool_call_response', id, response }] })
  const history = [say('user', 'Why?'), asks, result('c1', 'two hits'), result('c2', 'failed')]
  const run = (id: string): Call => ({
    name: 'execute_tool search',
    attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search', 'gen_ai.tool.call.id': id },
  })
  const CALLS: readonly Call[] = [
    { content: { inputMessages: [say('user', 'Why?')], outputMessages: [asks], toolDefinitions } },
    run('c2'),
    run('c1'),
    { content: { inputMessages: history, outputMessages: [say('assistant', 'So.')], toolDefinitions } },
  ]
  const blocks = (panel: Frame) =>
    panel.$$eval('[data-part=tool_call], [data-part=tool_call_response]', (all) => all.map((one) => one.textContent ?? ''))

  test('is one block with its schema errors, its result, its definition and the way to its span', async () => {
    const { panel } = await show(CALLS)
    await selectCall(panel, 1)
    await there(panel, '[data-part=tool_call] [data-check=errors]')
    await there(panel, '[data-action=show-tool-span]')
    const [first = '', second = ''] = await blocks(panel)
    expect(first).toContain('✓ The arguments fit the schema.')
    expect(first).toMatch(/Result .*two hits.*sent with the next call/)
    expect(second).toContain('2 schema errors')
    expect(second).toContain('(the whole) Instance does not have required property "query".')
    expect(second).toContain('/limit Instance type "string" is invalid. Expected "integer".')
    expect(await countOf(panel, '[data-part=tool_call] [data-tool=definition]')).toBe(2)
    await panel.click('[data-part=tool_call] [data-action=show-tool-span]')
    await until('the span of the first call', async () => (await selected(panel)) === idOf(3))
  })

  test('that the call before asked for is named with its result', async () => {
    const { panel } = await show(CALLS)
    await there(panel, '[data-role=tool] [data-action=show-tool-span]')
    const shown = (await blocks(panel)).filter((text) => text.includes('result'))
    expect(shown).toHaveLength(2)
    expect(shown[0]).toMatch(/^searchresult.*c1.*two hits.*Arguments/)
  })

  test('in an open history has its result with it, and that is not shown twice', async () => {
    const { panel } = await show([{ content: { inputMessages: history, toolDefinitions } }])
    expect((await readMessages(panel)).map(({ role }) => role)).toEqual(['tools', 'user', 'assistant'])
    expect((await blocks(panel))[0]).toContain('two hits')
  })

  test('whose schema would take seconds is given up, and others are checked', async () => {
    const slow = { type: 'object', properties: { query: { type: 'string', pattern: '^(a+)+$' } } }
    const tools = [
      { type: 'function', name: 'slow', parameters: slow },
      { type: 'function', name: 'search', parameters: schema },
    ]
    const parts = [
      { type: 'tool_call', id: 'a', name: 'slow', arguments: { query: `${'a'.repeat(40)}!` } },
      { type: 'tool_call', id: 'b', name: 'search', arguments: { query: 'q' } },
    ]
    const { panel } = await show([{ content: { outputMessages: [{ role: 'assistant', parts }], toolDefinitions: tools } }])
    await until('both verdicts', async () => (await countOf(panel, '.check')) === 2)
    expect(await panel.$$eval('.check', (all) => all.map((one) => one.textContent))).toEqual([
      'The check against the schema took too long.',
      '✓ The arguments fit the schema.',
    ])
  })
})

describe('the Tools tab', () => {
  test('has what was offered, how the model was to choose, what it picked and what else it might have', async () => {
    const logprobs = [{ token: '{"', logprob: Math.log(0.75), top: [{ token: 'I', logprob: Math.log(0.2) }] }]
    const { panel } = await show([
      {
        attributes: { 'genai_devtools.request.tool_choice': 'auto' },
        content: {
          outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'a', name: 'search', arguments: { q: 'x' } }], logprobs }],
          toolDefinitions: [
            {
              type: 'function',
              name: 'search',
              description: 'Searches',
              parameters: { properties: { q: { type: 'string' } }, required: ['q'] },
            },
            { type: 'function', name: 'read' },
          ],
        },
      },
    ])
    await selectTab(panel, 'tools')
    const shown = await until('the tab', () => panel.evaluate(() => document.querySelector('.tools-tab')?.textContent))
    expect(shown).toContain('tool_choice: auto')
    expect(shown).toContain('search({q: "x"})')
    expect(shown).toMatch(/point of choice.*75\.0%I 20\.0%/)
    expect(await panel.$$eval('.tools-tab [data-part=tool_definition]', (all) => all.map((one) => one.textContent))).toEqual([
      'searchpickedSearchesq*string',
      'readno parameters',
    ])
    expect(await panel.$$eval('.tab-panel', ([box]) => box !== undefined && box.scrollWidth <= box.clientWidth)).toBe(true)
  })

  test('is not there where a call says nothing of tools', async () => {
    const { panel } = await show([{ content: answered('Hello') }])
    expect(await panel.$$eval('[role=tab]', (all) => all.map((tab) => tab.getAttribute('data-tab')))).not.toContain('tools')
  })
})
