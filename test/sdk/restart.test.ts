/** `register` → `shutdown` → `register`, as React's StrictMode and hot reloads do it, and what else an application does in another order. */
import { context, diag, DiagConsoleLogger, DiagLogLevel, trace } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { invokeAgent, instrument } from '../../sdk/instrumentation.ts'
import { LiveSpanProcessor } from '../../sdk/export/live-processor.ts'
import type { SpanLike } from '../../sdk/export/span-like.ts'
import type { SpanProcessor } from '../../sdk/export/span-processor.ts'
import type { Options } from '../../sdk/options.ts'
import { register, type Handle } from '../../sdk/register.ts'
import { startOtlpServer } from '../support/otlp-server.ts'
import { ask, stubPage } from '../support/page-window.ts'

const WATCH = Symbol.for('genai-devtools.watch')
const native = globalThis.fetch
const handles: Handle[] = []

beforeEach(() => void stubPage())
afterEach(async () => {
  for (const handle of handles.splice(0)) await handle.shutdown()
  trace.disable()
  context.disable()
  expect(Reflect.has(globalThis, WATCH)).toBe(false)
  vi.unstubAllGlobals()
})

function start(options: Options = {}): Handle {
  const handle = register(options)
  handles.push(handle)
  return handle
}

/** Like OpenTelemetry's processors it takes nothing after its shutdown. */
class Names implements SpanProcessor {
  readonly ended: string[] = []
  #on = true
  onStart(): void {}
  onEnd({ name }: SpanLike): void {
    if (this.#on) this.ended.push(name)
  }
  forceFlush = (): Promise<void> => Promise.resolve()
  shutdown(): Promise<void> {
    this.#on = false
    return Promise.resolve()
  }
}

function exporting(): { readonly options: Options; names(): readonly string[] } {
  const processor = new Names()
  return { options: { spanProcessors: [processor] }, names: () => processor.ended }
}

describe('the second register starts as new', () => {
  test.each<[string, (first: Handle) => Promise<unknown>]>([
    ['after the first is shut down', (first) => first.shutdown()],
    ['while it shuts down', async (first) => void first.shutdown()],
    ['after two shutdowns', async (first) => Promise.all([first.shutdown(), first.shutdown()])],
    ['after a flush and a shutdown', async (first) => (await first.forceFlush(), first.shutdown())],
  ])('%s', async (_name, end) => {
    const first = exporting()
    const before = start(first.options)
    await ask('one')
    await end(before)
    const second = exporting()
    const handle = start(second.options)
    await ask('two')
    await handle.forceFlush()
    expect(handle.status()).toMatchObject({ provider: 'own', liveProcessor: true, requests: 1, inferences: 1, warnings: [] })
    expect([first.names(), second.names()]).toEqual([['chat one'], ['chat two']])
  })

  test('five times in a row, with one span a call', async () => {
    for (let round = 0; round < 5; round++) {
      const { options, names } = exporting()
      const handle = start(options)
      await ask()
      await handle.forceFlush()
      expect([names(), handle.status().provider, handle.status().warnings]).toEqual([['chat m'], 'own', []])
      await handle.shutdown()
    }
    expect(Reflect.has(globalThis, WATCH)).toBe(false)
  })

  test('with a live exporter to the collector', async () => {
    vi.unstubAllGlobals()
    const server = await startOtlpServer((response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
    stubPage((...args) =>
      String(args[0]).startsWith('http://127.0.0.1') ? native(...args) : Promise.resolve(Response.json({ model: 'm', choices: [] })),
    )
    for (const model of ['one', 'two']) {
      const handle = start({ otlp: { url: server.url } })
      await ask(model)
      await handle.forceFlush()
      expect(handle.status()).toMatchObject({ requests: 1, exports: { sent: 1, waiting: 0, lost: 0, problems: [] }, warnings: [] })
      await handle.shutdown()
      expect(handle.status()).toMatchObject({ provider: 'off', exports: { sent: 1 } })
    }
    expect(server.received.map(({ body }) => /chat (?:one|two)/.exec(body.toString())?.[0])).toEqual(['chat one', 'chat two'])
    await server.close()
  })
})

describe('the handle of the first', () => {
  test('says off, counts what it counted, and does nothing more', async () => {
    const first = exporting()
    const handle = start(first.options)
    await ask()
    await handle.shutdown()
    const second = exporting()
    start(second.options)
    await ask('two')
    await handle.forceFlush()
    await handle.shutdown()
    expect(handle.status()).toMatchObject({ provider: 'off', inferences: 1 })
    await ask('three')
    await start().forceFlush()
    expect([first.names(), second.names()]).toEqual([['chat m'], ['chat two', 'chat three']])
  })
})

describe('tracers', () => {
  test.each([
    ['before any register', () => trace.getTracer('app'), undefined],
    ['of the first register', undefined, () => trace.getTracer('app')],
    ['by startActiveSpan', undefined, () => trace.getTracer('app', '1.0')],
  ])('obtained %s work after the second', async (name, early, late) => {
    let tracer = early?.()
    // A provider of API calls caches what it gave: asked once while the first is on.
    const first = start()
    tracer ??= late?.()
    tracer?.startSpan('first').end()
    await first.shutdown()
    expect(tracer?.startSpan('between').isRecording()).toBe(false)
    const { options, names } = exporting()
    start({ ...options, serviceName: 'second' })
    if (name === 'by startActiveSpan') tracer?.startActiveSpan('active', (span) => span.end())
    else tracer?.startSpan('plain').end()
    expect(names()).toEqual([name === 'by startActiveSpan' ? 'active' : 'plain'])
  })
})

test('an API of another version may register after the shutdown, and a logger of the application stays', async () => {
  const api = Symbol.for('opentelemetry.js.api.1')
  await start().shutdown()
  expect(Reflect.has(globalThis, api)).toBe(false)
  diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.NONE)
  await start().shutdown()
  expect(Reflect.get(globalThis, api)).toHaveProperty('diag')
  diag.disable()
})

test("an application's provider and context manager stay where they are", async () => {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), new LiveSpanProcessor()] })
  trace.setGlobalTracerProvider(provider)
  const first = start()
  expect(first.status()).toMatchObject({ provider: 'joined', liveProcessor: true, warnings: [] })
  await first.shutdown()
  trace.getTracer('app').startSpan('still there').end()
  const second = start({ otlp: { url: 'http://127.0.0.1:1/v1/traces' } })
  await ask()
  await second.forceFlush()
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['still there', 'chat m'])
  expect(second.status().warnings).toEqual([expect.stringContaining('otlp and spanProcessors are not used')])
  await second.shutdown()
  await provider.shutdown()
})

test('after a shutdown an application may register a provider of its own, and ours joins it', async () => {
  await start().shutdown()
  const exporter = new InMemorySpanExporter()
  expect(trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))).toBe(true)
  const handle = start()
  await ask()
  await handle.forceFlush()
  expect([handle.status().provider, exporter.getFinishedSpans().map(({ name }) => name)]).toEqual(['joined', ['chat m']])
})

test.each<[Options, Options, readonly string[]]>([
  [{}, { otlp: { url: 'http://c.test/v1/traces' }, serviceName: 'late' }, ['otlp', 'serviceName']],
  [{ content: 'span' }, { content: 'none' }, ['content']],
  [{ endpoints: [{ match: /a/, api: 'ai-sdk-ui' }] }, { endpoints: [{ match: /b/, api: 'ai-sdk-ui' }] }, ['endpoints']],
  [{}, { redact: () => null }, ['redact']],
  [
    { serviceName: 's', otlp: { url: 'http://127.0.0.1:1/v1/traces' } },
    { serviceName: 's', otlp: { url: 'http://127.0.0.1:1/v1/traces' }, content: 'none' },
    [],
  ],
  [{}, {}, []],
])('a second register while the first is on says which of its options are not used: %#', (first, second, unused) => {
  const handle = start(first)
  expect(register(second)).toBe(handle)
  const { warnings } = handle.status()
  expect(warnings).toEqual(unused.length === 0 ? [] : [expect.stringMatching(new RegExp(`again.*: ${unused.join(', ')}\\.$`))])
})

test('processors that were shut down with the first register are told', async () => {
  const { options } = exporting()
  await start(options).shutdown()
  expect(start(options).status().warnings).toEqual([expect.stringContaining('shut down with an earlier register()')])
})

describe('instrument', () => {
  test('→ undo → instrument has one span a call, and undone twice nothing', async () => {
    const { options, names } = exporting()
    const handle = start(options)
    const first = instrument()
    first()
    const second = instrument()
    await ask()
    await handle.forceFlush()
    expect(names()).toEqual(['chat m'])
    second()
    second()
    first()
    await ask('after')
    await handle.forceFlush()
    expect(names()).toEqual(['chat m', 'chat after'])
    await handle.shutdown()
    await ask('gone')
    expect(names()).toEqual(['chat m', 'chat after'])
  })

  test('undone leaves the page as it was', async () => {
    const before = globalThis.fetch
    const undo = instrument()
    expect(globalThis.fetch).not.toBe(before)
    undo()
    expect([globalThis.fetch === before, Reflect.has(globalThis, WATCH)]).toEqual([true, false])
  })
})

test('agents work through shutdown and another register', async () => {
  await invokeAgent({ agentName: 'before' }, async () => {})
  const first = exporting()
  const handle = start(first.options)
  await invokeAgent({ agentName: 'a' }, () => handle.shutdown())
  const second = exporting()
  const again = start(second.options)
  await invokeAgent({ agentName: 'b' }, () => ask())
  await again.forceFlush()
  expect(second.names()).toEqual(['chat m', 'invoke_agent b'])
})
