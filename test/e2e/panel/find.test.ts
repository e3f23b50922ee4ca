/** The filter and the find bar, by keys and mouse. */
import { describe, expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { panelPages, type PageOptions } from '../../support/panel-page.ts'
import { until } from '../../support/until.ts'

const pages = panelPages()

const open = (query = 'dev=done', options?: PageOptions) => pages.open(query, options)

/** Spans in their order, those that are there for others in brackets. */
const rows = (panel: Frame): Promise<readonly string[]> =>
  panel.evaluate(() =>
    [...document.querySelectorAll('[data-span]')]
      .map((row) => ({ at: Number(row.getAttribute('aria-rowindex')), id: Number.parseInt(row.getAttribute('data-span') ?? '', 16), row }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ id, row }) => (row.classList.contains('context') ? `(${id})` : String(id))),
  )
const untilRows = (panel: Frame, wanted: string) => until(`the rows are ${wanted}`, async () => (await rows(panel)).join(' ') === wanted)
const words = (panel: Frame, selector: string) => panel.evaluate((at) => document.querySelector(at)?.textContent ?? '', selector)
const untilWords = (panel: Frame, selector: string, wanted: string) =>
  until(`${selector} says ${wanted}`, async () => (await words(panel, selector)) === wanted)
const filterText = (panel: Frame) => panel.$eval('[data-action=filter]', (box) => (box instanceof HTMLInputElement ? box.value : ''))
const focused = (panel: Frame) =>
  panel.evaluate(() => document.activeElement?.getAttribute('data-action') ?? document.activeElement?.getAttribute('role') ?? '')
const options = (panel: Frame) =>
  panel.evaluate(() => [...document.querySelectorAll('#filter-list [role=option] > bdi')].map((option) => option.textContent))

async function holding(page: Page, key: 'Control' | 'Shift', press: () => Promise<void>): Promise<void> {
  await page.keyboard.down(key)
  await press()
  await page.keyboard.up(key)
}

const ALL = '1 2 3 4 5 6 7 32 16 17 18 19 20 33'

describe('the filter', () => {
  test('is typed by keys alone, with what is there offered, and left by Escape', async () => {
    const { page, panel } = await open()
    await untilRows(panel, ALL)
    await page.keyboard.press('/')
    expect(await focused(panel)).toBe('filter')
    await page.keyboard.type('sta')
    expect(await options(panel)).toEqual(['status:'])
    await page.keyboard.press('ArrowDown')
    expect(await panel.$eval('[data-action=filter]', (box) => box.getAttribute('aria-activedescendant'))).toBe('filter-option-0')
    await page.keyboard.press('Tab')
    expect(await filterText(panel)).toBe('status:')
    expect(await options(panel)).toEqual(['ok', 'error', 'running', 'aborted', 'cut-off', 'streaming', 'waiting', '429'])
    await page.keyboard.type('42')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await filterText(panel)).toBe('status:429')
    await untilRows(panel, '32')
    expect(await words(panel, '[data-total=counts]')).toContain('1 of 14 spans')
    await page.keyboard.type(' x')
    await untilWords(panel, '.no-match span', 'No span matches the filter.')
    await page.keyboard.press('Escape')
    expect(await filterText(panel)).toBe('')
    await untilRows(panel, ALL)
    expect(await words(panel, '[data-total=counts]')).toContain(' 14 spans')
    await page.keyboard.press('Escape')
    expect(await focused(panel)).toBe('treegrid')
  })

  test('keeps those above what it keeps, and scrolls nothing when it goes', async () => {
    const { page, panel } = await open('dev=done', { height: 300 })
    await page.keyboard.press('/')
    await page.keyboard.type('kind:tool -read tokens<1 ')
    await untilWords(panel, '.no-match span', 'No span matches the filter.')
    await page.click('[data-action=clear-filters]')
    expect(await focused(panel)).toBe('treegrid')
    await until('all rows', async () => (await rows(panel)).length > 5)
    expect(await panel.$eval('.grid', (grid) => grid.scrollTop)).toBe(0)
    await page.keyboard.press('/')
    await page.keyboard.type('kind:tool -read')
    await untilRows(panel, '(1) 3 6')
  })

  test('says what is wrong with it, and filters by the rest', async () => {
    const { page, panel } = await open()
    await page.keyboard.press('/')
    await page.keyboard.type('kind:tool model:/[/ ')
    await until('it says so', async () => (await words(panel, '.filter-problem')).startsWith('Invalid regular expression: /[/'))
    expect(await panel.$eval('[data-action=filter]', (box) => box.getAttribute('aria-invalid'))).toBe('true')
    await untilRows(panel, '(1) 3 5 6')
    await page.keyboard.press('Escape')
    expect(await filterText(panel)).toBe('')
    await page.keyboard.type('foo:bar')
    await untilWords(panel, '.filter-problem', 'no such filter: foo:')
    await untilRows(panel, '')
  })

  test('kinds are chosen by their chips, several with Ctrl', async () => {
    const { page, panel } = await open()
    await page.click('[data-kind=Tools]')
    await untilRows(panel, '(1) 3 5 6')
    await holding(page, 'Control', () => page.click('[data-kind=Embeddings]'))
    await untilRows(panel, '(1) 3 5 6 (16) 20')
    expect(await words(panel, '[data-total=counts]')).toContain('4 of 14 spans')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await untilRows(panel, '')
    await page.click('[data-kind=All]')
    await untilRows(panel, ALL)
  })

  test('the counts of the footer put their terms in, and take them out', async () => {
    const { page, panel } = await open()
    await page.click('[data-term="status:error"]')
    await untilRows(panel, '32')
    expect(await filterText(panel)).toBe('status:error')
    await page.click('[data-term="status:cut-off"]')
    await untilRows(panel, '(16) 18')
    expect(await filterText(panel)).toBe('status:cut-off')
    await page.click('[data-term="status:cut-off"]')
    await untilRows(panel, ALL)
  })
})

/** What the browser marks, now and in all. */
const marked = (panel: Frame) =>
  panel.evaluate(() => {
    const textsOf = (name: string) => [...(CSS.highlights.get(name) ?? [])].map((range) => (range instanceof Range ? range.toString() : ''))
    return { now: textsOf('found-now'), all: textsOf('found').length }
  })
const selectedSpan = (panel: Frame) =>
  panel.evaluate(() => Number.parseInt(document.querySelector('.row[aria-selected=true]')?.getAttribute('data-span') ?? '', 16))
const tab = (panel: Frame) => words(panel, '[role=tab][aria-selected=true]')

describe('the find bar', () => {
  test('leads from hit to hit, opens what has it, marks it there, and gives the focus back', async () => {
    const { page, panel } = await open()
    await panel.focus('.grid')
    await holding(page, 'Control', () => page.keyboard.press('f'))
    expect(await focused(panel)).toBe('find')
    await page.keyboard.type('native await')
    await until('it is found', async () => /^1 of \d+$/.test(await words(panel, '.find-count')))
    const first = await selectedSpan(panel)
    await until('it is marked', async () => (await marked(panel)).now[0]?.toLowerCase() === 'native await')
    expect(await tab(panel)).toBe('Messages')
    expect(await focused(panel)).toBe('find')
    await page.keyboard.press('Enter')
    await until('the second', async () => (await words(panel, '.find-count')).startsWith('2 of '))
    expect(await selectedSpan(panel)).toBeGreaterThan(first)
    await holding(page, 'Shift', () => page.keyboard.press('Enter'))
    await until('the first again', async () => (await words(panel, '.find-count')).startsWith('1 of '))
    expect(await selectedSpan(panel)).toBe(first)
    await page.keyboard.press('F3')
    await until('the second again', async () => (await words(panel, '.find-count')).startsWith('2 of '))
    await page.keyboard.press('Escape')
    expect(await panel.$('.find-bar')).toBeNull()
    expect(await focused(panel)).toBe('treegrid')
    await until('nothing is marked', async () => (await marked(panel)).all === 0)
  })

  test('finds attributes in their tab, and what is folded', async () => {
    const { page, panel } = await open()
    await holding(page, 'Control', () => page.keyboard.press('f'))
    await page.keyboard.type('api.anthropic.com')
    await until('it is marked', async () => (await marked(panel)).now[0] === 'api.anthropic.com')
    expect(await tab(panel)).toBe('Attributes')
    await page.keyboard.press('Escape')
    await holding(page, 'Control', () => page.keyboard.press('f'))
    await page.keyboard.type('The tool read_file')
    await until('it is marked', async () => (await marked(panel)).now[0] === 'The tool read_file')
    expect(await panel.$eval('[data-role=tools]', (tools) => tools instanceof HTMLDetailsElement && tools.open)).toBe(true)
  })

  test('has a switch for case and one for regular expressions', async () => {
    const { page, panel } = await open()
    await holding(page, 'Control', () => page.keyboard.press('f'))
    await page.keyboard.type('NATIVE.+wait')
    await untilWords(panel, '.find-count', 'Not found')
    await page.click('[data-action=regex]')
    await until('it is found', async () => (await words(panel, '.find-count')).startsWith('1 of '))
    await page.click('[data-action=match-case]')
    await untilWords(panel, '.find-count', 'Not found')
    await page.focus('[data-action=find]')
    await page.keyboard.type('[')
    await until('it is told', async () => (await words(panel, '.find-problem')).startsWith('Invalid regular expression'))
  })

  test('finds what ends while it is open, and shows a hit that the filter hides', async () => {
    const { page, panel } = await open('dev=step')
    await panel.evaluate(() => window.genaiDev?.advance(100))
    await holding(page, 'Control', () => page.keyboard.press('f'))
    await page.keyboard.type('max_tokens')
    await untilWords(panel, '.find-count', 'Not found')
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await page.keyboard.type('kind:tool')
    await holding(page, 'Control', () => page.keyboard.press('f'))
    await panel.evaluate(() => window.genaiDev?.advance(60_000))
    await until('it is found', async () => (await words(panel, '.find-count')).includes(' of '))
    await page.keyboard.press('Enter')
    await until('it is shown', async () => (await words(panel, '.find-count')).endsWith('hidden by the filter'))
    expect(await words(panel, '.details-title')).toContain('generate_content')
  })

  test("DevTools' own search leads to the same hits, and leaves the focus in the rows", async () => {
    const { panel } = await open()
    const search = (asked: Parameters<NonNullable<Window['genaiDev']>['search']>[0]) =>
      panel.evaluate((what) => window.genaiDev?.search(what), asked)
    await search({ type: 'find', text: 'native await' })
    await until('it is found', async () => (await words(panel, '.find-count')).startsWith('1 of '))
    const first = await selectedSpan(panel)
    await search({ type: 'next' })
    await until('the second', async () => (await words(panel, '.find-count')).startsWith('2 of '))
    await search({ type: 'previous' })
    await until('the first', async () => (await selectedSpan(panel)) === first)
    await search({ type: 'cancel' })
    expect(await panel.$('.find-bar')).toBeNull()
    expect(await focused(panel)).toBe('treegrid')
  })
})
