/** The script of the test's pages: the real SDK, and spans on demand. */
import { trace } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import { executeTool, register } from '../../../sdk/index.ts'
import { getPage } from '../../../sdk/page.ts'

export interface Pages {
  /** Ends `count` spans at once: `name 1`, `name 2`, ... */
  emit(name: string, count: number): void
  /** Ends `count` spans, one every `pause` milliseconds, and resolves after the last. */
  stream(name: string, count: number, pause: number): Promise<void>
  start(name: string): void
  end(name: string): void
  /** Runs a tool that answers with so many characters, the last one `!`. */
  tool(name: string, characters: number): void
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

register({ serviceName: 'bridge-test' })
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
  start(name) {
    running.set(name, tracer.startSpan(name))
  },
  end(name) {
    running.get(name)?.end()
  },
  tool(name, characters) {
    executeTool({ toolName: name }, () => ({ said: `${'x'.repeat(characters - 1)}!` }))
  },
  held: () =>
    getPage()
      .live.ring.read(0, 10_000)
      .entries.filter((entry) => 'span' in entry).length,
}
