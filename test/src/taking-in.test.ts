/** What comes from documents waits for its turn: what holds for it until then. Ports and the clock are the test's; the trace is real. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTrace } from '../../panel/trace/trace.ts'
import { createInspection, type Inspection } from '../../src/inspection.ts'
import type { Port } from '../../src/ports.ts'
import { CENSUS_PORT } from '../../src/rendezvous.ts'
import { recordOf } from '../support/trace-details.ts'

const EPOCH = 'e'

/** The bridge of one document. */
class Bridge {
  readonly heard: unknown[] = []
  #say: ((message: unknown) => void) | undefined
  #close: (() => void) | undefined
  #number = 0

  port(name: string): Port {
    const listeners = { addListener: () => {}, removeListener: () => {}, hasListener: () => false, hasListeners: () => false }
    return {
      name,
      disconnect: () => {},
      postMessage: (message) => void this.heard.push(message),
      onMessage: { ...listeners, addListener: (listener) => (this.#say = (message) => Reflect.apply(listener, undefined, [message])) },
      onDisconnect: { ...listeners, addListener: (listener) => (this.#close = () => Reflect.apply(listener, undefined, [])) },
    }
  }

  say(message: object): void {
    this.#say?.({ epoch: EPOCH, ...message })
  }

  hello(): void {
    this.say({ type: 'hello', v: 1, url: 'u', sdk: 's' })
  }

  close(): void {
    this.#close?.()
  }

  batch(...entries: { readonly seq: number }[]): void {
    const last = entries.at(-1)?.seq ?? 0
    this.say({ type: 'batch', entries, dropped: 0, number: ++this.#number, last, characters: 100 * entries.length })
  }

  /** What was said to it of that type. */
  told(type: string): unknown[] {
    return this.heard.filter((message) => Reflect.get(Object(message), 'type') === type)
  }
}

const times = { startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000001000000000' }
const span = (seq: number, state = 'ended') => ({
  seq,
  span: { traceId: '1'.repeat(32), spanId: String(seq).padStart(16, '0'), name: `span ${seq}`, ...times, kind: 3, resource: 'r', state },
})
const resource = (seq: number) => ({ seq, resource: 'r', attributes: { 'service.name': 'app' }, scope: { name: 's' } })

class Tab {
  readonly bridges = new Map<string, Bridge>()
  readonly trace = createTrace()
  readonly inspection: Inspection
  preserveLog = false
  /** Turns of the intake that are due. */
  readonly due: (() => void)[] = []

  constructor() {
    this.inspection = createInspection({
      trace: this.trace,
      clock: { now: () => performance.now(), soon: (run) => void this.due.push(run) },
      open: () => (name, document) => (name === CENSUS_PORT ? new Bridge() : this.bridge(document ?? '')).port(name),
      where: () => Promise.resolve('http://localhost/'),
      hasCrashed: () => Promise.resolve(false),
      preserveLog: () => this.preserveLog,
      changed: () => {},
    })
  }

  bridge(document: string): Bridge {
    const known = this.bridges.get(document) ?? new Bridge()
    this.bridges.set(document, known)
    return known
  }

  /** A document says that it is there, and hello. */
  show(document: string, top = true): Bridge {
    this.inspection.notice(document, 'http://localhost/', { type: 'genai-document', speaks: true, served: false, top })
    this.bridge(document).hello()
    return this.bridge(document)
  }

  /** All turns that are due, and those that come of them. */
  turns(): void {
    for (let run = this.due.shift(); run !== undefined; run = this.due.shift()) run()
  }

  get names(): string[] {
    return Array.from({ length: this.trace.size }, (_, at) => recordOf(this.trace, at).name)
  }
}

let tab: Tab
beforeEach(() => {
  vi.useFakeTimers()
  tab = new Tab()
})
afterEach(() => void vi.useRealTimers())

describe('a batch', () => {
  test('is answered when it has been taken in, and not before', () => {
    const bridge = tab.show('first')
    for (let seq = 1; seq <= 8; seq++) bridge.batch(span(seq))
    vi.advanceTimersByTime(1_000)
    expect([tab.trace.size, bridge.told('ack')]).toEqual([0, []])
    tab.turns()
    expect(tab.trace.size).toBe(8)
    expect(bridge.told('ack')).toEqual([
      { type: 'ack', epoch: EPOCH, seq: 4, number: 4 },
      { type: 'ack', epoch: EPOCH, seq: 8, number: 8 },
    ])
  })

  test('that is alone is answered a little later', () => {
    const bridge = tab.show('first')
    bridge.batch(span(1))
    tab.turns()
    expect(bridge.told('ack')).toEqual([])
    vi.advanceTimersByTime(200)
    expect(bridge.told('ack')).toEqual([{ type: 'ack', epoch: EPOCH, seq: 1, number: 1 }])
  })

  test('that waits is not asked for again where the line breaks, and is taken in', () => {
    const bridge = tab.show('first')
    bridge.batch(span(1), span(2))
    bridge.close()
    vi.advanceTimersByTime(100)
    bridge.hello()
    expect(bridge.told('subscribe').at(-1)).toMatchObject({ since: 2 })
    tab.turns()
    expect(tab.names).toEqual(['span 1', 'span 2'])
  })

  test('that makes no sense is answered, and counts as lost', () => {
    const bridge = tab.show('first')
    bridge.say({ type: 'batch', entries: ['x', { seq: 2, span: {} }], dropped: 3, number: 1, last: 2, characters: 10 })
    tab.turns()
    vi.advanceTimersByTime(200)
    expect(tab.trace.totals().dropped).toBe(5)
    expect(bridge.told('ack')).toEqual([{ type: 'ack', epoch: EPOCH, seq: 2, number: 1 }])
  })
})

describe('what waits', () => {
  test('when the trace is cleared does not appear, but for what later spans refer to', () => {
    const bridge = tab.show('first')
    bridge.batch(resource(1), span(2))
    tab.inspection.clear()
    bridge.batch(span(3))
    tab.turns()
    expect(tab.names).toEqual(['span 3'])
    expect(tab.trace.detail(0)?.resource?.attributes).toEqual({ 'service.name': 'app' })
    expect(tab.trace.totals().dropped).toBe(0)
  })

  test('when the page is left goes with it', () => {
    tab.show('first').batch(span(1))
    tab.show('second').batch(span(2))
    tab.turns()
    expect(tab.names).toEqual(['span 2'])
  })

  test('when the page is left stays with Preserve log, and is there before its running spans end', () => {
    tab.preserveLog = true
    const left = tab.show('first')
    left.batch(span(1), span(2, 'running'))
    tab.show('second')
    left.batch(span(3))
    left.say({ type: 'genai-farewell' })
    tab.turns()
    expect(tab.names.toSorted()).toEqual(['span 1', 'span 2', 'span 3'])
    expect(Array.from({ length: 3 }, (_, at) => recordOf(tab.trace, at).state)).toEqual(['ended', 'ended', 'ended'])
  })

  test('of a page that says farewell and comes back at once is taken in, and its running spans run on', () => {
    const bridge = tab.show('first')
    bridge.batch(span(1, 'running'))
    bridge.say({ type: 'genai-farewell' })
    tab.show('first')
    expect(bridge.told('subscribe').at(-1)).toMatchObject({ since: 1 })
    tab.turns()
    expect([tab.names, recordOf(tab.trace, 0).state]).toEqual([['span 1'], 'running'])
  })

  test('when an SDK says bye is taken in', () => {
    const bridge = tab.show('first')
    bridge.batch(span(1))
    bridge.say({ type: 'bye' })
    expect(tab.inspection.connection()).not.toBe('connected')
    tab.turns()
    expect(tab.names).toEqual(['span 1'])
  })

  test('when the way to the page is switched is taken in, also of one that was left', () => {
    tab.preserveLog = true
    tab.show('first').batch(span(1, 'running'))
    tab.show('second').batch(span(2))
    tab.inspection.relink()
    tab.turns()
    expect(tab.names).toEqual(['span 1', 'span 2'])
    vi.advanceTimersByTime(1_100)
    tab.turns()
    expect(recordOf(tab.trace, 0).state).toBe('ended')
  })
})
