/** The script of the test's pages: the real SDK, and spans on demand. */
import { trace } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import { executeTool, invokeAgent, register } from '../../../sdk/index.ts'
import { getPage } from '../../../sdk/page.ts'
import { liveOf } from '../../support/live-of.ts'

export interface Pages {
  /** Ends `count` spans at once: `name 1`, `name 2`, ... */
  emit(name: string, count: number): void
  /** Ends `count` spans, one every `pause` milliseconds, and resolves after the last. */
  stream(name: string, count: number, pause: number): Promise<void>
  /** Leaves the page, calls models named `model-1`, ... one each, and reads their answers; only then has the server the next page. */
  callAndLeave(count: number, leave: () => void): Promise<void>
  /** An agent asks a model that streams so many words, and reads the answer. */
  ask(words: number): Promise<void>
  /** Asks a model that has no time, and does not read what it says of that. */
  refused(): Promise<void>
  start(name: string): void
  end(name: string): void
  /** Runs a tool that answers with so many characters, the last one `!`. */
  tool(name: string, characters: number): void
  /** Runs a tool that throws; gives the stack as the page has it, and how often code of the page's ran for it before. */
  fail(how: 'plain' | 'stacks-of-its-own' | 'getter'): { readonly stack: unknown; readonly ran: number }
  /** Spans in the page's ring. */
  held(): number
}

declare global {
  interface Window {
    pages?: Pages
    /** `data` of every `message` event of the window since the page's first script. */
    heard?: unknown[]
    /** Types of all that was posted on any MessagePort. */
    posted?: unknown[]
    mark?: string
  }
}

/** A model that answers in no time, as no server does. */
const AT_ONCE = '/at-once/v1/chat/completions'
const native = fetch
window.fetch = async (input, init) => {
  if (input !== AT_ONCE) return native(input, init)
  const { model, n }: { model?: unknown; n?: unknown } = JSON.parse(String(init?.body))
  if (typeof n === 'number') return streamed(n)
  if (model === 'refuses') return Response.json({ error: { message: 'no time' } }, { status: 429 })
  const choices = [{ index: 0, message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }]
  return Response.json({ id: `id ${String(model)}`, object: 'chat.completion', model, choices })
}

/** An event a word, and a time between them. */
function streamed(count: number): Response {
  const encoder = new TextEncoder()
  const event = (content: string, finish: string | null) => ({
    id: 's',
    choices: [{ index: 0, delta: { content }, finish_reason: finish }],
  })
  const body = new ReadableStream({
    async start(controller) {
      for (let at = 1; at <= count; at++) {
        controller.enqueue(encoder.encode(`data: ${JSON.stringify(event(`word-${at} `, at === count ? 'stop' : null))}\n\n`))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      controller.enqueue(encoder.encode('data: [DONE]\n\n'))
      controller.close()
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

register({ serviceName: 'bridge-test', ...(location.search === '?redacts' && { redact: (part) => part }) })
const tracer = trace.getTracer('bridge-test')
const running = new Map<string, Span>()

window.pages = {
  emit(name, count) {
    for (let at = 1; at <= count; at++) tracer.startSpan(`${name} ${at}`).end()
  },
  async stream(name, count, pause) {
    for (let at = 1; at <= count; at++) {
      tracer.startSpan(`${name} ${at}`).end()
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  },
  async callAndLeave(count, leave) {
    const call = async (at: number): Promise<void> => {
      const body = JSON.stringify({ model: `model-${at + 1}`, messages: [{ role: 'user', content: 'Is it?' }] })
      const response = await fetch(AT_ONCE, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      await response.json()
    }
    await fetch('/hold')
    leave()
    await Promise.all(Array.from({ length: count }, (_, at) => call(at)))
    void fetch('/go', { keepalive: true })
    // The next page comes meanwhile, and no timer of this one has its turn before it is there.
    for (const end = performance.now() + 30; performance.now() < end;);
  },
  async ask(words) {
    await invokeAgent({ agentName: 'asker' }, async () => {
      await Promise.resolve()
      const body = JSON.stringify({ model: 'model-1', stream: true, n: words, messages: [{ role: 'user', content: 'Say words.' }] })
      const headers = { 'content-type': 'application/json', authorization: 'Bearer planted-key-4711' }
      const response = await fetch(AT_ONCE, { method: 'POST', headers, body })
      const reader = response.body?.getReader()
      while ((await reader?.read())?.done === false);
    })
  },
  async refused() {
    const body = JSON.stringify({ model: 'refuses', messages: [{ role: 'user', content: 'Is it?' }] })
    const response = await fetch(AT_ONCE, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    await response.body?.cancel()
  },
  start(name) {
    running.set(name, tracer.startSpan(name))
  },
  end(name) {
    running.get(name)?.end()
  },
  tool(name, characters) {
    executeTool({ toolName: name }, () => ({ said: `${'x'.repeat(characters - 1)}!` }))
  },
  fail(how) {
    let ran = 0
    const error = new RangeError('no such shelf')
    if (how === 'getter') Object.defineProperty(error, 'stack', { get: () => (ran += 1) })
    if (how === 'stacks-of-its-own')
      Object.defineProperty(Error, 'prepareStackTrace', { configurable: true, value: () => `written ${(ran += 1)}` })
    try {
      executeTool({ toolName: `read_shelf ${how}` }, function readShelf() {
        throw error
      })
    } catch (thrown) {
      if (thrown !== error) throw new Error('another error', { cause: thrown })
    }
    const before = ran
    const { stack } = error
    Reflect.deleteProperty(Error, 'prepareStackTrace')
    return { stack, ran: before }
  },
  held: () =>
    liveOf(getPage())
      .ring.read(0, 10_000)
      .entries.filter((entry) => 'span' in entry).length,
}
