/** One page, one collector, and all that leaves: to the panel, into its files, to the collector, onto the console, and what `status()` says. */
import { context, diag, DiagLogLevel, trace as otel } from '@opentelemetry/api'
import { vi } from 'vitest'
import { saveTrace } from '../support/saved-trace.ts'
import { createTrace } from '../../panel/trace/trace.ts'
import { register } from '../../sdk/index.ts'
import type { Handle, Options } from '../../sdk/index.ts'
import { getPage } from '../../sdk/page.ts'
import { readMessage } from '../../sdk/protocol/read-messages.ts'
import { PageWindow } from './page-window.ts'
import { startLoopback } from '../support/loopback.ts'

export interface Outputs {
  readonly panel: string
  readonly 'file with content': string
  readonly 'file without content': string
  readonly collector: string
  readonly console: string
  readonly status: string
}
export const OUTPUTS = ['panel', 'file with content', 'file without content', 'collector', 'console', 'status'] as const

export interface TestPage {
  /** Any POST to it is answered as the given function says; `/collector` keeps what it gets. */
  readonly origin: string
  readonly handle: Handle
  outputs(): Promise<Outputs>
  close(): Promise<void>
}

export type Answer = (
  url: string,
  headers: Readonly<Record<string, unknown>>,
  body: string,
) => { status: number; type?: string; body: string }

export async function openTestPage(url: string, options: Options, answer: Answer): Promise<TestPage> {
  const exported: string[] = []
  const printed: unknown[][] = []
  const server = await startLoopback((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      const isCollector = request.url === '/collector'
      if (isCollector) exported.push(body)
      const {
        status,
        type = 'application/json',
        body: text,
      } = isCollector ? { status: 200, body: '{}' } : answer(request.url ?? '', request.headers, body)
      response.writeHead(status, { 'content-type': type }).end(text)
    })
  })
  const { origin } = server
  const page = new PageWindow()
  getPage().shelf.clear()
  vi.stubGlobal('window', page)
  vi.stubGlobal('location', { href: url, hostname: 'app.test' })
  const keep = (...words: unknown[]): void => void printed.push(words)
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) vi.spyOn(console, method).mockImplementation(keep)
  diag.setLogger({ error: keep, warn: keep, info: keep, debug: keep, verbose: keep }, DiagLogLevel.ALL)
  const handle = register({ ...options, otlp: { url: `${origin}/collector` } })
  return {
    origin,
    handle,
    async outputs() {
      await handle.forceFlush()
      await new Promise((resolve) => setTimeout(resolve, 200))
      const trace = createTrace()
      for (const said of page.said) {
        const message = readMessage(said)
        if (message?.type === 'batch') trace.ingest({ document: 'd', url, epoch: message.epoch }, message.entries, message.dropped)
      }
      return {
        panel: JSON.stringify(page.said) + JSON.stringify(trace.dump()),
        'file with content': JSON.stringify(saveTrace(trace, { content: true })),
        'file without content': JSON.stringify(saveTrace(trace, { content: false })),
        collector: exported.join('\n'),
        console: JSON.stringify(printed, withoutCycles()),
        status: JSON.stringify(handle.status()),
      }
    },
    async close() {
      await handle.shutdown()
      page.dispatchEvent(new Event('done'))
      otel.disable()
      context.disable()
      diag.disable()
      vi.restoreAllMocks()
      vi.unstubAllGlobals()
      await server.close()
    },
  }
}

/** A logger at its finest gets whole spans. What belongs to the provider they came from is no output. */
function withoutCycles(): (key: string, value: unknown) => unknown {
  const seen = new Set<unknown>()
  return (key, value) => {
    if (key.startsWith('_') || typeof value === 'bigint' || (typeof value === 'object' && value !== null && seen.has(value)))
      return undefined
    if (typeof value === 'object') seen.add(value)
    return value
  }
}
