/** Costs in the panel: the calls that were worked out by hand, as rows and details show them. */
import { expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import { panelPages, type PageOptions, type PanelPage } from '../../support/panel-page.ts'
import { selectTab } from '../../support/panel.ts'
import { PRICED_CALLS } from '../../support/priced-calls.ts'
import { until } from '../../support/until.ts'

const pages = panelPages()

const idOf = (at: number): string => (at + 1).toString(16).padStart(16, '0')
const AGENT = 'f'.repeat(16)

/** The calls, and an agent above them. */
async function show(options?: PageOptions): Promise<PanelPage> {
  const { page, panel } = await pages.open('dev=empty', { height: 900, ...options })
  const rest = { traceId: '1'.repeat(32), kind: 3, status: { code: 0 }, events: [], links: [], resource: '', state: 'ended' } as const
  const calls = PRICED_CALLS.map(({ of, attributes, at = '2026-11-20T12:00:00Z' }, index) => {
    const start = BigInt(Date.parse(at)) * 1_000_000n
    return {
      ...rest,
      spanId: idOf(index),
      parentSpanId: AGENT,
      name: of,
      startTimeUnixNano: `${start}`,
      endTimeUnixNano: `${start + 1_000_000_000n}`,
      attributes,
    }
  })
  const first = BigInt(Date.parse('2025-01-01T00:00:00Z')) * 1_000_000n
  const agent = {
    ...rest,
    spanId: AGENT,
    name: 'invoke_agent all',
    startTimeUnixNano: `${first}`,
    endTimeUnixNano: `${first + 1_000_000_000n}`,
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'all', 'gen_ai.conversation.id': 'c_1' },
  }
  await panel.evaluate(
    (spans) => {
      const entries = spans.map((span, at) => ({ seq: at + 1, span }))
      window.genaiDev?.send({ document: 'd', url: 'http://localhost/a', epoch: 'e' }, entries)
    },
    [agent, ...calls],
  )
  await until('prices', async () => (await cellOf(panel, idOf(0))) !== '')
  return { page, panel }
}

const words = (panel: Frame, selector: string): Promise<string> =>
  panel.evaluate((of) => document.querySelector(of)?.textContent?.trim() ?? '', selector)
const cellOf = (panel: Frame, id: string): Promise<string> => words(panel, `[data-span="${id}"] .cell.cost`)
const linesOf = (panel: Frame, table: string): Promise<readonly string[]> =>
  panel.$$eval(`table[data-table="${table}"] tbody tr`, (rows) =>
    rows.map((row) =>
      [...row.children]
        .map((cell) => cell.textContent?.trim())
        .filter((word) => word !== '')
        .join(' | '),
    ),
  )

const placeOf = (of: string): number => PRICED_CALLS.findIndex((call) => call.of === of)

async function look(panel: Frame, of: string): Promise<void> {
  await panel.click(`[data-span="${idOf(placeOf(of))}"] .cell.name`)
  await selectTab(panel, 'tokens')
  await panel.waitForSelector('#tab-tokens[aria-selected=true]')
}

const SUM = PRICED_CALLS.reduce((sum, { costs }) => (typeof costs === 'number' ? sum + costs : sum), 0)
const MISSING = PRICED_CALLS.filter(({ costs }) => typeof costs !== 'number').length

test('rows, the trace and the footer show what was worked out by hand', async () => {
  const { panel } = await show()
  const cells = await Promise.all(PRICED_CALLS.map(async ({ of }, at) => [of, await cellOf(panel, idOf(at))]))
  expect(cells).toEqual(PRICED_CALLS.map(({ of, cell }) => [of, cell]))
  const sum = `≈ $${SUM.toFixed(3)}`
  expect(await cellOf(panel, AGENT)).toBe(`${sum} +`)
  expect(await words(panel, '[data-fact=cost]')).toBe(`${sum} + no price for ${MISSING}`)
  expect(await words(panel, '[data-total=cost]')).toBe(`${sum} + no price for ${MISSING}`)
})

test('the details say what each kind costs, whose price it is, and what is added up', async () => {
  const { panel } = await show()
  await look(panel, 'anthropic: written to the cache for 5 minutes and for 1 hour')
  expect(await linesOf(panel, 'cost')).toEqual([
    'Input | 10,000',
    'of it: the rest | 1,000 | $1.00 | $0.0010',
    'of it: read from cache | 6,000 | $0.10 | $0.0006',
    'of it: written to cache | 2,000 | $1.25 | $0.0025',
    'of it: written to cache for 1 h | 1,000 | $2.00 | $0.0020',
    'Output | 500 | $5.00 | $0.0025',
    'Total | 10,500 | $0.0086',
  ])
  expect(await words(panel, '[data-fact=price-source]')).toBe(
    'Price of claude-haiku-4-5 at anthropic. From genai-prices 0.1.8, of 2026-09-23.',
  )
  await panel.waitForSelector('table[data-table=models]')
  expect(await linesOf(panel, 'sums')).toEqual([
    `Its trace | ${PRICED_CALLS.length} calls | ≈ $${SUM.toFixed(3)} + no price for ${MISSING}`,
    `Its conversation 1 trace | ${PRICED_CALLS.length} calls | ≈ $${SUM.toFixed(3)} + no price for ${MISSING}`,
  ])
  expect((await linesOf(panel, 'models')).slice(0, 2)).toEqual([
    'gemini-2.5-pro gcp.gemini | 1 call | $0.529',
    'models/gemini-2.5-pro gcp.gen_ai | 1 call | $0.260',
  ])

  await look(panel, 'gemini: above 200,000 input tokens')
  expect(await words(panel, '[data-fact=price-source]')).toContain('for calls of more than 200,000 input tokens')
  await look(panel, 'a price after it fell')
  expect(await words(panel, '[data-fact=price-source]')).toContain('from 2025-06-10 on')
})

test('where there is no price, it says why', async () => {
  const { panel } = await show()
  const why: Record<string, string> = {}
  for (const of of ['the tier flex', 'an unknown model', 'more cached than there was input']) {
    await look(panel, of)
    why[of] = (await words(panel, '[data-fact=no-price]')).replaceAll(/[\u2068\u2069]/g, '')
  }
  expect(why).toEqual({
    'the tier flex': 'No price for the service tier flex: the price list has the standard one only.',
    'an unknown model': 'No price is known for gpt-unheard-of of openai.',
    'more cached than there was input':
      'No price: cached > input. 400 tokens were read from or written to the cache, of 100 input tokens in all.',
  })
  await look(panel, 'no tokens')
  expect(await words(panel, '.tab-panel .remark')).toBe('The provider did not report any tokens.')
})

test('a price of one’s own is used, kept, and given up again', async () => {
  const { page, panel } = await show()
  const of = 'a model of one’s own machine'
  await look(panel, of)
  await panel.click('.own-price summary')
  await panel.click('.own-price input[name=input]')
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  expect(await words(panel, '.own-price [role=alert]')).toContain('Give input and output')
  for (const [name, price] of [
    ['cached', '0.5'],
    ['output', '$5'],
  ]) {
    await panel.click(`.own-price input[name=${name}]`)
    await page.keyboard.type(price ?? '')
  }
  await page.keyboard.press('Enter')
  // 600 at $2, 400 at $0.50, 200 at $5.
  await until('the price', async () => (await words(panel, '[data-fact=price-source]')) !== '')
  expect((await words(panel, '[data-fact=price-source]')).replaceAll(/[\u2068\u2069]/g, '')).toBe('Your own price for llama3.3:70b.')
  // Beside the details there is no room for the column.
  await panel.click('[data-action=close-details]')
  await until('the price in its row', async () => (await cellOf(panel, idOf(placeOf(of)))) === '$0.0024')

  const { panel: again } = await show()
  await until('the price that was kept', async () => (await cellOf(again, idOf(placeOf(of)))) === '$0.0024')
  await look(again, of)
  await again.click('[data-action=forget-price]')
  await again.click('[data-action=close-details]')
  await until('no price', async () => (await cellOf(again, idOf(placeOf(of)))) === 'no price')
})
