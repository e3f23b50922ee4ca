/** The planted credentials of test/security in a real page: the real exporter, the real panel, its files, and the browser's console. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { bundleScript } from '../../support/bundle.ts'
import { openGenAiTab } from '../../support/devtools.ts'
import { readRows, saveTrace } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { startLoopback, type Loopback } from '../../support/loopback.ts'

const OUTPUTS = ['panel', 'rows', 'file with content', 'file without content', 'collector', 'console', 'status'] as const

let server: Loopback
let launched: LaunchedBrowser
let planted: readonly string[]
let outputs: { readonly [name in (typeof OUTPUTS)[number]]: string }
const collected: string[] = []
const sent: string[] = []

async function answer(request: IncomingMessage, response: ServerResponse, script: string): Promise<unknown> {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  if (pathname === '/page.js') return response.setHeader('content-type', 'text/javascript').end(script)
  if (pathname === '/')
    return response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><link rel="icon" href="data:,"><script src="/page.js"></script>')
  // DevTools asks for a file of its own.
  if (request.method === 'GET') return response.writeHead(404).end()
  const body = (await buffer(request)).toString()
  if (pathname === '/collector') {
    collected.push(body)
    // It refuses one batch, and says what with.
    const status = collected.length === 2 ? 401 : 200
    return response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(status === 200 ? '{}' : JSON.stringify({ message: `Who is ${String(request.headers['x-collector'])}?` }))
  }
  sent.push(`${request.url} ${JSON.stringify(request.headers)} ${body}`)
  const message = `Not ${String(request.headers['x-acme'])}, not ${request.url}, not ${JSON.parse(body).password}`
  return response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message, type: 'auth_error' } }))
}

beforeAll(async () => {
  const script = await bundleScript(new URL('page.ts', import.meta.url))
  server = await startLoopback((request, response) => void answer(request, response, script))
  launched = await launch()
  const page = await launched.browser.newPage()
  const printed: string[] = []
  page.on('console', (message) => void printed.push(message.text()))
  await page.goto(`${server.origin}/?session=Pl4ntedpage0Zq&room=7#token=Pl4ntedpage1Zq`)
  const { panel, devtools, devtoolsPage } = await openGenAiTab(page, launched)
  planted = await page.evaluate(async () => (await window.plant?.()) ?? [])
  await until(
    'all rows',
    async () => (await readRows(panel)).filter(({ status }) => status === '401' || status === 'auth_error').length >= 3,
  )
  outputs = {
    panel: await devtools.evaluate(() => JSON.stringify(window.genaiHost?.trace.dump())),
    rows: JSON.stringify(await readRows(panel)),
    'file with content': await saveTrace(panel, devtoolsPage, { content: true }),
    'file without content': await saveTrace(panel, devtoolsPage, { content: false }),
    collector: collected.join('\n'),
    console: printed.join('\n'),
    status: JSON.stringify(await page.evaluate(() => window.plantedStatus?.())),
  }
}, 120_000)
afterAll(async () => {
  await launched?.close()
  await server?.close()
})

test('they were there, and so are the spans that had them', () => {
  expect(planted.length).toBeGreaterThan(100)
  for (const row of [0, 1, 2]) expect(sent.join('\n')).toContain(`Pl4ntedheader${row}Zq`)
  for (const name of ['panel', 'file with content', 'file without content', 'collector'] as const)
    expect(outputs[name].split('[credential]').length).toBeGreaterThan(100)
  expect(outputs.panel).toContain('/?session=[credential]&room=7#token=[credential]')
})

test.each(OUTPUTS)('%s has none of them', (name) => {
  const found = planted.filter((secret) => outputs[name].includes(secret))
  expect(found.map((secret) => outputs[name].slice(Math.max(0, outputs[name].indexOf(secret) - 100)).slice(0, 140))).toEqual([])
})
