/** What rows and details say of their content: questions, answers, tools, failures, attempts. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import { openFile, saveTrace } from '../../support/panel.ts'
import { panelPages } from '../../support/panel-page.ts'
import { until } from '../../support/until.ts'

const { open } = panelPages()

/** Of each row: its title or operation, its chip, and the words behind it. */
function readWords(panel: Frame): Promise<readonly string[]> {
  return panel.$$eval('.grid-window > [role=row]', (rows) =>
    rows
      .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map((row) =>
        [...row.querySelectorAll('.trace-title, .trace-name, .operation, .chip, .came, .arrow, .went')]
          .map((words) => words.textContent ?? '')
          .join(' '),
      ),
  )
}

const LONE = 'How deep is the Mariana Trench?'
const QUESTION = 'ما عمق خندق ماريانا؟ 3 مصادر من فضلك'
const ANSWER = '“\u2068العمق 10,935 مترًا، لكن الملف notes/depth.md غير موجود.\u2069”'
const UNREAD = "the page did not read the provider's message, retry-after: 2"
const ROWS = [
  `chat “${LONE}” → Rate limit reached for gpt-5. Try again in 1 s.`,
  `chat attempt 2 “${LONE}” → ${UNREAD}`,
  `chat attempt 3 “${LONE}” → “The Mariana Trench is 10,935 m deep.”`,
  `${QUESTION} diver`,
  `invoke_agent “\u2068${QUESTION}\u2069” → ${ANSWER}`,
  'chat → read_file',
  'execute_tool path: \u2068notes/عمق.md\u2069, limit: 3 → no such file: notes/depth.md',
  'tools/call query: mariana → “10,935 m, says NOAA”',
  'embeddings 3 inputs',
  `chat read_file → ${ANSWER}`,
]
const [SECOND, AGENT, TOOL] = ['0000000000000002', '000000000000000a', '000000000000000c']

/** A call that is all of its trace says what was asked itself, or the row of its trace says it above it. */
async function readLone(panel: Frame): Promise<readonly string[]> {
  const rows = await readWords(panel)
  return rows.flatMap((words, at) => {
    if (words === `${LONE} chat`) return []
    const isTitled = rows[at - 1] === `${LONE} chat`
    return [isTitled ? words.replace(/ →/, ` “${LONE}” →`) : words]
  })
}

async function choose(panel: Frame, span: string): Promise<void> {
  await panel.locator(`[data-span="${span}"] .operation`).click()
}

const details = (panel: Frame, selector: string) =>
  panel.$$eval(`.tab-panel ${selector}`, (all) => all.map((each) => (each.textContent ?? '').replace(/\s+/g, ' ').trim()))
const selected = (panel: Frame) => panel.evaluate(() => document.querySelector('[role=row][aria-selected=true]')?.getAttribute('data-span'))

describe('rows', () => {
  test('say what went in and what came out, titled by what was asked, and so they do when they were saved and opened', async () => {
    const { page, panel } = await open('dev=words')
    await until('the words', async () => (await readLone(panel)).join('\n') === ROWS.join('\n'))
    const title = await panel.$eval('[data-span="000000000000000f"] .said', (said) => said.getAttribute('title'))
    expect(title).toBe(`read_file → ${ANSWER}`)
    const saved = await saveTrace(panel, page, { content: true })
    const bare = await saveTrace(panel, page, { content: false })
    const folder = await mkdtemp(join(tmpdir(), 'genai-words-'))
    try {
      for (const [name, text] of Object.entries({ saved, bare })) await writeFile(join(folder, `${name}.json`), text)
      const other = await open('dev=empty')
      await openFile(other.panel, join(folder, 'saved.json'))
      await until('the words of the file', async () => (await readLone(other.panel)).join('\n') === ROWS.join('\n'))
      // Nothing is made up where there is no content: what is left are facts.
      await other.panel.locator('[data-action=clear]').click()
      await openFile(other.panel, join(folder, 'bare.json'))
      const withoutWords = [
        'chat → Rate limit reached for gpt-5. Try again in 1 s.',
        `chat attempt 2 → ${UNREAD}`,
        'chat attempt 3',
        'diver',
        'invoke_agent',
        'chat',
        'execute_tool → no such file: notes/depth.md',
        'tools/call',
        'embeddings',
        'chat',
      ]
      await until('the facts alone', async () => (await readWords(other.panel)).join('\n') === withoutWords.join('\n'))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('follow an answer while it streams, those of its agent too', async () => {
    const { panel } = await open('dev=step')
    await panel.evaluate(() => window.genaiDev?.advance(3_400))
    const call = '[data-span="0000000000000004"]'
    const said = () => panel.$eval(`${call} .said`, (each) => each.textContent ?? '').catch(() => '')
    await until('what came in', async () => (await said()).startsWith('search_web'))
    await panel.evaluate(() => window.genaiDev?.advance(60))
    await until('that it reasons', async () => (await said()).includes('→reasoning…'))
    await panel.evaluate(() => window.genaiDev?.advance(1_500))
    await until('the answer', async () => (await said()).includes('“Native await drops the zone'))
    await until('the agent', () =>
      panel.evaluate(() => (document.querySelector('[data-span="0000000000000001"] .went')?.textContent ?? '').startsWith('“Native')),
    )
    await panel.evaluate(() => window.genaiDev?.advance(60_000))
    await until('the tools that it calls', async () => (await said()) === 'search_web→read_file, write_file')
  })
})

describe('details', () => {
  test('of an attempt lead to the one before and after, with the waits, and say what is known of the refusal', async () => {
    const { page, panel } = await open('dev=words')
    await choose(panel, SECOND)
    await until('the attempts', async () => (await details(panel, '[data-role=attempts] .related')).length === 2)
    expect(await details(panel, '[data-role=attempts] .related')).toEqual([
      'Before chat gpt-5 429 · 220 mswaited 1.03 s',
      'Then chat gpt-5 stop · 890 mswaited 2.01 s',
    ])
    expect(await details(panel, '[data-role=error]')).toEqual([
      "Failed429The page did not read the provider's message.HTTP 429 · retry-after: 2Show in Network",
    ])
    await panel.locator('[data-as=attempt-after]').click()
    await until('the third', async () => (await selected(panel)) === '0000000000000003')
    await until('its attempts', async () => (await details(panel, '[data-role=attempts]'))[0]?.startsWith('Attempt 3Before'))
    await panel.focus('[data-as=attempt-before]')
    await page.keyboard.press('Enter')
    await until('the second again', async () => (await selected(panel)) === '0000000000000002')
    await until('its buttons', () => panel.$('[data-as=attempt-before]'))
    await panel.locator('[data-as=attempt-before]').click()
    await until('the first', async () => (await details(panel, '[data-role=attempts]'))[0]?.startsWith('Attempt 1Then'))
    expect(await details(panel, '[data-role=error] .part-text')).toEqual(['Rate limit reached for gpt-5. Try again in 1 s.'])
  })

  test('of a failed tool have the stack, and lead to the call that asked for it and the one that got its result', async () => {
    const { panel } = await open('dev=words')
    await choose(panel, TOOL)
    await until('its calls', async () => (await details(panel, '.span-button')).length === 2)
    expect(await details(panel, '.stack')).toEqual([expect.stringContaining('at readFile (http://localhost:5173/tools.js:41:11)')])
    await panel.locator('[data-as=went-to]').click()
    await until('the answer', async () => (await selected(panel)) === '000000000000000f')
    await choose(panel, TOOL)
    await panel.locator('[data-as=asked-by]').click()
    await until('the call', async () => (await selected(panel)) === '000000000000000b')
  })

  test('of an agent have its first question and its last answer, and lead to their calls', async () => {
    const { panel } = await open('dev=words')
    await choose(panel, AGENT)
    await until('the talk', async () => (await details(panel, '[data-role]')).length === 2)
    expect(await details(panel, '[data-role] .part-text')).toEqual([QUESTION, expect.stringContaining('notes/depth.md')])
    expect(await details(panel, '.remark')).toEqual([])
    await panel.locator('[data-as=last-answer]').click()
    await until('the last call', async () => (await selected(panel)) === '000000000000000f')
    await choose(panel, AGENT)
    await panel.locator('[data-as=first-question]').click()
    await until('the first call', async () => (await selected(panel)) === '000000000000000b')
  })
})

test.each([420, 800, 1600])('at %i px words of a row are read as far as there is room for them, or are out of sight', async (width) => {
  const { page, panel } = await open('dev=done', { width })
  await until('words', async () => (await panel.$$('.said')).length > 5)
  const rows = await panel.$$eval('.cell.name', (cells) =>
    cells.flatMap((cell) => {
      const [name, said] = [cell.querySelector('.words'), cell.querySelector('.said')]
      if (name === null || said === null) return []
      const [box, inside] = [said.getBoundingClientRect(), cell.getBoundingClientRect()]
      return [
        {
          isSeen: box.top < inside.bottom,
          width: box.width,
          isNameCut: name.scrollWidth > name.clientWidth,
          parts: said.childElementCount,
        },
      ]
    }),
  )
  const seen = rows.filter(({ isSeen }) => isSeen)
  expect(seen.filter(({ width: room, parts, isNameCut }) => isNameCut || room < (parts === 3 ? 108 : 48))).toEqual([])
  expect(seen.length > 0).toBe(width > 420)
  await page.setViewport({ width: 2200, height: 760 })
  await until('room for all', async () =>
    panel.$$eval('.said', (all) =>
      all.every((said) => said.getBoundingClientRect().top < (said.parentElement?.getBoundingClientRect().bottom ?? 0)),
    ),
  )
})
