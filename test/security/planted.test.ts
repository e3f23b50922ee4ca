/**
 * Credentials are planted wherever a page has them: headers, addresses, the fields that requests have for them, and the messages of errors that repeat them.
 * Whatever the SDK lets out is then searched. A real server, Node's own `fetch`, the real exporter; the panel's store and files at the other end.
 */
import '../support/whole-sdk.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { context, diag, trace as otel } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { saveTrace } from '../support/saved-trace.ts'
import { createTrace } from '../../panel/trace/trace.ts'
import { executeTool, invokeAgent, register } from '../../sdk/index.ts'
import type { Handle, Options } from '../../sdk/index.ts'
import { getPage } from '../../sdk/page.ts'
import { readMessage } from '../../sdk/protocol/read-messages.ts'
import { PageWindow } from './page-window.ts'
import { useLoopback } from '../support/loopback.ts'

/** In every credential, and nowhere else. */
const PLANTED = 'plantedsecret'
const secret = (name: string): string => `${PLANTED}-${name}-4711`
/** In every text that users, models and tools say, and nowhere else. */
const WORDS = 'spokenwords'

const PAGE_URL = `https://app.test/chat?room=7&api_key=${secret('page')}#access_token=${secret('hash')}`

let received: string[]
let exported: string[]

const sse = (...events: readonly unknown[]): string => events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')

/** What providers answer, errors with the very credentials that the request had. */
function answer(request: IncomingMessage, body: string, response: ServerResponse): void {
  const { url = '', headers } = request
  received.push(`${url} ${JSON.stringify(headers)} ${body}`)
  const keys = [headers.authorization, headers['x-api-key'], headers['x-goog-api-key'], headers['api-key']].join(' ')
  const send = (status: number, type: string, text: string) => response.writeHead(status, { 'content-type': type }).end(text)
  if (url.startsWith('/collector')) return void (exported.push(body), send(200, 'application/json', '{}'))
  if (url.startsWith('/broken')) return void request.socket.destroy()
  if (url.startsWith('/401'))
    return void send(401, 'application/json', JSON.stringify({ error: { message: `Wrong key: ${keys} at ${url}`, code: 'bad_key' } }))
  if (url.startsWith('/text-401')) return void send(401, 'text/plain', `No: ${keys}`)
  if (url.includes('/messages')) {
    const failure = { type: 'error', error: { type: 'authentication_error', message: `invalid x-api-key ${keys}` } }
    return void send(200, 'text/event-stream', `event: error\n${sse(failure)}`)
  }
  if (url.includes('/mcp')) {
    const result = { jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: `${WORDS} result` }], isError: false } }
    return void send(200, 'application/json', JSON.stringify(result))
  }
  const delta = (content: string, finish: string | null) => ({
    id: 'c',
    model: 'm',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  })
  // In two, with the time of a batch between them: what streams crosses before the answer is whole.
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(sse(delta(`${WORDS} an`, null)))
  setTimeout(() => response.end(`${sse(delta('swer', 'stop'))}data: [DONE]\n\n`), 200)
}

const server = useLoopback((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => (body += chunk))
  request.on('end', () => answer(request, body, response))
})
let page: PageWindow
let handle: Handle | undefined
let printed: unknown[][]

beforeEach(() => {
  page = new PageWindow()
  // One page, as far as the SDK knows; what an earlier test said must not be found here.
  getPage().shelf.clear()
  received = []
  exported = []
  printed = []
  vi.stubGlobal('window', page)
  vi.stubGlobal('location', { href: PAGE_URL, hostname: 'app.test' })
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...words) => void printed.push(words))
  diag.setLogger({ error: keep, warn: keep, info: keep, debug: keep, verbose: keep })
})
afterEach(async () => {
  await handle?.shutdown()
  handle = undefined
  page.dispatchEvent(new Event('done'))
  otel.disable()
  context.disable()
  diag.disable()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const keep = (...words: unknown[]): void => void printed.push(words)

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(`${server.origin}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
  await response.text()
}

const credentials = {
  authorization: `Bearer ${secret('bearer')}`,
  'x-api-key': secret('x-api-key'),
  'api-key': secret('azure'),
  'x-goog-api-key': secret('google'),
}
const chat = {
  model: 'm',
  stream: true,
  messages: [
    { role: 'system', content: `${WORDS} system` },
    {
      role: 'user',
      content: [
        { type: 'text', text: `${WORDS} user` },
        { type: 'image_url', image_url: { url: `https://files.test/${WORDS}.png?sig=${secret('signed')}` } },
      ],
    },
  ],
  tools: [
    { type: 'function', function: { name: 'f', description: `${WORDS} tool`, parameters: {} } },
    {
      type: 'mcp',
      name: 'remote',
      server_url: `https://mcp.test/?token=${secret('mcp')}`,
      authorization: secret('mcp-auth'),
      headers: { 'X-Token': secret('mcp-header') },
    },
  ],
}
const claude = {
  model: 'c',
  max_tokens: 5,
  stream: true,
  system: `${WORDS} system`,
  messages: [{ role: 'user', content: `${WORDS} user` }],
  mcp_servers: [{ type: 'url', name: 'r', url: 'https://mcp.test', authorization_token: secret('mcp-server') }],
}
const gemini = {
  contents: [{ role: 'user', parts: [{ text: `${WORDS} user` }] }],
  systemInstruction: { parts: [{ text: `${WORDS} system` }] },
}
const mcpCall = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'login', arguments: { user: `${WORDS} ann`, password: secret('tool-password') } },
}
const mcpHeaders = {
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-06-18',
  authorization: `Bearer ${secret('mcp-bearer')}`,
}

/** Everything a page may do with its credentials. */
async function work(): Promise<void> {
  await post('/v1/chat/completions', chat, credentials)
  await post(`/401/v1/chat/completions?api_key=${secret('query')}`, chat, credentials)
  await post('/text-401/v1/chat/completions', chat, credentials)
  await post('/v1/messages', claude, credentials)
  await post(`/401/v1beta/models/g:generateContent?key=${secret('gemini-query')}`, gemini)
  await post('/mcp', mcpCall, mcpHeaders)
  await post(`/broken/v1/chat/completions?key=${secret('broken')}`, chat, credentials).catch(() => {})
  const tool = { toolName: 'login', toolCallArguments: { name: `${WORDS} ann`, apiKey: secret('argument'), password: secret('password') } }
  executeTool(tool, () => ({ said: `${WORDS} result`, access_token: secret('result') }))
  await expect(
    invokeAgent({ agentName: 'a' }, () =>
      Promise.reject(new Error(`GET https://me:${secret('userinfo')}@api.test/?key=${secret('thrown')} failed`)),
    ),
  ).rejects.toThrow(PLANTED)
  expect(() =>
    executeTool({ toolName: 'f' }, () => {
      throw new TypeError(`refused: Authorization: Bearer ${secret('thrown-bearer')}`)
    }),
  ).toThrow(PLANTED)
}

/** What other instrumentations write, of their own accord, on spans that the panel shows. */
function foreignSpan(): void {
  const url = `https://api.test/v1?key=${secret('foreign-url')}`
  const span = otel.getTracer('other').startSpan('HTTP POST', {
    attributes: {
      'url.full': url,
      'http.url': url,
      'http.request.header.authorization': secret('foreign-header'),
      'url.query': `key=${secret('foreign-query')}`,
    },
  })
  span.recordException(new Error(`refused: Bearer ${secret('foreign-exception')}`))
  span.setStatus({ code: 2, message: `GET ${url} failed` })
  span.end()
}

/** All that went out: what was posted to the extension, what the panel saves of it, what was exported, what was printed, and the status. */
async function outputsOf(options: Options) {
  handle = register({ ...options, otlp: { url: `${server.origin}/collector/v1/traces` } })
  await work()
  await handle.forceFlush()
  return collected()
}

async function collected() {
  await new Promise((resolve) => setTimeout(resolve, 100))
  const trace = createTrace()
  for (const said of page.said) {
    const message = readMessage(said)
    if (message?.type === 'batch') trace.ingest({ document: 'd', url: PAGE_URL, epoch: message.epoch }, message.entries, message.dropped)
  }
  return {
    spans: trace.size,
    posted: JSON.stringify(page.said),
    saved: JSON.stringify(saveTrace(trace, { content: true })) + JSON.stringify(trace.dump()),
    savedWithout: JSON.stringify(saveTrace(trace, { content: false })),
    exported: exported.join('\n'),
    printed: JSON.stringify(printed) + JSON.stringify(handle?.status()),
  }
}

/** The places where a word stands, a little of each side shown. */
function finds(outputs: { readonly [name: string]: string | number }, word: string): readonly string[] {
  return Object.entries(outputs).flatMap(([name, text]) =>
    [...String(text).matchAll(new RegExp(`.{0,60}${word}.{0,30}`, 'g'))].map(([found]) => `${name}: ${found}`),
  )
}

describe('planted credentials', () => {
  test.each(['none', 'span'] as const)('are in nothing that goes out, with content %s', async (content) => {
    const outputs = await outputsOf({ content })
    expect(finds(outputs, PLANTED)).toEqual([])
    // The search would find them: the server got every one, and the outputs have the spans that had them.
    const sent = received.filter((line) => !line.startsWith('/collector')).join('\n')
    for (const name of ['bearer', 'x-api-key', 'query', 'gemini-query', 'mcp-auth', 'mcp-server', 'tool-password', 'signed'])
      expect(sent).toContain(secret(name))
    expect(outputs.spans).toBe(10)
    expect(outputs.posted).toContain('"delta"')
    // What the wire had was asked for, and given without them; no file and no export has it.
    expect(outputs.posted).toContain('"keys":["authorization: Bearer","x-api-key","api-key","x-goog-api-key"]')
    expect(outputs.posted).toContain(`\\"content\\":\\"${WORDS} an\\"`)
    for (const each of [outputs.saved, outputs.exported]) expect(each).not.toContain('raw.re')
    for (const each of [outputs.posted, outputs.saved, outputs.exported]) expect(each).toContain('[credential]')
  })
})

describe('spans of other libraries', () => {
  test('carry no credentials in the panel and its files', async () => {
    handle = register()
    foreignSpan()
    const outputs = await collected()
    expect(finds(outputs, PLANTED)).toEqual([])
    expect(outputs.posted).toContain('https://api.test/v1?key=[credential]')
    expect(outputs.spans).toBe(1)
  })
})

describe('words', () => {
  test('with content none are in no export, and in the panel', async () => {
    const outputs = await outputsOf({ content: 'none' })
    expect(finds({ exported: outputs.exported, printed: outputs.printed, savedWithout: outputs.savedWithout }, WORDS)).toEqual([])
    for (const word of ['system', 'user', 'tool', 'answer', 'result', 'ann']) expect(outputs.posted).toContain(`${WORDS} ${word}`)
    expect(outputs.exported).toContain('gen_ai.operation.name')
  })

  test('with content span are exported', async () => {
    const { exported: text } = await outputsOf({ content: 'span' })
    for (const word of ['system', 'user', 'tool', 'answer', 'result', 'ann']) expect(text).toContain(`${WORDS} ${word}`)
  })

  test('with panelContent off are nowhere', async () => {
    const outputs = await outputsOf({ content: 'none', panelContent: false })
    expect(finds(outputs, WORDS)).toEqual([])
    expect(outputs.posted).toContain('{"withheld":"panel_content"}')
    expect(outputs.spans).toBe(10)
  })

  test('that a redactor takes out are nowhere, live or ended, whatever the gates let through', async () => {
    const outputs = await outputsOf({ content: 'span', redact: (part) => JSON.parse(JSON.stringify(part).replaceAll(WORDS, '[word]')) })
    expect(finds(outputs, WORDS)).toEqual([])
    expect(outputs.posted).toContain('"delta"')
    expect(outputs.posted).toContain('{"withheld":"redact"}')
    for (const each of [outputs.posted, outputs.exported]) expect(each).toContain('[word] user')
  })

  test('that a redactor fails over are nowhere, and the failures are told', async () => {
    const outputs = await outputsOf({
      content: 'span',
      redact: () => {
        throw new Error(`cannot redact ${WORDS}`)
      },
    })
    expect(finds(outputs, WORDS)).toEqual([])
    expect(outputs.posted).toContain('[redaction failed]')
    expect(handle?.status().warnings.join()).toMatch(/parts of content were left out because redact failed/)
  })
})
