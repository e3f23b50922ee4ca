import type { Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Options } from '../../../sdk/index.ts'
import { fromPlain } from '../../semconv/span.ts'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { conventionFaults } from '../../support/conventions.ts'
import { until } from '../../support/until.ts'
import type { McpScenarios, SeenSpan } from './page/client.ts'
import { serveMcp, type McpSite } from './server.ts'

let site: McpSite
let launched: LaunchedBrowser

beforeAll(async () => {
  site = await serveMcp()
  launched = await launch({ extension: false })
})
afterAll(async () => {
  await launched?.close()
  await site?.close()
})

type Name = keyof McpScenarios

async function open(options?: Options): Promise<Page> {
  const page = await launched.browser.newPage()
  page.on('pageerror', (error) => {
    throw error
  })
  await page.goto(site.origin, { waitUntil: 'load' })
  if (options !== undefined) await call(page, 'start', options)
  site.heard()
  return page
}

async function call<N extends Name>(
  page: Page,
  name: N,
  ...args: Parameters<McpScenarios[N]>
): Promise<Awaited<ReturnType<McpScenarios[N]>>> {
  return await page.evaluate(
    (key, given) => {
      const scenarios: unknown = Reflect.get(window, 'scenarios')
      const run: unknown = typeof scenarios === 'object' && scenarios !== null ? Reflect.get(scenarios, key) : undefined
      if (typeof run !== 'function') throw new Error(`no scenario ${key}`)
      return run(...given)
    },
    name,
    args,
  )
}

/** All spans, once the calls that end by themselves a moment later are over. */
async function spansOf(page: Page, count: number): Promise<readonly SeenSpan[]> {
  const spans = await until(`${count} spans`, async () => {
    const seen = await call(page, 'seen')
    return seen.length >= count ? seen : undefined
  })
  expect(conventionFaults(spans.map(fromPlain))).toEqual([])
  return spans
}

const CLIENT = 2
const SERVER = 1
const shown = ({ name, kind, parent, attributes }: SeenSpan) => [name, kind, parent, attributes['error.type']]

/** What every transport has; `initialize` first. */
const COMMON = [
  ['initialize', CLIENT, undefined, undefined],
  ['notifications/initialized', CLIENT, undefined, undefined],
  ['tools/list', CLIENT, undefined, undefined],
  ['tools/call add', CLIENT, undefined, undefined],
  ['tools/call fail', CLIENT, undefined, 'tool_error'],
  ['tools/call count', CLIENT, undefined, undefined],
  ['prompts/get review', CLIENT, undefined, undefined],
  ['resources/read', CLIENT, undefined, undefined],
  ['resources/read', CLIENT, undefined, '-32602'],
  ['ping', CLIENT, undefined, undefined],
]
const STREAMED = [
  ['notifications/progress', SERVER, 'tools/call count', undefined],
  ['notifications/progress', SERVER, 'tools/call count', undefined],
  ['tools/call ask', CLIENT, undefined, undefined],
  ['elicitation/create', SERVER, 'tools/call ask', undefined],
  ['sampling/createMessage', SERVER, 'tools/call ask', '-32603'],
  ['tools/call nap', CLIENT, undefined, undefined],
]
const sorted = (rows: readonly unknown[]): readonly string[] => rows.map((row) => JSON.stringify(row)).toSorted()

describe.each([
  ['event streams', '/mcp', [...COMMON, ...STREAMED]],
  ['JSON', '/mcp-json', COMMON],
])('the official client, answered with %s', (_what, path, rows) => {
  test('gets the same as without us, and each message has one span', async () => {
    const bare = await open()
    const expected = await call(bare, 'everything', path)
    const heardBare = site.heard()
    const page = await open({})
    expect(await call(page, 'everything', path)).toEqual(expected)
    expect(site.heard()).toEqual(heardBare)

    const spans = await spansOf(page, rows.length)
    expect(sorted(spans.map(shown))).toEqual(sorted(rows))
    for (const { attributes, kind } of spans) {
      expect(attributes).toMatchObject({
        'mcp.protocol.version': '2025-11-25',
        'network.transport': 'tcp',
      })
      expect(attributes['mcp.session.id']).toMatch(/^[\da-f-]{36}$/)
      expect(attributes[kind === CLIENT ? 'server.port' : 'client.port']).toBe(Number(new URL(site.origin).port))
      expect(attributes['genai_devtools.end']).toBe(attributes['error.type'] === undefined ? 'completed' : 'error')
    }
    // The browser reports a connection when it gets to it: for the last call of a server perhaps after its end.
    const versions = new Set(spans.map(({ attributes }) => attributes['network.protocol.version']))
    expect(versions).toContain('1.1')
    expect([...versions].filter((version) => version !== '1.1' && version !== undefined)).toEqual([])
    await bare.close()
    await page.close()
  })
})

test('a tool that the application traces has one span, below its agent', async () => {
  const page = await open({})
  await call(page, 'agent')
  const spans = await spansOf(page, 7)
  const ours = spans.filter(({ name }) => !/^(?:initialize|notifications)/.test(name))
  expect(sorted(ours.map(shown))).toEqual(
    sorted([
      ['execute_tool add', 0, 'invoke_agent clerk', undefined],
      ['execute_tool add', 0, 'invoke_agent clerk', undefined],
      ['execute_tool add', 0, 'invoke_agent clerk', undefined],
      ['execute_tool fail', 0, 'invoke_agent clerk', 'tool_error'],
      ['invoke_agent clerk', 0, undefined, undefined],
    ]),
  )
  const ids = ours.flatMap(({ attributes }) => attributes['jsonrpc.request.id'] ?? [])
  expect(sorted(ids)).toEqual(sorted(['1', '2', '3', '4']))
  await page.close()
})

test('a call that lasts too long for the page has its error', async () => {
  const page = await open({})
  expect(await call(page, 'impatient')).toContain('timed out')
  const spans = await spansOf(page, 4)
  expect(spans.find(({ name }) => name === 'tools/call nap')).toMatchObject({
    status: { code: 2 },
    attributes: { 'error.type': 'timeout' },
  })
  expect(spans.map(({ name }) => name)).toContain('notifications/cancelled')
  await page.close()
})

test('the trace context reaches the server in _meta, and the page notices nothing', async () => {
  const bare = await open()
  const expected = await call(bare, 'everything', '/mcp')
  const heardBare = site.heard()
  const page = await open({ propagateMcp: true })
  expect(await call(page, 'everything', '/mcp')).toEqual(expected)
  const heard = site.heard()

  const spans = (await spansOf(page, COMMON.length + STREAMED.length)).filter(({ kind }) => kind === CLIENT)
  const sent = heard.flatMap(({ method, params: { _meta: meta } = {} }) => (method === undefined ? [] : [[method, meta?.traceparent]]))
  expect(sorted(sent)).toEqual(
    sorted(spans.map(({ attributes, traceId, spanId }) => [attributes['mcp.method.name'], `00-${traceId}-${spanId}-01`])),
  )
  expect(heard.map(withoutTrace)).toEqual(heardBare.map(withoutTrace))
  await bare.close()
  await page.close()
})

/** The message as the page wrote it: without the trace context, and what was made to hold it. */
function withoutTrace(message: object): unknown {
  return JSON.parse(
    JSON.stringify(message, (key, value: unknown) => (key === 'traceparent' ? undefined : isEmptied(key, value) ? undefined : value)),
  )
}

function isEmptied(key: string, value: unknown): boolean {
  if ((key !== '_meta' && key !== 'params') || typeof value !== 'object' || value === null) return false
  return Object.entries(value).every(([name, item]) => name === 'traceparent' || isEmptied(name, item))
}
