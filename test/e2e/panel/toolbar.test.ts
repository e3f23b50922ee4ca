/** What the toolbar does, and the theme. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Frame, Page } from 'puppeteer'
import { panelPages } from '../../support/panel-page.ts'
import { openFile, readMessages, readNotice, readRows, saveTrace, selectRow } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const { open } = panelPages()

const asked = (panel: Frame) => panel.evaluate(() => [...(window.genaiDev?.asked ?? [])])
const ROW_OF_CALL = 4
const CALL = '0000000000000004'

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

  test.each(['light', 'dark'] as const)(
    'gives way to forced colours, %s: overview, bars and the selected row have those of the system',
    async (theme) => {
      const { panel } = await open('dev=done', { theme, forcedColors: true })
      await panel.click(`[data-span="${CALL}"] .status`)
      await panel.focus('[role=treegrid]')
      const colors = () =>
        panel.evaluate((span) => {
          const probe = document.createElement('span')
          probe.style.forcedColorAdjust = 'none'
          document.body.append(probe)
          const system = (name: string) => {
            probe.style.color = name
            return getComputedStyle(probe).color
          }
          const drawn = (canvas: HTMLCanvasElement, top: number, height: number) => {
            const pixels = canvas.getContext('2d')?.getImageData(0, top, canvas.width, height).data ?? []
            const found = new Set<string>()
            for (let at = 0; at < pixels.length; at += 4)
              if (pixels[at + 3] === 255) found.add(`rgb(${pixels.slice(at, at + 3).join(', ')})`)
            return found
          }
          const row = document.querySelector(`[data-span="${span}"]`)
          if (row === null) throw new Error('no such row')
          const { top } = row.getBoundingClientRect()
          const strip = [...document.querySelectorAll<HTMLCanvasElement>('.bars')].find((canvas) => {
            const box = canvas.getBoundingClientRect()
            return box.top <= top && top < box.bottom
          })
          const overview = document.querySelector<HTMLCanvasElement>('.overview canvas')
          const result = {
            row: getComputedStyle(row).color === system('HighlightText') && getComputedStyle(row).backgroundColor === system('Highlight'),
            bar: strip !== undefined && drawn(strip, Math.round(top - strip.getBoundingClientRect().top), 20).has(system('HighlightText')),
            // Below its ruler.
            overview: overview !== null && drawn(overview, 18, 30).has(system('CanvasText')),
          }
          probe.remove()
          return result
        }, CALL)
      await until('the colours of the system', async () => isDeepStrictEqual(await colors(), { row: true, bar: true, overview: true }))
    },
  )
})
