/** Words from right to left, and marks that turn a line around, beside numbers of ours: by where the characters stand on the screen. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import { panelPages, type PageOptions, type PanelPage } from '../../support/panel-page.ts'
import { selectRow, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const OUT = fileURLToPath(new URL('../../../out/test/', import.meta.url))

const pages = panelPages()

const NAMES: readonly (readonly [string, string])[] = [
  ['Arabic', 'مساعد البحث'],
  ['Hebrew', 'עוזר מחקר 3'],
  ['Arabic with digits and a unit', 'مهمة 12 kg'],
  ['both ways', 'agent وكيل v2 سريع'],
  ['an override that is never closed', 'safe\u202Egnp.exe'],
  ['an embedding that is never closed', 'x\u202Babc 12'],
  ['an isolate that is never closed', 'x\u2067abc 12'],
  ['isolates closed too often', 'مساعد\u2069\u2069 12'],
  ['a mark of direction at the end', 'agent\u200F'],
]

/** One span that says `name` wherever a page may say something. */
async function show(name: string, options?: PageOptions): Promise<PanelPage> {
  const { page, panel } = await pages.open('dev=empty', options)
  const json = { [name]: name, count: 12, list: [name, 34, { [name]: 56 }] }
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': name,
    'gen_ai.provider.name': name,
    'gen_ai.conversation.id': name,
    'gen_ai.response.finish_reasons': [name, 'stop'],
    'gen_ai.usage.input_tokens': 1234,
    'gen_ai.usage.output_tokens': 56,
    [`key ${name}`]: name,
  }
  const rest = { kind: 3, links: [], resource: '', state: 'ended' } as const
  const call = {
    ...rest,
    traceId: '1'.repeat(32),
    spanId: '00000000000000aa',
    name: `chat ${name}`,
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000001250000000',
    status: { code: 0 },
    attributes,
    events: [{ name, timeUnixNano: '1790000000500000000', attributes: { [name]: name } }],
    content: {
      systemInstructions: [{ type: 'text', content: `${name}\nand then 12 ms` }],
      inputMessages: [{ role: 'user', name, parts: [{ type: 'text', content: `${name}: 12 (34)` }] }],
      outputMessages: [
        { role: 'assistant', finish_reason: name, parts: [{ type: 'tool_call', id: name, name, arguments: json }] },
        { role: 'assistant', finish_reason: name, parts: [{ type: 'text', content: name }] },
      ],
      toolDefinitions: [
        { type: 'function', name },
        { type: 'function', name: 'plain' },
      ],
    },
  } as const
  const agent = {
    ...rest,
    traceId: '2'.repeat(32),
    spanId: '00000000000000bb',
    name,
    startTimeUnixNano: '1790000002000000000',
    endTimeUnixNano: '1790000003250000000',
    status: { code: 2, message: `${name} 12` },
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': name, 'gen_ai.conversation.id': name, 'error.type': name },
    events: [],
  } as const
  await panel.evaluate(
    (spans) => {
      const entries = spans.map((span, at) => ({ seq: at + 1, span }))
      window.genaiDev?.send({ document: 'd', url: 'http://localhost/a', epoch: 'e' }, entries)
    },
    [call, agent, { ...agent, spanId: '00000000000000cc', parentSpanId: agent.spanId }],
  )
  await until('four rows', () => panel.evaluate(() => document.querySelectorAll('[data-trace], [data-span]').length === 4))
  await until('their words', () => panel.evaluate(() => document.querySelectorAll('.said').length === 3))
  return { page, panel }
}

/**
 * Runs in the panel: may use nothing of this module. Of each line of ours the pieces (an isolated one counts as one) stand from left to right in the
 * order of the document, and so do the characters of what is ours.
 */
function torn(): readonly string[] {
  const LINES = [
    '.row.trace .words',
    '.row .name .words',
    '.row .name .said',
    '.row > .number',
    '.details-title .words',
    '.details-title > .faint',
    '.section > h3',
    '.section > summary',
    '.block-title',
    '.json li',
    '.section-title',
    '.summary span',
  ]
  const found: string[] = []
  const boxOf = (node: Node, from = 0, to?: number) => {
    const range = document.createRange()
    range.selectNodeContents(node)
    if (to !== undefined) {
      range.setStart(node, from)
      range.setEnd(node, to)
    }
    return range.getBoundingClientRect()
  }
  for (const line of document.querySelectorAll(LINES.join())) {
    const pieces: DOMRect[] = []
    const walk = (node: Node): void => {
      const text = node.textContent ?? ''
      if (node instanceof Text) {
        if (text.trim() === '') return
        pieces.push(boxOf(node))
        readInOrder(node)
      } else if (node instanceof HTMLElement && node.tagName === 'BDI') {
        // Of words that are cut to their box, the box.
        pieces.push(node.getBoundingClientRect())
        node.childNodes.forEach((child) => child instanceof Text && readInOrder(child))
      } else if (!(node instanceof HTMLElement && node.matches('ul, .unseen'))) node.childNodes.forEach(walk)
    }
    const readInOrder = (node: Text): void => {
      if (!/^[\x20-\x7e·→≈…–]+$/.test(node.data)) return
      const boxes = Array.from({ length: node.length }, (_, at) => boxOf(node, at, at + 1)).filter(({ width }) => width > 0)
      for (const [at, box] of boxes.entries()) {
        const next = boxes[at + 1]
        if (next !== undefined && Math.abs(next.top - box.top) < 4 && next.left < box.left)
          found.push(`"${node.data}" is torn apart in ${line.className}`)
      }
    }
    line.childNodes.forEach(walk)
    for (const [at, box] of pieces.entries()) {
      const next = pieces[at + 1]
      if (
        next === undefined ||
        next.width === 0 ||
        box.width === 0 ||
        Math.abs(next.top - box.top) > 4 ||
        next.height > 22 ||
        box.height > 22
      )
        continue
      if (next.left < box.right - 1) found.push(`piece ${at + 1} stands before piece ${at} of "${line.textContent}"`)
    }
  }
  return [...new Set(found)]
}

async function tornAnywhere(panel: Frame): Promise<readonly string[]> {
  const found = [...(await panel.evaluate(torn))]
  for (const row of [0, 2]) {
    await selectRow(panel, row)
    for (const tab of ['messages', 'attributes', ...(row === 0 ? ['events' as const, 'tokens' as const] : [])] as const) {
      await selectTab(panel, tab)
      await panel.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true
      })
      found.push(...(await panel.evaluate(torn)))
    }
  }
  return found
}

test.each(NAMES)('%s: numbers and order stay as they are, in rows, details, messages and JSON', async (_, name) => {
  const { panel } = await show(name)
  expect(await tornAnywhere(panel)).toEqual([])
  const bars = await panel.$$eval('.row .bar', (all) => all.map((bar) => bar.getAttribute('title') ?? ''))
  // The reason is isolated within the tooltip; what it says is unchanged.
  expect(bars.some((title) => title.includes('failed: \u2068'))).toBe(true)
})

test('without isolation the same check finds them torn', async () => {
  const { page, panel } = await show('مساعد البحث')
  await page.addStyleTag({ content: 'bdi { unicode-bidi: normal !important; direction: inherit !important } ' })
  expect(await tornAnywhere(panel)).not.toEqual([])
})

test('a text has the direction of each of its paragraphs', async () => {
  const { panel } = await show('مساعد')
  await selectRow(panel, 0)
  await selectTab(panel, 'messages')
  const lines = await panel.evaluate(() => {
    const text = document.querySelector('[data-role=system] .part-text')?.firstChild
    if (!(text instanceof Text)) return []
    return [0, text.data.indexOf('and')].map((at) => {
      const range = document.createRange()
      range.setStart(text, at)
      range.setEnd(text, at + 1)
      const box = (text.parentElement ?? document.body).getBoundingClientRect()
      return (range.getBoundingClientRect().left - box.left) / box.width
    })
  })
  expect(lines[0]).toBeGreaterThan(0.5)
  expect(lines[1]).toBeLessThan(0.1)
})

describe('a picture to look at', () => {
  test.each(['light', 'dark'] as const)('%s', async (theme) => {
    const { page, panel } = await show('agent وكيل v2 \u202Eسريع', { theme })
    await selectRow(panel, 0)
    await selectTab(panel, 'messages')
    await mkdir(OUT, { recursive: true })
    await page.screenshot({ path: `${OUT}panel-bidi-${theme}.png` })
    expect(await panel.evaluate(torn)).toEqual([])
  })
})
