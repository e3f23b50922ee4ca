/** The waterfall, and the keyboard in it. */
import { describe, expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import { panelPages } from '../../support/panel-page.ts'
import { readDetails, readRows, selectRow, selectTab, treeText } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const { open } = panelPages()

const advance = (panel: Frame, milliseconds: number) => panel.evaluate((by) => window.genaiDev?.advance(by), milliseconds)
const selected = (panel: Frame) => panel.evaluate(() => document.querySelector('[aria-selected=true]')?.id ?? '')
const barOf = (panel: Frame, span: string) =>
  panel.evaluate((id) => document.querySelector(`[data-span="${id}"] .bar`)?.getAttribute('title') ?? '', span)
const CALL = '0000000000000004'
const ROW_OF_CALL = 4

describe('the waterfall', () => {
  test('shows each span in one row, with status, model, duration and tokens', async () => {
    const { panel } = await open('dev=done')
    const rows = await readRows(panel)
    expect(treeText(rows.slice(0, 8))).toBe(
      [
        'invoke_agent researcher                   6.31 s    1,650',
        '├─ chat claude-sonnet-4-5                 1.18 s      450',
        '├─ execute_tool search_web                770 ms',
        '├─ chat claude-sonnet-4-5                 3.10 s      890  ← slowest',
        '├─ execute_tool read_file                 110 ms',
        '├─ execute_tool write_file                220 ms',
        '└─ chat claude-sonnet-4-5                 840 ms      310',
      ].join('\n'),
    )
    expect(rows.filter((row) => row.type === 'trace').map((row) => [row.operation, row.duration, row.tokens])).toEqual([
      ['researcher', '6.31 s', 1650],
      ['compare models', '5.90 s', 2758],
    ])
    expect(rows.map((row) => row.status).filter((status) => status !== '')).toEqual(
      'ok tool_use ok tool_use ok ok end_turn 429 ok stop MAX_TOKENS stop ok aborted'.split(' '),
    )
    expect(rows.filter((row) => row.cutOff).map((row) => row.model)).toEqual(['gemini-2.5-flash'])
    expect(rows[ROW_OF_CALL]).toMatchObject({
      inputTokens: 642,
      outputTokens: 248,
      bar: '3.10 s, waiting 1.34 s, streaming 1.76 s, slowest',
    })
  })

  test('a running call grows, and says so in words', async () => {
    const { panel } = await open('dev=step')
    await advance(panel, 2500)
    await until('the call to wait', async () => (await barOf(panel, CALL)) === 'running, waiting 0.4 s')
    await advance(panel, 500)
    await until('the wait to grow', async () => (await barOf(panel, CALL)) === 'running, waiting 0.9 s')
    await advance(panel, 900)
    await until('the stream to grow', async () => (await barOf(panel, CALL)) === 'running, waiting 1.34 s, streaming 0.5 s')
    const running = (await readRows(panel)).filter((row) => row.running)
    expect(running.map((row) => [row.operation, row.status])).toContainEqual(['chat', 'streaming'])
    await advance(panel, 60_000)
    await until('the end', async () => (await barOf(panel, CALL)).startsWith('3.10 s'))
    expect((await readRows(panel)).filter((row) => row.running)).toEqual([])
  })

  test('the canvas draws what the words say: a body only where the call is', async () => {
    const { panel } = await open('dev=done')
    const row = (ROW_OF_CALL + 0.5) * 21
    const shares = await panel.evaluate(
      (y, times) => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas.bars')
        const context = canvas?.getContext('2d')
        if (!canvas || !context) return []
        const room = canvas.width - 8 - 76
        return times.map((time) => [...context.getImageData(8 + (room * time) / 8900, y, 1, 1).data])
      },
      row,
      [1300, 2700, 3500, 8300],
    )
    const [before, waiting, streaming, after] = shares.map((pixel) => pixel[3] ?? 0)
    expect([before, after]).toEqual([0, 0])
    expect(waiting).toBeGreaterThan(0)
    expect(streaming).toBeGreaterThan(waiting ?? 255)
  })

  test('zooms by keys and by a drag in the overview, and back', async () => {
    const { page, panel } = await open('dev=done')
    const ticks = () => panel.$$eval('.ruler .tick', (all) => all.map((tick) => tick.textContent ?? ''))
    const whole = await ticks()
    expect(whole[0]).toBe('0 s')
    await panel.focus('[role=treegrid]')
    await page.keyboard.press('w')
    await until('fewer seconds', async () => (await ticks())[0] !== '0 s')
    // The first call was over before the part that is shown.
    const inked = () =>
      panel.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas.bars')
        const pixels = canvas?.getContext('2d')?.getImageData(10, 2 * 21 + 10, 60, 1).data ?? []
        // More than the ruler's lines, a pixel each.
        return [...pixels].filter((value, index) => index % 4 === 3 && value > 0).length > 20
      })
    await until('its bar to leave', async () => !(await inked()))
    for (const key of ['d', 'a', 's', 's'] as const) await page.keyboard.press(key)
    await until('all of it', async () => (await ticks()).join() === whole.join())
    await until('its bar to come back', inked)
    const box = await (await panel.waitForSelector('.overview'))?.boundingBox()
    const [x, y] = [box?.x ?? 0, (box?.y ?? 0) + 30]
    await page.mouse.move(x + 400, y)
    await page.mouse.down()
    await page.mouse.move(x + 600, y, { steps: 3 })
    await page.mouse.up()
    await until('the dragged part', async () => /^[23]\.\d s$/.test((await ticks())[0] ?? ''))
    await page.mouse.click(x + 500, y, { count: 2 })
    await until('all of it again', async () => (await ticks()).join() === whole.join())
  })

  test('a thousand rows are virtual, and all of them are there', async () => {
    const { panel } = await open('dev=many&spans=1000')
    const rows = await readRows(panel)
    expect(rows).toHaveLength(1100)
    expect(rows.filter((row) => row.type === 'span').map((row) => row.inputTokens)).toEqual(
      Array.from({ length: 1000 }, (_, index) => index),
    )
    expect(await panel.evaluate(() => document.querySelectorAll('[role=row]').length)).toBeLessThan(100)
  })

  test.each([
    [1600, 0.39],
    [1000, 0.34],
    [420, 0.39],
  ])('at %i px the waterfall keeps its share and every cell stays readable', async (width, least) => {
    const { panel } = await open('dev=done', { width })
    const share = await panel.evaluate(() => {
      const bar = document.querySelector('[data-span] .bar')
      return (bar?.clientWidth ?? 0) / (document.querySelector('[role=treegrid]')?.clientWidth ?? 1)
    })
    expect(share).toBeGreaterThanOrEqual(least)
    expect((await readRows(panel))[ROW_OF_CALL]).toMatchObject({
      status: 'tool_use',
      model: 'claude-sonnet-4-5',
      duration: '3.10 s',
      outputTokens: 248,
    })
  })

  test('what a page calls its spans is text and nothing else', async () => {
    const { panel } = await open('dev=empty')
    await panel.evaluate(() => {
      const evil = '<img src=x onerror="document.title=`broken`"><b>bold</b>'
      const span = {
        traceId: 'f'.repeat(32),
        spanId: 'e'.repeat(16),
        name: evil,
        kind: 1 as const,
        startTimeUnixNano: '1795000000000000000',
        endTimeUnixNano: '1795000001000000000',
        status: { code: 2 as const, message: evil },
        attributes: { 'gen_ai.operation.name': evil, [evil]: evil },
        events: [],
        links: [],
        resource: 'r',
        state: 'ended' as const,
        content: {
          inputMessages: [
            {
              role: evil,
              parts: [
                { type: 'text', content: evil },
                { type: evil, [evil]: evil },
              ],
            },
          ],
        },
      }
      window.genaiDev?.send({ document: 'd', url: 'javascript:alert(1)', epoch: 'e' }, [{ seq: 1, span }])
    })
    await panel.waitForSelector('[data-span]')
    await selectRow(panel, 0)
    await selectTab(panel, 'attributes')
    await selectTab(panel, 'messages')
    expect(await readDetails(panel)).toContain('<b>bold</b>')
    expect(await panel.evaluate(() => [document.title, document.querySelectorAll('.panel :is(img, b b, a)').length])).toEqual(['GenAI', 0])
  })
})

describe('the keyboard', () => {
  test('walks the tree, folds it, opens and closes the details', async () => {
    const { page, panel } = await open('dev=done')
    await panel.focus('[role=treegrid]')
    const press = async (key: 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'End' | 'Home' | 'Enter' | 'Escape', row: string) => {
      await page.keyboard.press(key)
      await until(`${key} to reach ${row}`, async () => (await selected(panel)) === row)
    }
    await press('ArrowDown', 'row-0')
    await press('ArrowRight', 'row-1')
    await press('ArrowRight', 'row-2')
    await press('ArrowLeft', 'row-1')
    await press('ArrowLeft', 'row-1')
    expect(await panel.$eval('#row-1', (row) => row.getAttribute('aria-expanded'))).toBe('false')
    expect(await readRows(panel)).toHaveLength(10)
    await press('ArrowRight', 'row-1')
    expect(await readRows(panel)).toHaveLength(16)
    await press('End', 'row-15')
    await press('Home', 'row-0')
    await press('ArrowDown', 'row-1')
    expect(await panel.$('.details')).toBeNull()
    await press('Enter', 'row-1')
    await panel.waitForSelector('.details')
    await press('Escape', 'row-1')
    await until('the details to close', async () => (await panel.$('.details')) === null)
  })

  test('the grid is one tab stop and names its row', async () => {
    const { page, panel } = await open('dev=done')
    await panel.focus('[role=treegrid]')
    await page.keyboard.press('ArrowDown')
    await until('a row', async () => (await selected(panel)) === 'row-0')
    const grid = await panel.$eval('[role=treegrid]', (element) => ({
      active: element.getAttribute('aria-activedescendant'),
      stops: [...element.querySelectorAll<HTMLElement>('*')].filter(({ tabIndex }) => tabIndex >= 0).length,
    }))
    expect(grid).toEqual({ active: 'row-0', stops: 0 })
  })

  test('readers get the rows in their order, and the words of the bars, though the document has them otherwise', async () => {
    const { page, panel } = await open('dev=done')
    // Rows that scrolled out and in again have other elements than before.
    for (const top of [200, 0]) {
      await panel.$eval('[role=treegrid]', (grid, to) => (grid.scrollTop = to), top)
      await panel.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
    }
    const session = await page.createCDPSession()
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const byId = new Map(nodes.map((node) => [node.nodeId, node]))
    const under = (node: (typeof nodes)[number]): typeof nodes =>
      (node.childIds ?? []).flatMap((id) => byId.get(id) ?? []).flatMap((child) => [child, ...under(child)])
    const root = nodes.find(({ role }) => role?.value === 'treegrid')
    if (root === undefined) throw new Error('readers get no grid')
    const levels = under(root)
      .filter(({ role }) => role?.value === 'row')
      .flatMap(({ properties = [] }) => properties.filter(({ name }) => name === 'level').map(({ value }) => Number(value.value)))
    expect(levels.slice(0, 3)).toEqual([1, 2, 3])
    expect(levels).toEqual((await readRows(panel)).slice(0, levels.length).map(({ level }) => level + 1))
    const names = under(root).map(({ name }) => String(name?.value ?? ''))
    expect(names).toContain((await readRows(panel))[ROW_OF_CALL]?.bar)
  })

  test('a selection stays on its span when rows come before it', async () => {
    const { panel } = await open('dev=step')
    await advance(panel, 3700)
    await until('the last trace', async () => (await panel.$('[data-span="0000000000000021"]')) !== null)
    const before = (await readRows(panel)).findIndex((row) => row.type === 'span' && row.model === 'gpt-5' && row.running)
    await selectRow(panel, before)
    await advance(panel, 2000)
    await until('more rows', async () => (await readRows(panel)).length > before + 2)
    expect(await panel.$eval('[aria-selected=true]', (row) => row.getAttribute('data-span'))).toBe('0000000000000021')
  })
})
