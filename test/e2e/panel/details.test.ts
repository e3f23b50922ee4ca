/** The details of a span, and what the panel says where there is none. */
import { describe, expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import { panelPages } from '../../support/panel-page.ts'
import { readDetails, readMessages, readRows, selectRow, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const { open } = panelPages()

const advance = (panel: Frame, milliseconds: number) => panel.evaluate((by) => window.genaiDev?.advance(by), milliseconds)
const asked = (panel: Frame) => panel.evaluate(() => [...(window.genaiDev?.asked ?? [])])
const CALL = '0000000000000004'
const ROW_OF_CALL = 4

describe('the details', () => {
  test('render a call part by part, what the call before had folded', async () => {
    const { panel } = await open('dev=done')
    await selectRow(panel, ROW_OF_CALL)
    const messages = await readMessages(panel)
    expect(messages.map(({ role, parts }) => [role, ...parts.map((part) => part.type)])).toEqual([
      ['system', 'text'],
      ['tools'],
      ['repeated', 'text', 'text', 'tool_call'],
      ['tool', 'tool_call_response'],
      ['assistant', 'reasoning', 'text', 'tool_call', 'tool_call'],
    ])
    expect(messages.at(-1)?.parts[1]?.text).toMatch(/^Native await drops the zone[^]*one run\.$/)
    expect(await panel.$$eval('.messages details', (all) => all.filter((one) => one.open).length)).toBe(0)
    await selectTab(panel, 'timing')
    expect(await readDetails(panel)).toContain('Waiting for the first chunk0 ms1.34 s43 %Streaming1.34 s1.76 s57 %of it: longest pause')
    await selectTab(panel, 'tokens')
    // Prices may stand between.
    expect(await readDetails(panel)).toMatch(/Input642.*of it: read from cache314.*Output248.*of it: reasoning62Total890/)
    await selectTab(panel, 'attributes')
    expect(await readDetails(panel)).toContain('gen_ai.response.idmsg_01')
  })

  test('stream the answer as it comes, and become the answer', async () => {
    const { panel } = await open('dev=step')
    await advance(panel, 4900)
    await panel.waitForSelector(`[data-span="${CALL}"]`)
    await selectRow(
      panel,
      (await readRows(panel)).findIndex((row) => row.bar.includes('streaming') && row.model.startsWith('claude') && row.running),
    )
    const answer = async () => (await readMessages(panel)).at(-1)?.parts.find((part) => part.type === 'text')?.text ?? ''
    const early = await until('text', answer)
    await advance(panel, 120)
    const later = await until('more text', async () => ((await answer()).length > early.length ? answer() : ''))
    expect(later.startsWith(early)).toBe(true)
    await advance(panel, 2000)
    await until('the whole', async () => (await answer()).endsWith('one run.'))
    // Over, it is drawn as markdown: a list has its numbers beside its text.
    const words = (text: string) => text.replaceAll(/[\s\d.]/g, '')
    expect(words(await answer()).startsWith(words(later))).toBe(true)
    expect(await readMessages(panel)).toHaveLength(5)
  })

  test('show media by type and size, failures by the provider’s words', async () => {
    const { panel } = await open('dev=done')
    const rows = await readRows(panel)
    await selectRow(
      panel,
      rows.findIndex((row) => row.type === 'span' && row.status === 'aborted'),
    )
    expect((await readMessages(panel))[0]?.parts[1]).toEqual({ type: 'blob', text: expect.stringContaining('image · image/png33 B') })
    await selectRow(
      panel,
      rows.findIndex((row) => row.type === 'span' && row.status === '429'),
    )
    expect((await readMessages(panel))[0]).toEqual({
      role: 'error',
      parts: [{ type: 'text', text: 'Rate limit reached for gpt-5. Try again in 1 s.' }],
    })
  })

  test('stand below the grid in a narrow panel, beside it in a wide one', async () => {
    for (const [width, below] of [
      [420, true],
      [1600, false],
    ] as const) {
      const { panel } = await open('dev=done', { width })
      await selectRow(panel, ROW_OF_CALL)
      const [grid, details] = await panel.evaluate(() =>
        ['.grid', '.details'].map((name) => document.querySelector(name)?.getBoundingClientRect().toJSON() as DOMRect),
      )
      expect((details?.top ?? 0) >= (grid?.bottom ?? Infinity)).toBe(below)
      expect((details?.left ?? 0) >= (grid?.right ?? Infinity)).toBe(!below)
    }
  })
})

describe('nothing to show', () => {
  test.each([
    ['connected', 'waiting', []],
    ['no-sdk', 'no-sdk', ['copy', 'reload']],
    ['no-access', 'no-access', ['allow', 'reload']],
    ['restricted', 'restricted', []],
    ['silent', 'silent', ['reload']],
  ])('%s says what to do', async (connection, id, actions) => {
    const { panel } = await open(`dev=empty&connection=${connection}`)
    const empty = await panel.$eval('[data-empty]', (element) => ({
      id: element.getAttribute('data-empty'),
      actions: [...element.querySelectorAll('[data-action]')].map((button) => button.getAttribute('data-action')),
      words: element.textContent?.length ?? 0,
    }))
    expect(empty).toEqual({ id, actions, words: expect.any(Number) })
    expect(empty.words).toBeGreaterThan(60)
  })

  test('its buttons ask the host, and the state follows', async () => {
    const { panel } = await open('dev=empty&connection=no-access')
    await panel.click('[data-action=allow]')
    await panel.click('[data-action=reload]')
    expect(await asked(panel)).toEqual(['allow', 'reload'])
    await panel.evaluate(() => window.genaiDev?.setState({ connection: 'connected' }))
    await panel.waitForSelector('[data-empty=waiting]')
  })
})
