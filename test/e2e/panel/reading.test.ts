/** How a call is read: markdown, what is new since the call before, tool calls with all that belongs to them; and what is made to harm who reads it. */
import { describe, expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import type { Attributes, SpanContent } from '../../../sdk/protocol/records.ts'
import { panelPages, type PageOptions, type PanelPage } from '../../support/panel-page.ts'
import { readDetails, readMessages, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const pages = panelPages()

interface Call {
  readonly content?: SpanContent
  readonly attributes?: Attributes
  readonly name?: string
  readonly parent?: number
}

const idOf = (number: number): string => number.toString(16).padStart(16, '0')

function spanOf({ content, attributes, name = 'chat m', parent }: Call, at: number) {
  return {
    traceId: '1'.repeat(32),
    spanId: idOf(at + 1),
    ...(parent === undefined ? {} : { parentSpanId: idOf(parent) }),
    name,
    kind: 3,
    startTimeUnixNano: `${1_790_000_000 + at}000000000`,
    endTimeUnixNano: `${1_790_000_000 + at}500000000`,
    status: { code: 0 },
    attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', ...attributes },
    events: [],
    links: [],
    resource: '',
    state: 'ended',
    ...(content === undefined ? {} : { content }),
  } as const
}

/** A panel with those calls, a second apart; the last one is selected. */
async function show(calls: readonly Call[], options?: PageOptions): Promise<PanelPage> {
  const { page, panel } = await pages.open('dev=empty', options)
  await panel.evaluate(
    (spans) => {
      const entries = spans.map((span, at) => ({ seq: at + 1, span }))
      window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, entries)
    },
    calls.map((call, at) => spanOf(call, at)),
  )
  await select(panel, calls.length)
  return { page, panel }
}

async function select(panel: Frame, number: number): Promise<void> {
  await panel.locator(`[data-span="${idOf(number)}"]`).click()
  await panel.waitForSelector('.messages')
}

const selected = (panel: Frame) => panel.evaluate(() => document.querySelector('[aria-selected=true]')?.getAttribute('data-span'))
const say = (role: string, text: string) => ({ role, parts: [{ type: 'text', content: text }] })
const answered = (text: string): SpanContent => ({ outputMessages: [say('assistant', text)] })
const there = (panel: Frame, selector: string) => panel.waitForSelector(selector, { timeout: 20_000 })
const countOf = (panel: Frame, selector: string) => panel.$$eval(selector, (all) => all.length)

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
    await select(panel, 1)
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
    await select(panel, 1)
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
    await select(panel, 1)
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

describe('a tool call', () => {
  const schema = { type: 'object', properties: { query: { type: 'string' }, limit: { type: 'integer' } }, required: ['query'] }
  const asks = {
    role: 'assistant',
    parts: [
      { type: 'tool_call', id: 'c1', name: 'search', arguments: { query: 'zones' } },
      { type: 'tool_call', id: 'c2', name: 'search', arguments: { limit: 'three' } },
    ],
  }
  const toolDefinitions = [{ type: 'function', name: 'search', description: 'Searches', parameters: schema }]
  const result = (id: string, response: string) => ({ role: 'tool', parts: [{ type: 'tool_call_response', id, response }] })
  const history = [say('user', 'Why?'), asks, result('c1', 'two hits'), result('c2', 'failed')]
  const run = (id: string): Call => ({
    name: 'execute_tool search',
    attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search', 'gen_ai.tool.call.id': id },
  })
  const CALLS: readonly Call[] = [
    { content: { inputMessages: [say('user', 'Why?')], outputMessages: [asks], toolDefinitions } },
    run('c2'),
    run('c1'),
    { content: { inputMessages: history, outputMessages: [say('assistant', 'So.')], toolDefinitions } },
  ]
  const blocks = (panel: Frame) =>
    panel.$$eval('[data-part=tool_call], [data-part=tool_call_response]', (all) => all.map((one) => one.textContent ?? ''))

  test('is one block with its schema errors, its result, its definition and the way to its span', async () => {
    const { panel } = await show(CALLS)
    await select(panel, 1)
    await there(panel, '[data-part=tool_call] [data-check=errors]')
    await there(panel, '[data-action=show-tool-span]')
    const [first = '', second = ''] = await blocks(panel)
    expect(first).toContain('✓ The arguments fit the schema.')
    expect(first).toMatch(/Result .*two hits.*sent with the next call/)
    expect(second).toContain('2 schema errors')
    expect(second).toContain('(the whole) Instance does not have required property "query".')
    expect(second).toContain('/limit Instance type "string" is invalid. Expected "integer".')
    expect(await countOf(panel, '[data-part=tool_call] [data-tool=definition]')).toBe(2)
    await panel.click('[data-part=tool_call] [data-action=show-tool-span]')
    await until('the span of the first call', async () => (await selected(panel)) === idOf(3))
  })

  test('that the call before asked for is named with its result', async () => {
    const { panel } = await show(CALLS)
    await there(panel, '[data-role=tool] [data-action=show-tool-span]')
    const shown = (await blocks(panel)).filter((text) => text.includes('result'))
    expect(shown).toHaveLength(2)
    expect(shown[0]).toMatch(/^searchresult.*c1.*two hits.*Arguments/)
  })

  test('in an open history has its result with it, and that is not shown twice', async () => {
    const { panel } = await show([{ content: { inputMessages: history, toolDefinitions } }])
    expect((await readMessages(panel)).map(({ role }) => role)).toEqual(['tools', 'user', 'assistant'])
    expect((await blocks(panel))[0]).toContain('two hits')
  })

  test('whose schema would take seconds is given up, and others are checked', async () => {
    const slow = { type: 'object', properties: { query: { type: 'string', pattern: '^(a+)+$' } } }
    const tools = [
      { type: 'function', name: 'slow', parameters: slow },
      { type: 'function', name: 'search', parameters: schema },
    ]
    const parts = [
      { type: 'tool_call', id: 'a', name: 'slow', arguments: { query: `${'a'.repeat(40)}!` } },
      { type: 'tool_call', id: 'b', name: 'search', arguments: { query: 'q' } },
    ]
    const { panel } = await show([{ content: { outputMessages: [{ role: 'assistant', parts }], toolDefinitions: tools } }])
    await until('both verdicts', async () => (await countOf(panel, '.check')) === 2)
    expect(await panel.$$eval('.check', (all) => all.map((one) => one.textContent))).toEqual([
      'The check against the schema took too long.',
      '✓ The arguments fit the schema.',
    ])
  })
})

describe('the Tools tab', () => {
  test('has what was offered, how the model was to choose, what it picked and what else it might have', async () => {
    const logprobs = [{ token: '{"', logprob: Math.log(0.75), top: [{ token: 'I', logprob: Math.log(0.2) }] }]
    const { panel } = await show([
      {
        attributes: { 'genai_devtools.request.tool_choice': 'auto' },
        content: {
          outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', id: 'a', name: 'search', arguments: { q: 'x' } }], logprobs }],
          toolDefinitions: [
            {
              type: 'function',
              name: 'search',
              description: 'Searches',
              parameters: { properties: { q: { type: 'string' } }, required: ['q'] },
            },
            { type: 'function', name: 'read' },
          ],
        },
      },
    ])
    await selectTab(panel, 'tools')
    const shown = await until('the tab', () => panel.evaluate(() => document.querySelector('.tools-tab')?.textContent))
    expect(shown).toContain('tool_choice: auto')
    expect(shown).toContain('search({q: "x"})')
    expect(shown).toMatch(/point of choice.*75\.0%I 20\.0%/)
    expect(await panel.$$eval('.tools-tab [data-part=tool_definition]', (all) => all.map((one) => one.textContent))).toEqual([
      'searchpickedSearchesq*string',
      'readno parameters',
    ])
    expect(await panel.$$eval('.tab-panel', ([box]) => box !== undefined && box.scrollWidth <= box.clientWidth)).toBe(true)
  })

  test('is not there where a call says nothing of tools', async () => {
    const { panel } = await show([{ content: answered('Hello') }])
    expect(await panel.$$eval('[role=tab]', (all) => all.map((tab) => tab.getAttribute('data-tab')))).not.toContain('tools')
  })
})

test('attributes say how settled their names are, and which conventions the span speaks', async () => {
  const attributes = { 'server.address': 'a', 'gen_ai.system': 'openai', 'gen_ai.invented': 1, 'my.own': 1 }
  const { panel } = await show([{ attributes, content: answered('Hello') }])
  await selectTab(panel, 'attributes')
  await there(panel, '.tier')
  const marks = await panel.$$eval('.attributes tr', (all) =>
    all.map((row) => [row.querySelector('th')?.textContent, row.querySelector('.tier')?.textContent]),
  )
  expect(Object.fromEntries(marks.slice(0, 6))).toEqual({
    'gen_ai.invented': 'unknown',
    'gen_ai.operation.name': 'dev',
    'gen_ai.request.model': 'dev',
    'gen_ai.system': 'earlier',
    'my.own': null,
    'server.address': 'stable',
  })
  expect(await readDetails(panel)).toContain('conventionsOpenTelemetry GenAI 1.26 to 1.36')
})

describe('a value', () => {
  test('that is a text of JSON unfolds by a click', async () => {
    const { panel } = await show([
      { name: 'execute_tool f', content: { toolCallResult: { inner: '{"deep":[1,{"b":2}]}', words: 'plain' } } },
    ])
    expect(await countOf(panel, '[data-action=unfold-string]')).toBe(1)
    await panel.click('[data-action=unfold-string]')
    await until('the object', () => panel.evaluate(() => document.querySelector('.json-within')?.textContent.includes('deep: Array(2)')))
  })

  test('that is a picture is told by its size, drawn when somebody asks, and never fetched', async () => {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
    const parts = [
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: png },
      { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
      { type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'https://evil.example/a.png' },
    ]
    const { page, panel } = await pages.open('dev=empty')
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await panel.evaluate(
      (span) => window.genaiDev?.send({ document: 'd', url: 'http://localhost/', epoch: 'e' }, [{ seq: 1, span }]),
      spanOf({ content: { inputMessages: [{ role: 'user', parts }] } }, 0),
    )
    await select(panel, 1)
    expect(await countOf(panel, '[data-action=show-media]')).toBe(2)
    expect(await countOf(panel, '.messages img')).toBe(0)
    const [first, second] = await panel.$$('[data-action=show-media]')
    await first?.click()
    await second?.click()
    await until('the picture', () => panel.evaluate(() => document.querySelector<HTMLImageElement>('.messages img')?.naturalWidth === 1))
    await until('the other to fail', () =>
      panel.evaluate(() => document.querySelector('.part-note')?.textContent.includes('cannot be shown')),
    )
    expect(asked.filter((url) => !url.startsWith('blob:') && new URL(url).origin !== new URL(page.url()).origin)).toEqual([])
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
  await select(panel, 1)
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
  await select(panel, 1)
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
