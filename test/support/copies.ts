/** Two copies of the SDK in one stubbed page, as two bundles bring them. */
import { context, diag, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import type * as Index from '../../sdk/index.ts'
import type * as Instrumentation from '../../sdk/instrumentation.ts'
import type * as OfPage from '../../sdk/page.ts'
import type { SpanLike } from '../../sdk/export/span-like.ts'
import type { SpanProcessor } from '../../sdk/export/span-processor.ts'
import type { Options } from '../../sdk/options.ts'
import { stubPage, type PageWindow } from './page-window.ts'
import { liveOf } from './live-of.ts'

export const WATCH = Symbol.for('genai-devtools.watch')

export type Copy = typeof Index & Pick<typeof Instrumentation, 'instrument'> & Pick<typeof OfPage, 'getPage'>

/** Modules of its own, as another bundle has them, with the second half, and what reads each wire, loaded. */
export async function loadCopy(): Promise<Copy> {
  vi.resetModules()
  const [index, { instrument }, { getPage }, reader, { useAllParts }] = await Promise.all([
    import('../../sdk/index.ts'),
    import('../../sdk/instrumentation.ts'),
    import('../../sdk/page.ts'),
    import('../../sdk/reader.ts'),
    import('../../sdk/all-parts.ts'),
  ])
  getPage().reader.use(reader)
  useAllParts()
  return { ...index, instrument, getPage }
}

/** The same, with the second half, and what writes content and serves a panel, loaded when they are wanted. */
export async function loadLateCopy(): Promise<Copy> {
  vi.resetModules()
  const [index, { instrument }, { getPage }, readerModule, parts, spanContent, panelSide, { useAllReadings }] = await Promise.all([
    import('../../sdk/index.ts'),
    import('../../sdk/instrumentation.ts'),
    import('../../sdk/page.ts'),
    import('../../sdk/reader.ts'),
    import('../../sdk/late-parts.ts'),
    import('../../sdk/content/span-content.ts'),
    import('../../sdk/panel-side.ts'),
    import('../../sdk/provider/all-readings.ts'),
  ])
  useAllReadings()
  parts.content.use(later(spanContent))
  parts.panel.use(later(panelSide))
  // A set-up says how it is loaded: that would be another copy's by then.
  const { reader } = getPage()
  const use = reader.use.bind(reader)
  reader.use = (load) => use(typeof load === 'function' ? later(readerModule) : load)
  return { ...index, instrument, getPage }
}

/** A load of what is there, which ends in a later turn of the page. */
function later<T>(module: T): () => Promise<T> {
  return () => new Promise((resolve) => setImmediate(() => resolve(module)))
}

export class Seen implements SpanProcessor {
  readonly started: string[] = []
  readonly ended: SpanLike[] = []
  onStart(span: object): void {
    if ('name' in span) this.started.push(String(span.name))
  }
  onEnd(span: SpanLike): void {
    this.ended.push(span)
  }
  forceFlush = (): Promise<void> => Promise.resolve()
  shutdown = (): Promise<void> => Promise.resolve()
  get names(): readonly string[] {
    return this.ended.map(({ name }) => name)
  }
  get ids(): readonly string[] {
    return this.ended.map((span) => span.spanContext().spanId)
  }
}

export interface TwoCopies {
  page: PageWindow
  one: Copy
  two: Copy
  readonly seen: { one: Seen; two: Seen }
  /** Undone after the test, with what it calls. */
  register(copy: Copy, processor?: Seen, options?: Options): Index.Handle
  instrument(copy: Copy, options?: Instrumentation.InstrumentOptions): () => void
  later(undo: () => unknown): void
}

/** For each test of the file, loaded as `load` does; afterwards nothing of ours may be left on the page. */
export function twoCopies(load: () => Promise<Copy> = loadCopy): TwoCopies {
  let undo: (() => unknown)[] = []
  const copies: Partial<TwoCopies> = {}
  const set: TwoCopies = {
    get page() {
      return there(copies.page)
    },
    get one() {
      return there(copies.one)
    },
    get two() {
      return there(copies.two)
    },
    seen: { one: new Seen(), two: new Seen() },
    register(copy, processor, options = {}) {
      const handle = copy.register({ ...options, ...(processor && { spanProcessors: [processor] }) })
      undo.push(() => handle.shutdown())
      return handle
    },
    instrument(copy, options = {}) {
      const end = copy.instrument(options)
      undo.push(end)
      return end
    },
    later: (each) => void undo.push(each),
  }
  beforeEach(async () => {
    copies.page = stubPage()
    copies.one = await load()
    copies.two = await load()
    expect(copies.one.register).not.toBe(copies.two.register)
    Object.assign(set.seen, { one: new Seen(), two: new Seen() })
    undo = []
  })
  afterEach(async () => {
    for (const each of undo) await each()
    trace.disable()
    context.disable()
    diag.disable()
    expect(Reflect.has(globalThis, WATCH)).toBe(false)
    vi.unstubAllGlobals()
  })
  return set
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('before the test')
  return value
}

/** Names of the spans in a copy's ring. */
export const inRing = (copy: Copy): readonly string[] => {
  const names = new Map<string, string>()
  for (const entry of liveOf(copy.getPage()).ring.read(0, 1000).entries) if ('span' in entry) names.set(entry.span.spanId, entry.span.name)
  return [...names.values()]
}
