/** What an inspection makes of a page that no bridge answers for. Ports are of the test; the trace and the store's rules are real. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createTrace } from '../../panel/trace/trace.ts'
import { createInspection, type Inspection } from '../../src/inspection.ts'
import type { Port } from '../../src/ports.ts'
import { CENSUS_PORT } from '../../src/rendezvous.ts'
import { ingest } from '../support/ingest.ts'

const PAGE = 'http://localhost:5173/app'
const CRASHED = (): Promise<boolean> => Promise.resolve(true)
const never = new Promise<string>(() => {})

/** A tab whose page lives until it is told otherwise: ports to it open, and close with it. */
class Tab {
  alive = true
  where: () => Promise<string> = () => Promise.resolve(PAGE)
  crashed: () => Promise<boolean> = () => Promise.resolve(false)
  preserveLog = false
  readonly trace = createTrace()
  readonly inspection: Inspection
  readonly #closers = new Set<() => void>()

  constructor() {
    this.inspection = createInspection({
      trace: this.trace,
      clock: { now: () => performance.now(), soon: (run) => void setTimeout(run) },
      open: () => (name) => this.#port(name),
      where: () => this.where(),
      hasCrashed: () => this.crashed(),
      preserveLog: () => this.preserveLog,
      changed: () => {},
    })
  }

  #port(name: string): Port {
    const closed: (() => void)[] = []
    const close = (): void => closed.forEach((listener) => listener())
    if (this.alive) this.#closers.add(close)
    else setTimeout(close)
    if (this.alive && name === CENSUS_PORT) setTimeout(() => this.show('first', PAGE))
    const listeners = { addListener: () => {}, removeListener: () => {}, hasListener: () => false, hasListeners: () => false }
    return {
      name,
      disconnect: () => {},
      postMessage: () => {},
      onMessage: listeners,
      onDisconnect: { ...listeners, addListener: (listener) => void closed.push(() => Reflect.apply(listener, undefined, [])) },
    }
  }

  show(document: string, url: string): void {
    this.inspection.notice(document, url, { type: 'genai-document', speaks: true, served: false, top: true })
  }

  /** All ports close, and none opens. */
  die(): void {
    this.alive = false
    for (const close of [...this.#closers]) close()
    this.#closers.clear()
  }

  say(name: string): void {
    const times = { startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000001000000000' }
    const rest = { kind: 3, status: { code: 0 }, attributes: {}, events: [], links: [], resource: '', state: 'ended' } as const
    const span = { traceId: '1'.repeat(32), spanId: name.padEnd(16, '0'), name, ...times, ...rest } as const
    ingest(this.trace, { document: 'first', url: PAGE, epoch: 'e' }, [{ seq: this.trace.size + 1, span }], 0)
  }
}

describe('a page that no bridge answers for', () => {
  let tab: Tab
  beforeEach(async () => {
    vi.useFakeTimers()
    tab = new Tab()
    tab.inspection.census()
    await vi.advanceTimersByTimeAsync(100)
    tab.say('a')
    tab.say('b')
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const later = (): Promise<unknown> => vi.advanceTimersByTimeAsync(6_000)

  test.each<readonly [string, Partial<Pick<Tab, 'where' | 'crashed'>>, number, string]>([
    ['crashed: DevTools gets no answer', { where: () => never, crashed: CRASHED }, 2, 'silent'],
    ['crashed: DevTools is refused', { where: () => Promise.reject(new Error('crashed')), crashed: CRASHED }, 2, 'silent'],
    ['was left for a site that is not allowed', { where: () => Promise.resolve('http://denied.test/') }, 0, 'no-access'],
    ["was left for the browser's own", { where: () => Promise.reject(new Error('no')) }, 0, 'restricted'],
    ["was left for the browser's own, where DevTools says nothing", { where: () => never }, 0, 'restricted'],
    ['was left, where nobody can ask the browser', { crashed: () => Promise.reject(new Error('no tabs')) }, 0, 'no-access'],
  ])('%s', async (_, now, spans, connection) => {
    Object.assign(tab, now)
    tab.die()
    await later()
    expect([tab.trace.size, tab.inspection.connection()]).toEqual([spans, connection])
  })

  test('after a crash, a reload clears as ever', async () => {
    tab.where = () => never
    tab.crashed = CRASHED
    tab.die()
    await later()
    expect(tab.trace.size).toBe(2)
    tab.alive = true
    tab.inspection.navigated(PAGE)
    tab.show('second', PAGE)
    expect(tab.trace.size).toBe(0)
    await later()
    expect(tab.inspection.connection()).not.toBe('silent')
  })

  test('after a crash, with Preserve log, a reload keeps all', async () => {
    tab.where = () => never
    tab.crashed = CRASHED
    tab.preserveLog = true
    tab.die()
    await later()
    tab.alive = true
    tab.show('second', PAGE)
    await later()
    expect(tab.trace.size).toBe(2)
  })

  test("after a crash, a page of the browser's own clears, though it tells nothing", async () => {
    tab.where = () => never
    tab.crashed = CRASHED
    tab.die()
    await later()
    expect([tab.trace.size, tab.inspection.connection()]).toEqual([2, 'silent'])
    tab.crashed = () => Promise.resolve(false)
    await later()
    expect([tab.trace.size, tab.inspection.connection()]).toEqual([0, 'restricted'])
  })

  test('a page that is there in time is asked for nothing more', async () => {
    tab.where = () => never
    tab.crashed = CRASHED
    tab.die()
    await vi.advanceTimersByTimeAsync(800)
    tab.alive = true
    tab.show('first', PAGE)
    await later()
    expect([tab.trace.size, tab.inspection.connection() === 'silent']).toEqual([2, false])
  })
})
