/** How a call is read: markdown, what is new since the call before; what is made to harm who reads it; and what is hidden. */
import { describe, expect, test } from 'vitest'
import type { SpanContent } from '../../../sdk/protocol/records.ts'
import { panelPages } from '../../support/panel-page.ts'
import { readDetails, readMessages, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { answered, type Call, countOf, idOf, say, selectCall, selected, showCalls, spanOf, there } from './shown-calls.ts'

const pages = panelPages()
const show = (calls: readonly Call[]) => showCalls(pages, calls)

describe('a text', () => {
  const TEXT = [
    '## Findings\n',
    'The **zone** ends at *await*, see [the notes](https://example.org/notes "n") and `await`.\n',
    '1. first\n2. second\n',
    '> quoted\n',
    '| way | keeps |\n|---|--:|\n| explicit | all |\n',
    '```ts\nawait scope.run()\n```',
  ].join('\n')

  test('is drawn as markdown or raw, as the user chose last', async () => {
    const { panel } = await show([{ content: answered(TEXT) }])
    await there(panel, '.markdown')
    const shapes = ['[role=heading]', 'strong', 'em', 'code', 'ol > li', 'blockquote', 'td', 'pre', 'a']
    expect(await Promise.all(shapes.map((shape) => countOf(panel, `.markdown ${shape}`)))).toEqual([1, 1, 1, 1, 2, 1, 2, 1, 1])
    expect(await panel.$eval('.markdown a', (link) => ['href', 'target', 'rel', 'title'].map((name) => link.getAttribute(name)))).toEqual([
      'https://example.org/notes',
      '_blank',
      'noopener noreferrer',
      'https://example.org/notes',
    ])
    await panel.click('[data-action=text-raw]')
    await until('the raw text', async () => (await readMessages(panel))[0]?.parts[0]?.text === TEXT)
    const again = await show([{ content: answered(TEXT) }])
    expect((await readMessages(again.panel))[0]?.parts[0]?.text).toBe(TEXT)
    expect(await again.panel.$eval('[data-action=text-raw]', (button) => button.getAttribute('aria-pressed'))).toBe('true')
    await again.panel.click('[data-action=text-markdown]')
    await there(again.panel, '.markdown')
  })

  test('of a model loads nothing and runs nothing: links lead by a click alone, pictures and HTML are words', async () => {
    const evil = [
      '![pixel](https://evil.example/pixel.png) ![x](data:image/png;base64,AAAA)',
      '<img src="https://evil.example/a.png" onerror="document.title=`broken`"><script>document.title="broken"</script>',
      '<iframe src="https://evil.example/"></iframe>\n\n<style>*{background:url(https://evil.example/b)}</style>',
      '[run](javascript:document.title="broken") [data](data:text/html,x) [plain](http://evil.example/) [ok](https://good.example/)',
      '<https://auto.example/> www.evil.example',
    ].join('\n\n')
    const { page, panel } = await pages.open('dev=empty')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await panel.evaluate(
      (span) => window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, [{ seq: 1, span }]),
      spanOf({ content: answered(evil) }, 0),
    )
    await selectCall(panel, 1)
    await there(panel, '.markdown')
    const details = await readDetails(panel)
    for (const words of ['<img src="https://evil.example/a.png"', '<script>', '<iframe', '<style>']) expect(details).toContain(words)
    expect(await panel.$$eval('.markdown a', (all) => all.map(({ href }) => href))).toEqual([
      'https://good.example/',
      'https://auto.example/',
    ])
    expect(await countOf(panel, '.details :is(img, script, iframe, style, object, embed, audio, video, form)')).toBe(0)
    expect(await panel.$$eval('.picture', (all) => all.length)).toBe(2)
    for (const link of await panel.$$('.markdown .no-link')) await link.click()
    expect(await panel.evaluate(() => document.title)).toBe('GenAI')
    // What the panel itself is made of is the same origin's: the lexer and its worker.
    expect(asked.filter((url) => new URL(url).origin !== new URL(page.url()).origin)).toEqual([])
    expect((await page.browser().pages()).some((other) => other.url().includes('evil'))).toBe(false)
  })

  test.each([
    ['5,000 nested quotes', `${'>'.repeat(5000)} deep`],
    ['what takes the lexer minutes', 'a.-_'.repeat(16_000)],
  ])('of %s is shown, and the panel goes on', async (_, text) => {
    const { panel } = await show([{ content: answered('*first*') }, { content: answered(`*start* ${text}`) }])
    expect((await readMessages(panel))[0]?.parts[0]?.text).toContain('start')
    await until('a word on why it is raw, or a tree', () =>
      panel.evaluate(() => document.querySelector('.part-note, .markdown')?.textContent ?? ''),
    )
    await selectCall(panel, 1)
    await there(panel, '.markdown em')
  })

  test('of more than 64 kB is drawn when somebody asks', async () => {
    const { panel } = await show([{ content: answered(`**bold**\n\n${'word '.repeat(14_000)}`) }])
    expect(await countOf(panel, '.markdown')).toBe(0)
    await panel.click('[data-action=read-markdown]')
    await there(panel, '.markdown strong')
  })

  test('of 20 MB opens, and only its beginning is laid out', async () => {
    const { panel } = await pages.open('dev=empty')
    await panel.evaluate(
      (span) => {
        const long = 'x'.repeat(20_000_000)
        const content = {
          ...span.content,
          outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: long }] }],
          toolCallResult: { text: long },
        }
        window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, [{ seq: 1, span: { ...span, content } }])
      },
      spanOf({ content: {} }, 0),
    )
    await selectCall(panel, 1)
    const shown = await readDetails(panel)
    expect(shown.length).toBeGreaterThan(1_000)
    expect(shown.length).toBeLessThan(100_000)
  })
})

describe('what is new since the call before', () => {
  const QUESTION = say('user', 'Why?')
  const FIRST: SpanContent = {
    systemInstructions: [{ type: 'text', content: 'You are a careful researcher.\nCite what you read.' }],
    inputMessages: [QUESTION],
    outputMessages: [say('assistant', 'Because.')],
    toolDefinitions: [
      { type: 'function', name: 'search', description: 'Searches' },
      { type: 'function', name: 'gone' },
    ],
  }
  const SECOND: SpanContent = {
    ...FIRST,
    systemInstructions: [{ type: 'text', content: 'You are a very careful researcher.\nCite what you read.' }],
    inputMessages: [QUESTION, say('assistant', 'Because.'), say('user', 'And then?')],
    outputMessages: [say('assistant', 'Nothing.')],
    toolDefinitions: [
      { type: 'function', name: 'search', description: 'Searches the web' },
      { type: 'function', name: 'come' },
    ],
  }
  const THIRD: SpanContent = {
    ...SECOND,
    inputMessages: [say('user', 'Why not?'), say('assistant', 'Nothing.'), say('user', 'Really?')],
    outputMessages: [say('assistant', 'Yes.')],
  }

  test('is open; the same is folded, and the change of the system prompt and of the tools is a diff', async () => {
    const { panel } = await show([{ content: FIRST }, { content: SECOND }])
    await there(panel, '[data-role=system-change] ins')
    expect((await readMessages(panel)).map(({ role }) => role)).toEqual([
      'system',
      'system-change',
      'tools',
      'tools-change',
      'repeated',
      'user',
      'assistant',
    ])
    expect(await panel.$$eval('[data-role=system-change] :is(ins, del)', (all) => all.map((one) => one.textContent))).toEqual(['very '])
    const tools = await panel.$eval('[data-role=tools-change]', (section) => section.textContent)
    expect(tools).toContain('Added: come')
    expect(tools).toContain('Removed: gone')
    await there(panel, '[data-role=tools-change] ins')
    expect(await panel.$eval('[data-role=repeated] > summary', (summary) => summary.textContent)).toBe('2 messages as in the call before')
    expect(await panel.$eval('[data-role=repeated]', (folded) => folded instanceof HTMLDetailsElement && folded.open)).toBe(false)
  })

  test('has what was edited and what was taken out beside it', async () => {
    const { panel } = await show([{ content: FIRST }, { content: SECOND }, { content: THIRD }])
    await there(panel, '[data-role=edited] ins')
    expect((await readMessages(panel)).map(({ role }) => role)).toEqual([
      'system',
      'tools',
      'edited',
      'edited-whole',
      'removed',
      'repeated',
      'user',
      'assistant',
    ])
    expect(await panel.$eval('[data-role=removed] > summary', (summary) => summary.textContent)).toBe(
      '2 messages of the call before left out',
    )
  })

  test('the calls before and after are a button and a key away', async () => {
    const { page, panel } = await show([{ content: FIRST }, { content: SECOND }, { content: THIRD }])
    await panel.click('[data-action=previous-call]')
    await until('the call before', async () => (await selected(panel)) === idOf(2))
    await page.keyboard.press('[')
    await until('the first call', async () => (await selected(panel)) === idOf(1))
    expect(await panel.$eval('[data-action=previous-call]', (button) => button.hasAttribute('disabled'))).toBe(true)
    await page.keyboard.press(']')
    await until('the second call', async () => (await selected(panel)) === idOf(2))
  })
})

test('while what was said is hidden, nothing of a text, a tool call, its result and its errors, a diff or the Tools tab is shown', async () => {
  const parameters = { type: 'object', properties: { secretLimit: { type: 'integer' } } }
  const toolDefinitions = [{ type: 'function', name: 'search', description: 'A secret description', parameters }]
  const asks = {
    role: 'assistant',
    parts: [
      { type: 'text', content: '## A **secret** answer\n\n```ts\nsecret()\n```' },
      { type: 'tool_call', id: 'c1', name: 'search', arguments: { secretLimit: 'a secret' } },
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
    ],
  }
  const results = { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: '{"found":"a secret"}' }] }
  const system = (text: string) => ({ systemInstructions: [{ type: 'text', content: text }], toolDefinitions })
  const { panel } = await show([
    { content: { ...system('A secret'), inputMessages: [say('user', 'Why the secret?')], outputMessages: [asks] } },
    {
      content: {
        ...system('Another secret'),
        inputMessages: [say('user', 'Why the secret?'), asks, results],
        outputMessages: [asks],
      },
    },
  ])
  const set = async () => {
    await panel.locator('[data-action=settings]').click()
    await panel.locator('.context-menu [data-action=content-shown]').click()
  }
  await there(panel, '.markdown')
  await there(panel, '[data-check=errors] li')
  await there(panel, '[data-role=system-change] ins')
  await set()
  await until('hidden words', async () => (await readDetails(panel)).includes('hidden · '))
  const all = () => panel.$eval('.tab-panel', (box) => box.textContent)
  expect(await all()).not.toMatch(/secret/i)
  expect(await countOf(panel, '[data-check=errors] .chip')).toBeGreaterThan(0)
  expect(await countOf(panel, '[data-action=show-media]')).toBe(0)
  await selectCall(panel, 1)
  await there(panel, '[data-tool=result]')
  expect(await all()).not.toMatch(/secret/i)
  await selectTab(panel, 'tools')
  await there(panel, '.tools-tab')
  expect(await all()).not.toMatch(/secret/i)
  await set()
  await until('the words', async () => /A secret description/.test(await all()))
})

test('an answer that streams is followed to its end until somebody scrolls up or says so', async () => {
  const { panel } = await pages.open('dev=empty', { height: 400 })
  let seq = 2
  const stream = (lines: number) =>
    panel.evaluate(
      (number, count) => {
        const text = 'one more line of words\n'.repeat(count)
        const delta = { spanId: '0000000000000001', at: '1790000001000000000', choice: 0, part: 'text', index: 0, text, bytes: 9 }
        window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, [{ seq: number, delta }])
      },
      seq++,
      lines,
    )
  await panel.evaluate(
    (ended) => {
      const span = { ...ended, endTimeUnixNano: undefined, state: 'running', firstChunkOffset: 100 }
      window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, [{ seq: 1, span }])
    },
    spanOf({}, 0),
  )
  await selectCall(panel, 1)
  const gap = () =>
    panel.evaluate(() => {
      const box = document.querySelector('.tab-panel')
      return box === null ? -1 : box.scrollHeight - box.scrollTop - box.clientHeight
    })
  const words = () => panel.$eval('[data-action=follow]', (button) => button.textContent)
  await stream(100)
  await until('the end in view', async () => (await gap()) < 12 && (await panel.evaluate(() => document.querySelector('.caret') !== null)))
  expect(await words()).toBe('Following')
  await panel.click('[data-action=follow]')
  await until('the pause', async () => (await words()) === 'Paused')
  await stream(50)
  await until('what came to be out of view', async () => (await gap()) > 100)
  await panel.click('[data-action=follow]')
  await until('the end in view again', async () => (await gap()) < 12)
})
