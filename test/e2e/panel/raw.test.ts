/** The Raw tab: what the page has of a call as the wire had it, and where in its code the call was made. By mouse and keys; the clipboard read as another program would. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Frame } from 'puppeteer'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { panelPages, type PageOptions } from '../../support/panel-page.ts'
import { selectRow, selectTab } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const OUT = fileURLToPath(new URL('../../../out/test/', import.meta.url))
const SPAN = '00000000000000aa'
const EVENTS = 450

const pages = panelPages()

beforeAll(async () => {
  await mkdir(OUT, { recursive: true })
})

const call = {
  traceId: '1'.repeat(32),
  spanId: SPAN,
  name: 'chat gpt-5',
  kind: 3,
  startTimeUnixNano: '1790000000000000000',
  endTimeUnixNano: '1790000001250000000',
  status: { code: 0 },
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-5',
    'gen_ai.provider.name': 'openai',
    'server.address': 'api.openai.com',
  },
  events: [],
  links: [],
  resource: '',
  state: 'ended',
  place: { file: 'https://app.test/src/ask.js?v=2', line: 12, column: 3 },
  content: { inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'how deep?' }] }] },
} as const

const REQUEST = {
  method: 'POST',
  url: 'https://api.openai.com/v1/chat/completions?key=[credential]',
  headers: { 'content-type': 'application/json' },
  keys: ['authorization: Bearer'],
  body: '{"model":"gpt-5","seed":12345678901234567890,"messages":[{"role":"user","content":"how deep?"}]}',
}

/** An event a chunk, 10 ms apart, the first after 300. */
function answer(events = EVENTS): JsonValue {
  const chunks = Array.from({ length: events }, (_, index) => `event: delta\ndata: {"index":${index},"text":"word ${index}"}\n\n`)
  let end = 0
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    form: 'chunks',
    text: chunks.join(''),
    ends: chunks.map((chunk) => (end += chunk.length)),
    times: chunks.map((_, index) => 300 + 10 * index),
    sizes: chunks.map((chunk) => chunk.length),
    dropped: 2_500,
  }
}

interface Shown {
  readonly span?: object
  readonly payloads?: { readonly [field: string]: JsonValue }
  readonly document?: string
  readonly options?: PageOptions
}

async function open({ span = call, payloads = { 'raw.request': REQUEST, 'raw.response': answer() }, document = 'd', options }: Shown = {}) {
  const { page, panel } = await pages.open('dev=empty', { ...options, clipboard: true })
  await panel.evaluate(
    (id, sent, given, from) => {
      for (const [field, value] of Object.entries(given)) window.genaiDev?.payloads.set(`${id}/${field}`, value)
      window.genaiDev?.send({ document: from, url: 'https://app.test/', epoch: 'e' }, [{ seq: 1, span: sent }])
    },
    SPAN,
    span,
    payloads,
    document,
  )
  await panel.waitForSelector('#row-0')
  await selectRow(panel, 0)
  return { page, panel }
}

const raw = async (shown?: Shown) => {
  const opening = await open(shown)
  await selectTab(opening.panel, 'raw')
  await opening.panel.waitForFunction(() => !document.querySelector('.raw')?.textContent?.includes('Asking the page'))
  return opening
}
const words = (panel: Frame, selector = '.raw') => panel.$eval(selector, (element) => element.textContent ?? '')
const asked = (panel: Frame) => panel.evaluate(() => [...(window.genaiDev?.asked ?? [])])
const clipboard = (panel: Frame) => panel.evaluate(() => navigator.clipboard.readText())
const actions = (panel: Frame) => panel.$$eval('.raw-bar [data-action]', (all) => all.map((one) => one.getAttribute('data-action')))

describe('the request', () => {
  test('says method, address and headers; its JSON is laid out with its numbers as they were sent', async () => {
    const { panel } = await raw()
    const shown = await words(panel)
    for (const part of ['POST', REQUEST.url, 'content-type: application/json', 'authorization: Bearer', 'gives out no key'])
      expect(shown).toContain(part)
    expect(await words(panel, '.raw-text')).toContain('"seed": 12345678901234567890,\n')
    await panel.locator('[data-action=raw-form]').click()
    await until('the body as it was sent', async () => (await words(panel, '.raw-text')) === REQUEST.body)
  })

  test('is copied as cURL, and by the row menu as fetch, with a variable for the key', async () => {
    const { panel } = await raw()
    await panel.locator('[data-action=copy-curl]').click()
    await until('cURL', async () => (await words(panel, '.remark-region')).includes('as cURL'))
    expect(await clipboard(panel)).toContain(`'https://api.openai.com/v1/chat/completions?key='"$API_KEY" \\\n`)
    await panel.locator('#row-0').click({ button: 'right' })
    await panel.locator('.context-menu [data-action=copy]').hover()
    await panel.locator('.context-menu [data-action=copy-fetch]').click()
    await until('fetch', async () => (await words(panel, '.remark-region')).includes('as fetch'))
    expect(await clipboard(panel)).toContain(`"authorization": "Bearer " + $API_KEY,`)
  })

  test('whose body is not kept is not offered as a command', async () => {
    const { body: _, ...rest } = REQUEST
    const { panel } = await raw({ payloads: { 'raw.request': { ...rest, withoutBody: 'not_kept', bodySize: 9_000_000 } } })
    expect(await actions(panel)).toEqual(['show-in-network', 'open-source'])
    const shown = await words(panel)
    expect(shown).toContain('longer than what the page keeps of one call (9.0 MB)')
    expect(shown).toContain('No answer came.')
  })
})

describe('the answer', () => {
  test('is told event by event with times, gaps and sizes, some at a time; an event opens', async () => {
    const { page, panel } = await raw()
    const rows = () =>
      panel.$$eval('.raw-row', (all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '').join('|')))
    expect((await rows()).length).toBe(200)
    expect((await rows()).slice(0, 2)).toEqual([
      '300 ms||46 B|delta {"index":0,"text":"word 0"}',
      '310 ms|+10 ms|46 B|delta {"index":1,"text":"word 1"}',
    ])
    await panel.focus('[data-action=more-events]')
    await page.keyboard.press('Enter')
    await until('200 more', async () => (await rows()).length === 400)
    expect(await words(panel)).toContain('Show 50 more of 50')
    await panel.focus('.raw-row')
    await page.keyboard.press('Space')
    expect(await words(panel, '.raw-event .raw-text')).toContain('{\n  "index": 0,\n  "text": "word 0"\n}')
    expect(await words(panel)).toContain('450 events')
    expect(await words(panel)).toContain('2.5 kB more came and were not kept')
    await page.screenshot({ path: `${OUT}raw-light-1600.png` })
  })

  test('of a call that runs is asked for again', async () => {
    const { endTimeUnixNano: _, ...rest } = call
    const { panel } = await raw({ span: { ...rest, state: 'running' }, payloads: { 'raw.request': REQUEST, 'raw.response': answer(2) } })
    expect(await words(panel)).toContain('2 events')
    await panel.evaluate((id, value) => void window.genaiDev?.payloads.set(`${id}/raw.response`, value), SPAN, answer(3))
    await until('the third event', async () => (await words(panel)).includes('3 events'))
  })

  test('is hidden with what was said', async () => {
    const { page, panel } = await raw({ options: { theme: 'dark', width: 420, height: 900 } })
    await page.screenshot({ path: `${OUT}raw-dark-420.png` })
    expect(await words(panel)).toContain('word 0')
    await panel.evaluate(() => localStorage.setItem('genai-devtools.content-hidden', '1'))
    const again = await raw({ options: { theme: 'dark', width: 420, height: 900 } })
    expect(await words(again.panel)).not.toMatch(/word 0|how deep/)
    expect(await words(again.panel)).toContain('450 events')
  })
})

describe('where the page gives none', () => {
  test.each([
    ['redacts', { 'raw.request': { withheld: 'redact' } }, 'd', 'The page redacts what it shows'],
    ['keeps its content', { 'raw.request': { withheld: 'panel_content' } }, 'd', 'keeps its content from this panel'],
    ['has it no more', {}, 'd', 'The page does not have it any more'],
    ['is a file', { 'raw.request': REQUEST }, 'file:a.json', 'opened from a file'],
  ])('since it %s, the tab says so and offers no command', async (_why, payloads, document, said) => {
    const { panel } = await raw({ payloads, document })
    expect(await words(panel)).toContain(said)
    expect(await actions(panel)).toEqual(['show-in-network', 'open-source'])
    expect((await asked(panel)).some((one) => one.startsWith('want'))).toBe(document === 'd')
  })
})

describe('ways into other panels', () => {
  test('Network is filtered to the address, and the line of the page opens in Sources', async () => {
    const { panel } = await raw()
    await panel.locator('[data-action=show-in-network]').click()
    expect(await words(panel, '[data-action=open-source]')).toBe('ask.js:12:3')
    await panel.locator('[data-action=open-source]').click()
    await until('both', async () => (await asked(panel)).length >= 4)
    expect((await asked(panel)).slice(-2)).toEqual([
      'network url:https://api.openai.com/v1/chat/completions',
      'source https://app.test/src/ask.js?v=2:12:3',
    ])
    await selectTab(panel, 'attributes')
    expect(await words(panel, '#tab-panel')).toContain('code.file.pathhttps://app.test/src/ask.js?v=2code.line.number12code.column.number3')
  })

  test('a refusal whose body the page did not read leads to its request in Network', async () => {
    const attributes = { ...call.attributes, 'error.type': '429', 'genai_devtools.http.status_code': 429 }
    const span = { ...call, attributes, status: { code: 2 } }
    const { page, panel } = await open({ span })
    expect(await words(panel, '[data-role=error]')).toContain("The page did not read the provider's message.")
    await panel.focus('[data-role=error] [data-action=show-in-network]')
    await page.keyboard.press('Enter')
    const last = async () => (await asked(panel)).at(-1)
    await until('its address', async () => (await last()) === 'network url:https://api.openai.com/v1/chat/completions status-code:429')

    const redacting = await open({ span, payloads: { 'raw.request': { withheld: 'redact' } } })
    await redacting.panel.locator('[data-action=show-in-network]').click()
    await until('its host', async () => (await asked(redacting.panel)).at(-1) === 'network domain:api.openai.com status-code:429')
  })

  test('an attempt that was refused within a call that went well leads there too', async () => {
    const attempt = (at: string, attributes: object) => ({ name: 'genai_devtools.attempt', timeUnixNano: at, attributes })
    const events = [
      attempt('1790000000300000000', { 'error.type': '429', 'genai_devtools.http.status_code': 429, 'genai_devtools.end': 'error' }),
      attempt('1790000001200000000', { 'genai_devtools.end': 'completed' }),
    ]
    const { panel } = await open({ span: { ...call, events } })
    await panel.locator('[data-role=attempts] [data-action=show-in-network]').click()
    await until('its address', async () => (await asked(panel)).at(-1) === 'network url:https://api.openai.com/v1/chat/completions')
  })

  const failed = { status: { code: 2, message: 'refused' } }
  test.each<readonly [string, Shown]>([
    ['of a file', { document: 'file:a.json', span: { ...call, ...failed, attributes: { ...call.attributes, 'error.type': '429' } } }],
    [
      'of a tool',
      { span: { ...call, ...failed, kind: 1, attributes: { 'gen_ai.operation.name': 'execute_tool', 'error.type': 'Error' } } },
    ],
  ])('a failure %s leads nowhere', async (_what, shown) => {
    const { panel } = await open(shown)
    expect(await words(panel, '[data-role=error]')).toContain('refused')
    expect(await panel.$('[data-action=show-in-network]')).toBeNull()
  })

  test('a line that Sources does not have is told', async () => {
    const { panel } = await raw({ span: { ...call, place: { file: 'https://app.test/gone.js', line: 1, column: 1 } } })
    await panel.locator('[data-action=open-source]').click()
    await until('the notice', async () => (await words(panel, 'body')).includes('Sources does not have https://app.test/gone.js.'))
  })

  test('a message to an MCP server, a tool and a span of another library have no Raw', async () => {
    const { panel } = await open({ span: { ...call, attributes: { 'http.request.method': 'POST' }, name: 'HTTP POST' } })
    expect(await panel.$('[data-tab=raw]')).toBeNull()
    expect(await panel.$('[data-tab=attributes]')).not.toBeNull()
  })
})
