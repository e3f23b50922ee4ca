/** The time that the waterfall shows: idle time folded, zooming by mouse and keys, what stands at the pointer. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { panelPages, type PageOptions } from '../../support/panel-page.ts'
import { until } from '../../support/until.ts'

const OUT = fileURLToPath(new URL('../../../out/test/', import.meta.url))
const ROW = 21

const pages = panelPages()

async function open(query: string, options?: PageOptions) {
  const { page, panel } = await pages.open(query, options)
  await panel.waitForSelector('.row .bar')
  return { page, panel }
}

const ticks = (panel: Frame) => panel.$$eval('.ruler .tick', (all) => all.map((tick) => tick.textContent ?? ''))
const pauses = (panel: Frame, more = '') => panel.$$eval(`.ruler .pause${more}`, (all) => all.map((pause) => pause.textContent ?? ''))
const way = (panel: Frame) => panel.$$eval('.way .step', (all) => all.map((step) => step.textContent ?? ''))
const offer = (panel: Frame) =>
  panel.evaluate(() => /\d+ % idle: squeeze/.test(document.querySelector('[data-action=squeeze]')?.textContent ?? ''))

/** A place in the waterfall's column: a share of its width, and a row; -1 for the ruler. */
async function place(panel: Frame, share: number, row: number): Promise<readonly [number, number]> {
  const ruler = await (await panel.waitForSelector('.ruler'))?.boundingBox()
  if (!ruler) throw new Error('there is no ruler')
  const y = row < 0 ? ruler.y + 8 : ruler.y + 27 + row * ROW + ROW / 2
  return [ruler.x + ruler.width * share, y]
}

async function drag(page: Page, [fromX, fromY]: readonly [number, number], [toX, toY]: readonly [number, number]): Promise<void> {
  await page.mouse.move(fromX, fromY)
  await page.mouse.down()
  await page.mouse.move(toX, toY, { steps: 4 })
  await page.mouse.up()
}

describe('idle time', () => {
  test('between traces is folded, with its length, and a click opens and folds it', async () => {
    const { panel } = await open('dev=idle')
    expect(await pauses(panel)).toEqual(['45 s idle', '45 s idle', '41 s idle'])
    await panel.click('.ruler .pause')
    await until('one to open', async () => (await pauses(panel, ':not(.opened)')).length === 2)
    expect(await ticks(panel)).toContain('10 s')
    await panel.click('.ruler .pause.opened')
    await until('all to fold', async () => (await pauses(panel, ':not(.opened)')).length === 3)
    expect(await ticks(panel)).not.toContain('10 s')
  })

  test('bars that lie minutes apart are more than slivers once what is idle in an agent is folded too', async () => {
    const { panel } = await open('dev=idle')
    const inked = () =>
      panel.evaluate((row) => {
        const canvas = document.querySelector<HTMLCanvasElement>('canvas.bars')
        const context = canvas?.getContext('2d')
        const pixels = canvas && context ? [...context.getImageData(0, row * 21 + 7, canvas.width, 1).data] : []
        // Purple: the colour of a call's bar.
        return pixels.filter((red, at) => at % 4 === 0 && red > 120 && (pixels[at + 1] ?? 255) < 110 && (pixels[at + 2] ?? 0) > 200).length
      }, 1)
    await until('the offer', () => offer(panel))
    expect(await inked()).toBeLessThan(20)
    await panel.click('[data-action=squeeze]')
    await until('the pause in the agent', async () => (await pauses(panel)).includes('30 s idle'))
    await until('wider bars', async () => (await inked()) > 40)
    expect(await offer(panel)).toBe(false)
  })

  test('is as long as it was where the user wants that, by keys, and next time too', async () => {
    const { page, panel } = await open('dev=idle')
    await panel.focus('[data-action=time]')
    await page.keyboard.press('Enter')
    await panel.waitForSelector('[role=menuitemcheckbox]:focus')
    const items = await panel.$$eval('[role=menuitemcheckbox]', (all) => all.map((item) => item.textContent?.replace('✓', '').trim()))
    expect(items).toEqual([
      'Squeeze idle time',
      'Only rows of the time that is shown',
      'Critical path',
      'Flame view of one trace',
      '45 s idle at 234 ms',
      '45 s idle at 45.3 s',
      '41 s idle at 1 min 30 s',
    ])
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter'] as const) await page.keyboard.press(key)
    await until('one to open', async () => (await pauses(panel, '.opened')).length === 1)
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Enter', 'Escape'] as const) await page.keyboard.press(key)
    await until('real time', async () => (await pauses(panel)).length === 0)
    await page.reload()
    await panel.waitForSelector('.ruler .tick')
    expect(await pauses(panel)).toEqual([])
    await panel.focus('[role=treegrid]')
    await page.keyboard.press('i')
    await until('folds', async () => (await pauses(panel)).length === 3)
  })
})

describe('zooming', () => {
  test('by a drag in the ruler, step by step, and back by its steps', async () => {
    const { page, panel } = await open('dev=done')
    const whole = await ticks(panel)
    await drag(page, await place(panel, 0.2, -1), await place(panel, 0.6, -1))
    await until('the first step', async () => (await way(panel)).length === 2)
    await drag(page, await place(panel, 0.5, -1), await place(panel, 0.75, -1))
    await until('the second step', async () => (await way(panel)).length === 3)
    const [all = '', first = '', second = ''] = await way(panel)
    expect([all, first.endsWith(' s'), second.endsWith('ms') || second.endsWith(' s')]).toEqual(['All 8.90 s', true, true])
    await panel.focus('[role=treegrid]')
    await page.keyboard.press('Backspace')
    await until('a step back', async () => (await way(panel)).join() === [all, first].join())
    await panel.click('.way button')
    await until('all of it', async () => (await ticks(panel)).join() === whole.join())
    expect(await way(panel)).toEqual([])
  })

  test('leaves out the rows that have no time in it, where the user wants that', async () => {
    const { page, panel } = await open('dev=done')
    const count = () => panel.$eval('[role=treegrid]', (grid) => Number(grid.getAttribute('aria-rowcount')) - 1)
    await drag(page, await place(panel, 0.02, -1), await place(panel, 0.1, -1))
    await panel.waitForSelector('[data-action=only-shown]')
    expect(await count()).toBe(16)
    await panel.click('[data-action=only-shown]')
    // The agent with its first call, and the call that failed.
    await until('fewer rows', async () => (await count()) === 4)
    await panel.click('.way button')
    await until('all rows', async () => (await count()) === 16)
  })

  test('by the wheel with Ctrl about the pointer, by Shift to the side; alone it scrolls', async () => {
    const { page, panel } = await open('dev=done', { height: 300 })
    const moment = () => panel.$eval('.grid-header .moment', (label) => Number.parseFloat(label.textContent ?? ''))
    await page.mouse.move(...(await place(panel, 0.5, 2)))
    const before = await until('the moment', moment)
    await page.keyboard.down('Control')
    await page.mouse.wheel({ deltaY: -300 })
    await page.keyboard.up('Control')
    await until('less', async () => (await way(panel)).length === 2)
    await page.mouse.move(...(await place(panel, 0.5, 2)))
    expect(Math.abs((await moment()) - before)).toBeLessThan(0.05)
    const left = (await ticks(panel))[0]
    await page.keyboard.down('Shift')
    await page.mouse.wheel({ deltaY: 200 })
    await page.keyboard.up('Shift')
    await until('later times', async () => (await ticks(panel))[0] !== left)
    const now = await ticks(panel)
    await page.mouse.wheel({ deltaY: 60 })
    await until('a scroll', () => panel.$eval('[role=treegrid]', (grid) => grid.scrollTop > 0))
    expect(await ticks(panel)).toEqual(now)
  })

  test('in the overview an edge is dragged, and the part that is shown is moved', async () => {
    const { page, panel } = await open('dev=done')
    const box = await (await panel.waitForSelector('.overview'))?.boundingBox()
    const at = (x: number) => [(box?.x ?? 0) + x, (box?.y ?? 0) + 30] as const
    const shown = async () => (await way(panel)).at(-1)
    await drag(page, at(400), at(700))
    const first = await until('a part', shown)
    await drag(page, at(550), at(750))
    await until('later times', async () => Number.parseFloat((await ticks(panel))[0] ?? '') > 3)
    expect(await shown()).toBe(first)
    await drag(page, at(900), at(1100))
    await until('more', async () => (await shown()) !== first)
    await page.mouse.click(...at(1400), { count: 2 })
    await until('all of it', async () => (await way(panel)).length === 0)
  })

  test('a double click on a bar, or F, fits it; a double click beside it fits everything', async () => {
    const { page, panel } = await open('dev=done')
    const whole = await ticks(panel)
    await page.mouse.click(...(await place(panel, 0.16, 3)), { count: 2 })
    // The search for the web: 770 ms, and a twentieth on both sides.
    await until('its time', async () => (await way(panel)).at(-1) === '847 ms')
    expect(await panel.$('.details')).toBeNull()
    await page.mouse.click(...(await place(panel, 0.01, 3)), { count: 2 })
    await until('all of it', async () => (await ticks(panel)).join() === whole.join())
    await page.keyboard.press('f')
    await until('its time again', async () => (await way(panel)).at(-1) === '847 ms')
    await page.mouse.click(...(await place(panel, 0.5, 4)))
    await panel.waitForSelector('.details')
  })
})

describe('the pointer', () => {
  test('has a line with its time in ruler, rows and overview', async () => {
    const { page, panel } = await open('dev=idle')
    const moments = () => panel.$$eval('.moment', (all) => all.map((moment) => moment.textContent))
    const [start, inRow] = await place(panel, 0, 2)
    // Just behind the margin: before the first pause.
    await page.mouse.move(start + 9, inRow)
    const bothSay = (time: RegExp) => async () => {
      const said = await moments()
      return said.length === 2 && said.every((moment) => time.test(moment ?? ''))
    }
    await until('the time in both', bothSay(/^\d+ ms$/))
    const pause = await (await panel.waitForSelector('.ruler .pause'))?.boundingBox()
    await page.mouse.move((pause?.x ?? 0) + (pause?.width ?? 0) / 2, inRow)
    await until('the pause', async () => (await moments()).join() === '45 s idle,45 s idle')
    const box = await (await panel.waitForSelector('.overview'))?.boundingBox()
    await page.mouse.move((box?.x ?? 0) + 800, (box?.y ?? 0) + 20)
    await until('the time', bothSay(/^2:\d\d\.?\d* min$/))
    await page.mouse.move(300, 20)
    await until('no line', async () => (await moments()).length === 0)
  })

  test('that rests on a bar is told its phases, and how they are measured; a scroll takes them away', async () => {
    const { page, panel } = await open('dev=done', { height: 300 })
    const [x, y] = await place(panel, 0.4, 4)
    await page.mouse.move(x, y)
    const card = await panel.waitForSelector('.bar-card')
    const lines = await panel.$$eval('.bar-card tr', (all) => all.map((line) => line.textContent))
    expect(lines).toEqual([
      'Waiting for the first chunk1.34 s43 %from the start to the first event of the answer',
      'Streaming1.76 s57 %from the first token to the end; the bar is as high as bytes came fast',
      'of it: reasoning360 ms12 %about: by its share of the text, since no time is kept of its end',
      'of it: longest pause600 ms19 %the longest time between two chunks; dotted where over 300 ms',
      'Rate141 tok/sall output tokens, reasoning too, by the time from the first chunk to the end',
      'Total3.10 sfrom the start to the end',
    ])
    expect(await panel.$eval('.bar-card-title', (title) => title.textContent)).toBe(
      'chat claude-sonnet-4-5 CLIENT, drawn filled: as the page saw it on the wire',
    )
    const box = await card?.boundingBox()
    const covers = box && box.x <= x && x <= box.x + box.width && box.y <= y && y <= box.y + box.height
    expect(covers).toBe(false)
    await page.mouse.wheel({ deltaY: 40 })
    await until('no card', async () => (await panel.$('.bar-card')) === null)
  })
})

describe('pictures to look at', () => {
  test.each([
    ['light', 1600],
    ['dark', 420],
  ] as const)('%s at %i px', async (theme, width) => {
    const { page, panel } = await open('dev=idle', { theme, width, height: 400 })
    await mkdir(OUT, { recursive: true })
    await page.screenshot({ path: `${OUT}waterfall-idle-${theme}-${width}.png` })
    expect(await pauses(panel)).toHaveLength(3)
  })
})
