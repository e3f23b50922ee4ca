/** One copy of the SDK in one stubbed page. When its second half's parts come, and whether, is the test's to say. */
import { context, trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, vi } from 'vitest'
import type { LateModule } from '../../sdk/late-module.ts'
import type * as LateParts from '../../sdk/late-parts.ts'
import type * as Manual from '../../sdk/manual.ts'
import type { Options } from '../../sdk/options.ts'
import type * as OfPage from '../../sdk/page.ts'
import type { Batch, Hello } from '../../sdk/protocol/messages.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import type * as Register from '../../sdk/register.ts'
import { post, stubPage } from './page-window.ts'

export const MODEL = 'https://api.openai.com/v1/chat/completions'
export const TOOLS = 'https://tools.example/mcp'
export const ROUTE = 'https://app.test/api/ask'

interface Modules {
  readonly parts: typeof LateParts
  readonly manual: typeof Manual
  readonly register: typeof Register.register
  readonly getPage: typeof OfPage.getPage
  /** The last hello of the page, and its port. */
  hello?: { readonly epoch: string; readonly port: MessagePort }
  handle?: Register.Handle
}

export interface Loads {
  readonly begun: number
  /** The load that runs ends. */
  comes(): Promise<void>
  fails(): Promise<void>
}

/** Lets all go on that waits for no more than turns of the page. */
export const turn = async (): Promise<void> => {
  for (let each = 0; each < 20; each++) await new Promise((resolve) => setImmediate(resolve))
}

export const ask = (content = 'hello'): Promise<unknown> => post(MODEL, { model: 'm', messages: [{ role: 'user', content }] })
export const callTool = (): Promise<unknown> =>
  post(TOOLS, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'search', arguments: { q: 'owl' } } })

function answerOf(url: string): Response {
  if (url === TOOLS) return Response.json({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'found' }] } })
  if (url.endsWith('/user')) return Response.json({ name: 'Ada' })
  if (url.endsWith('/object')) return Response.json({ object: 'chair', choices: ['red', 'blue'] })
  const message = { role: 'assistant', content: 'hi' }
  return Response.json({ id: 'c1', model: 'm', choices: [{ index: 0, message, finish_reason: 'stop' }] })
}

/** Takes the load of a part into the test's hands. */
function hold<T extends object>(part: LateModule<T>, module: () => Promise<T>): Loads {
  const running: { readonly come: () => void; readonly fail: () => void }[] = []
  let begun = 0
  part.use(
    () =>
      new Promise<T>((resolve, reject) => {
        begun++
        running.push({ come: () => void module().then(resolve, reject), fail: () => reject(new TypeError('offline')) })
      }),
  )
  return {
    get begun() {
      return begun
    },
    async comes() {
      for (const { come } of running.splice(0)) come()
      await part.loaded()
      await turn()
    },
    async fails() {
      for (const { fail } of running.splice(0)) fail()
      await turn()
    },
  }
}

/** For each test of the file, with modules of its own. */
export function latePage() {
  let modules: Modules | undefined
  let exporter = new InMemorySpanExporter()
  const there = (): Modules => {
    if (modules === undefined) throw new Error('before the test')
    return modules
  }
  beforeEach(async () => {
    vi.resetModules()
    const parts = await import('../../sdk/late-parts.ts')
    const { getPage } = await import('../../sdk/page.ts')
    const { register } = await import('../../sdk/register.ts')
    const manual = await import('../../sdk/manual.ts')
    const loaded: Modules = { parts, getPage, register, manual }
    modules = loaded
    exporter = new InMemorySpanExporter()
    const window = stubPage((input) => Promise.resolve(answerOf(String(input))))
    Reflect.set(window, 'postMessage', ({ message }: { readonly message: Hello }, _to: string, [port]: readonly MessagePort[]) => {
      if (port !== undefined) loaded.hello = { epoch: message.epoch, port }
    })
  })
  afterEach(async () => {
    const { handle, hello } = there()
    await handle?.shutdown()
    hello?.port.close()
    trace.disable()
    context.disable()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans()
  const register = (options: Options = {}): Register.Handle => (there().handle = there().register(options))
  return {
    spans,
    names: (): readonly string[] => spans().map(({ name }) => name),
    /** Shut down after the test, where it is the last. */
    register,
    /** With an exporter, and the second half there, but for what it loads by itself. */
    async start(options: Options = {}): Promise<Register.Handle> {
      const handle = register({ spanProcessors: [new SimpleSpanProcessor(exporter)], ...options })
      await there().getPage().reader.loaded()
      return handle
    },
    get page() {
      return there().getPage()
    },
    get parts() {
      return there().parts
    },
    get manual() {
      return there().manual
    },
    holdMcp: (): Loads => hold(there().parts.mcp, () => import('../../sdk/mcp/sink.ts')),
    holdProbe: (): Loads => hold(there().parts.probe, () => import('../../sdk/provider/probe.ts')),
    holdContent: (): Loads => hold(there().parts.content, () => import('../../sdk/content/span-content.ts')),
    holdPanel: (): Loads => hold(there().parts.panel, () => import('../../sdk/panel-side.ts')),
    /** A panel comes, and reads from the beginning. The answer: all spans' records that it is sent. */
    panelComes(): readonly SpanRecord[] {
      const { hello } = there()
      if (hello === undefined) throw new Error('no hello')
      const { port, epoch } = hello
      const records: SpanRecord[] = []
      port.onmessage = ({ data }: MessageEvent<Batch>) => {
        if (data.type === 'batch') for (const entry of data.entries) if ('span' in entry) records.push(entry.span)
      }
      port.postMessage({ type: 'subscribe', v: 1, epoch, since: 0 })
      return records
    },
  }
}
