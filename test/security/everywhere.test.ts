/** Each planted credential in each place that a page has for words, and nothing of it in any output; and what only looks like one, unchanged. */
import { SpanStatusCode, trace as otel } from '@opentelemetry/api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { executeTool, invokeAgent } from '../../sdk/index.ts'
import * as harmless from './harmless-table.ts'
import { openTestPage, OUTPUTS, type Answer, type Outputs, type TestPage } from './outputs.ts'
import * as planted from './planted-table.ts'

/** Its own for each place; no word of a form that is looked for. */
const secretOf = (kind: string, row: number): string => `Pl4nted${kind}${row}Zq`
const PAGE_URL = `https://app.test/chat?session=${secretOf('page', 0)}&room=7#token=${secretOf('page', 1)}`

/** What providers say of the key that they refuse: it comes back as it was. */
const echo: Answer = (_url, headers, body) => {
  const { messages } = JSON.parse(body)
  return {
    status: 401,
    body: JSON.stringify({
      error: { message: `${messages[0].content}: ${String(headers['x-acme'])} ${String(headers.cookie)}`, type: 'auth_error' },
    }),
  }
}

/** All words in all places of a span that some other library makes. */
function foreignSpan(text: string): void {
  const span = otel.getTracer('other').startSpan(text, { attributes: { 'app.note': text, 'app.notes': [text, 'b'] } })
  span.addEvent(text, { 'app.event': text })
  span.addLink({ context: span.spanContext(), attributes: { 'app.link': [text] } })
  const error = new Error(text)
  span.recordException(error)
  span.setStatus({ code: SpanStatusCode.ERROR, message: text })
  span.end()
}

function failingAgent(text: string): void {
  invokeAgent({ agentName: 'a' }, () => Promise.reject(new Error(text))).catch(() => {})
}

async function refusedCall(origin: string, text: string, headers: Record<string, string>): Promise<void> {
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: text }] })
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  await response.text()
}

describe.each(['none', 'span'] as const)('with content %s', (content) => {
  let page: TestPage
  let outputs: Outputs
  beforeAll(async () => {
    page = await openTestPage(
      PAGE_URL,
      { content, resource: { 'app.login': `password=${secretOf('resource', 0)}`, 'app.token': secretOf('resource', 1) } },
      echo,
    )
    for (const [row, plant] of planted.TEXTS.entries()) {
      foreignSpan(plant(secretOf('foreign', row)))
      failingAgent(plant(secretOf('agent', row)))
    }
    for (const [row, plant] of planted.ATTRIBUTES.entries()) {
      const span = otel.getTracer('other').startSpan('b', { attributes: plant(secretOf('attribute', row)) })
      span.addEvent('c', plant(secretOf('attribute', row)))
      span.end()
    }
    for (const [row, plant] of planted.FIELDS.entries())
      executeTool({ toolName: 't', toolCallArguments: plant(secretOf('field', row)) }, () => plant(secretOf('result', row)))
    await refusedCall(page.origin, 'No', { 'x-acme': secretOf('header', 0), cookie: `a=${secretOf('header', 1)}` })
    // The page throws on what the provider said.
    failingAgent(`Wrong: ${secretOf('header', 0)}, ${secretOf('header', 1)}`)
    foreignSpan(`Wrong: ${secretOf('header', 0)}`)
    outputs = await page.outputs()
  })
  afterAll(() => page.close())

  const rows = (kind: string, table: readonly unknown[]): readonly string[] => table.map((_, row) => secretOf(kind, row))
  const secrets = [
    ...['foreign', 'agent'].flatMap((kind) => rows(kind, planted.TEXTS)),
    ...rows('attribute', planted.ATTRIBUTES),
    ...['field', 'result'].flatMap((kind) => rows(kind, planted.FIELDS)),
    ...['page', 'resource', 'header'].flatMap((kind) => rows(kind, [0, 1])),
  ]

  test.each(OUTPUTS)('%s: none of the planted', (name) => {
    expect(secrets.length).toBeGreaterThan(60)
    const found = secrets.filter((secret) => outputs[name].includes(secret))
    expect(found.map((secret) => outputs[name].slice(Math.max(0, outputs[name].indexOf(secret) - 80)).slice(0, 120))).toEqual([])
  })

  test('what had them is there', () => {
    for (const name of OUTPUTS.slice(0, 4)) expect(outputs[name as keyof Outputs].split('[credential]').length).toBeGreaterThan(100)
    expect(outputs.panel).toContain('"http.request.header.authorization":["[credential]"]')
    expect(outputs.panel).toContain('https://app.test/chat?session=[credential]&room=7#token=[credential]')
    expect(outputs.collector).toContain('Authorization: Token [credential]')
  })

  test('the spans of the application stay as they are', () => {
    const span = otel.getTracer('other').startSpan('password=kept')
    span.end()
    expect(span).toMatchObject({ name: 'password=kept' })
  })
})

describe('what only looks like a credential', () => {
  let page: TestPage
  let outputs: Outputs
  beforeAll(async () => {
    page = await openTestPage('https://app.test/?session_id=1&page=2', { content: 'span' }, echo)
    for (const text of harmless.TEXTS) foreignSpan(`<${text}>`)
    otel
      .getTracer('other')
      .startSpan('b', { attributes: { ...harmless.ATTRIBUTES } })
      .end()
    for (const [name, value] of Object.entries(harmless.FIELDS))
      executeTool({ toolName: 't', toolCallArguments: { [name]: value } }, () => ({ [name]: value }))
    outputs = await page.outputs()
  })
  afterAll(() => page.close())

  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)
  const places = ['panel', 'file with content', 'file without content', 'collector'] as const

  test.each(places)('%s: texts as they were', (name) => {
    expect(harmless.TEXTS.length).toBeGreaterThanOrEqual(60)
    // Name, attribute twice, event's name and attribute, link, exception, state.
    const short = harmless.TEXTS.filter((text) => outputs[name].split(inJson(`<${text}>`)).length < 9)
    expect(short).toEqual([])
  })

  test.each(['file with content', 'collector'] as const)('%s: attributes and arguments as they were', (name) => {
    expect(outputs[name].split('[credential]')).toHaveLength(1)
    const values = [
      ...Object.values(harmless.ATTRIBUTES).flat(),
      ...Object.values(harmless.FIELDS).filter((value) => typeof value === 'string'),
    ].map(String)
    // An argument is JSON within JSON where it stands in an attribute.
    const isThere = (value: string): boolean => [inJson(value), inJson(inJson(value))].some((text) => outputs[name].includes(text))
    expect(values.filter((value) => !isThere(value))).toEqual([])
  })
})
