import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { panelPages } from '../../support/panel-page.ts'
import {
  openFile,
  readDetails,
  readMessages,
  readNotice,
  readRows,
  saveTrace,
  selectRow,
  selectTab,
  treeText,
} from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const { open } = panelPages()

const advance = (panel: Frame, milliseconds: number) => panel.evaluate((by) => window.genaiDev?.advance(by), milliseconds)
const asked = (panel: Frame) => panel.evaluate(() => [...(window.genaiDev?.asked ?? [])])
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
      stops: element.querySelectorAll('[tabindex="0"], button, a, input').length,
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

describe('the toolbar', () => {
  test('clears, and preserves the log', async () => {
    const { panel } = await open('dev=done')
    await selectRow(panel, ROW_OF_CALL)
    await panel.click('[data-action=preserve-log]')
    await panel.click('[data-action=clear]')
    await panel.waitForSelector('[data-empty=waiting]')
    expect(await asked(panel)).toEqual(['preserve true', 'clear'])
    expect(await panel.$eval('[data-action=preserve-log]', (box) => (box instanceof HTMLInputElement ? box.checked : undefined))).toBe(true)
    expect(await panel.$eval('[data-action=save]', (button) => button.hasAttribute('disabled'))).toBe(true)
  })

  test('what it saves it opens again, the same rows and the same messages', async () => {
    const { page, panel } = await open('dev=done')
    const text = await saveTrace(panel, page, { content: true })
    const bare = await saveTrace(panel, page, { content: false })
    expect(text).toContain('careful researcher')
    expect(bare).not.toContain('careful researcher')
    const rows = await readRows(panel)
    await selectRow(panel, ROW_OF_CALL)

    const directory = await mkdtemp(join(tmpdir(), 'genai-open-'))
    try {
      const path = join(directory, 'trace.json')
      await writeFile(path, text)
      const again = await open('dev=empty')
      await openFile(again.panel, path)
      await again.panel.waitForSelector('[data-span]')
      expect(await readRows(again.panel)).toEqual(rows)
      await selectRow(again.panel, ROW_OF_CALL)
      // Markdown, checks and spans of tools come to what is shown already.
      await until('the same messages', async () => isDeepStrictEqual(await readMessages(again.panel), await readMessages(panel)))
      expect(await panel.$('.markdown')).not.toBeNull()
    } finally {
      await rm(directory, { recursive: true })
    }
  })

  test('a file that is none is told, and harms nothing', async () => {
    const { panel } = await open('dev=done')
    const directory = await mkdtemp(join(tmpdir(), 'genai-open-'))
    try {
      const path = join(directory, 'broken.json')
      await writeFile(path, '{"resourceSpans": [')
      await openFile(panel, path)
      expect(await until('a notice', () => readNotice(panel))).toMatch(/^broken\.json: .*too early/)
      expect(await readRows(panel)).toHaveLength(16)
    } finally {
      await rm(directory, { recursive: true })
    }
  })
})

describe('the theme', () => {
  const look = (panel: Frame) =>
    panel.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas.bars')
      const bar = canvas?.getContext('2d')?.getImageData(40, 21 + 10 - 4, 1, 1).data ?? []
      return { ground: getComputedStyle(document.body).backgroundColor, bracket: [...bar].slice(0, 3) }
    })
  const picture = async (page: Page, name: string) => {
    const directory = fileURLToPath(new URL('../../../out/test/', import.meta.url))
    await mkdir(directory, { recursive: true })
    await page.screenshot({ path: join(directory, `panel-${name}.png`) })
  }
  const LIGHT = { ground: 'rgb(255, 255, 255)', bracket: [27, 110, 243] }
  const DARK = { ground: 'rgb(40, 40, 40)', bracket: [124, 172, 248] }

  test('follows the style sheet, live', async () => {
    const { page, panel } = await open('dev=done', { theme: 'light' })
    expect(await look(panel)).toEqual(LIGHT)
    await picture(page, 'light')
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    await until('dark', async () => (await look(panel)).ground === DARK.ground)
    await until('a dark bar', async () => (await look(panel)).bracket.join() === DARK.bracket.join())
    await picture(page, 'dark')
  })

  test('follows the host where the style sheet hears nothing', async () => {
    const { panel } = await open('dev=done', { theme: 'light' })
    await panel.evaluate(() => window.genaiDev?.setState({ dark: true }))
    await until('a dark bar', async () => (await look(panel)).bracket.join() === DARK.bracket.join())
    expect(await look(panel)).toEqual(DARK)
  })

  test('gives way to forced colours', async () => {
    const { panel } = await open('dev=done', { theme: 'dark', forcedColors: true })
    const colors = await panel.evaluate(() => [
      getComputedStyle(document.documentElement).getPropertyValue('--kind-inference'),
      matchMedia('(forced-colors: active)').matches,
    ])
    expect(colors).toEqual(['CanvasText', true])
  })
})
