/** What the extension's pages cost: memory of their heaps, and the time of the one main thread that all of them share. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, CDPSession, Frame } from 'puppeteer'
import { until } from '../../support/until.ts'

/** A session of the protocol with the frame that shows `url`. */
async function attach(browser: Browser, url: string): Promise<CDPSession> {
  const root = await browser.target().createCDPSession()
  // A frame is known sooner than its target's address.
  const { targetId } = await until(`a target shows ${url}`, async () => {
    const { targetInfos } = await root.send('Target.getTargets')
    return targetInfos.find((target) => target.url === url)
  })
  const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true })
  const session = root.connection()?.session(sessionId)
  if (session === null || session === undefined) throw new Error(`no session with ${url}`)
  return session
}

export class ExtensionThread {
  readonly #browser: Browser
  readonly #panel: Frame
  readonly #session: CDPSession
  /** Of the extension's workers that run. */
  readonly #workers: ReadonlyMap<string, CDPSession>

  private constructor(browser: Browser, panel: Frame, session: CDPSession, workers: ReadonlyMap<string, CDPSession>) {
    this.#browser = browser
    this.#panel = panel
    this.#session = session
    this.#workers = workers
  }

  /** The thread of the panel and of the devtools page: two frames of one origin in one process have one thread, and one heap. */
  static async of(browser: Browser, panel: Frame, devtools: Frame): Promise<ExtensionThread> {
    const workers = new Map<string, CDPSession>()
    const session = await attach(browser, panel.url())
    for (const each of [session, await attach(browser, devtools.url())]) {
      each.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
        const worker = each.connection()?.session(sessionId)
        if (worker && targetInfo.type === 'worker') workers.set(sessionId, worker)
      })
      each.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId))
      await each.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true })
    }
    return new ExtensionThread(browser, panel, session, workers)
  }

  /** Megabytes that script and its buffers hold after a full collection, workers included. */
  async heap(): Promise<number> {
    let bytes = 0
    for (const session of [this.#session, ...this.#workers.values()]) {
      await session.send('HeapProfiler.collectGarbage')
      const usage = await session.send('Runtime.getHeapUsage')
      bytes += usage.usedSize + (usage.backingStorageSize ?? 0)
    }
    return bytes / 1e6
  }

  /** What the thread did while `work` went on, from the browser's own trace, by the thread's own clock: what other processes take of the machine is not counted. */
  async traced(work: () => Promise<void>): Promise<Traced> {
    const root = await this.#browser.target().createCDPSession()
    const traceConfig = { includedCategories: ['toplevel', 'blink.user_timing', '__metadata'], recordMode: 'recordContinuously' as const }
    await root.send('Tracing.start', { transferMode: 'ReturnAsStream', streamFormat: 'json', traceConfig })
    const complete = new Promise<string>((resolve) => root.once('Tracing.tracingComplete', ({ stream = '' }) => resolve(stream)))
    try {
      await this.#panel.evaluate((mark) => void performance.mark(mark), BEGIN)
      await work()
      await this.#panel.evaluate((mark) => void performance.mark(mark), END)
    } finally {
      // One trace at a time: the next one does not start while this goes on.
      await root.send('Tracing.end')
    }
    const text = await readStream(root, await complete)
    await root.detach()
    return tasksOf(JSON.parse(text))
  }

  /** Seconds that all of the browser's renderers have used of the processor, workers included. */
  async processorTime(): Promise<number> {
    const root = await this.#browser.target().createCDPSession()
    const { processInfo } = await root.send('SystemInfo.getProcessInfo')
    await root.detach()
    return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0)
  }
}

/** Milliseconds. */
export interface Traced {
  /** How long it was busy in each frame, at 60 a second. */
  readonly frames: readonly number[]
  readonly longestTask: number
}

/** Milliseconds of a frame at 60 a second. */
const FRAME = 1000 / 60
const BEGIN = 'genai-bench-begin'
const END = 'genai-bench-end'

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
}

/** A task, and what its promises have to do, which runs right after it: the trace tells both. */
const TASK = 'ThreadControllerImpl::RunTask'
const MICROTASKS = 'BlinkScheduler_PerformMicrotaskCheckpoint'

function tasksOf({ traceEvents }: { readonly traceEvents: readonly TraceEvent[] }): Traced {
  const end = traceEvents.find(({ name }) => name === END)
  if (end === undefined) throw new Error('the trace has no end')
  const pieces = outermost(
    traceEvents.filter(
      ({ name, ph, pid, tid, ts }) =>
        (name === TASK || name === MICROTASKS) && ph === 'X' && pid === end.pid && tid === end.tid && ts < end.ts,
    ),
  )
  // A long trace keeps its last part.
  const begin = traceEvents.find(({ name }) => name === BEGIN)?.ts ?? pieces[0]?.ts ?? end.ts
  const frames = Array.from({ length: Math.max(1, Math.floor((end.ts - begin) / 1000 / FRAME)) }, () => 0)
  let [task, longestTask] = [0, 0]
  for (const { name, ts, dur = 0, tdur = dur } of pieces) {
    if (ts < begin) continue
    task = (name === MICROTASKS ? task : 0) + tdur / 1000
    longestTask = Math.max(longestTask, task)
    addTo(frames, (ts - begin) / 1000, dur / 1000, dur > 0 ? tdur / dur : 0)
  }
  return { frames, longestTask }
}

/** In order, without those within others. */
function outermost(events: readonly TraceEvent[]): readonly TraceEvent[] {
  let over = 0
  return events
    .toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))
    .filter(({ ts, dur = 0 }) => {
      const isOutermost = ts >= over
      if (isOutermost) over = ts + dur
      return isOutermost
    })
}

/** A task that is longer than a frame takes part of several. */
function addTo(frames: number[], at: number, length: number, share: number): void {
  for (let frame = Math.floor(at / FRAME); frame < frames.length && frame * FRAME < at + length; frame++) {
    const inside = Math.min(at + length, (frame + 1) * FRAME) - Math.max(at, frame * FRAME)
    frames[frame] = (frames[frame] ?? 0) + inside * share
  }
}

async function readStream(session: CDPSession, handle: string): Promise<string> {
  const pieces: string[] = []
  for (;;) {
    const { data, eof, base64Encoded } = await session.send('IO.read', { handle, size: 8 * 1024 * 1024 })
    pieces.push(base64Encoded === true ? Buffer.from(data, 'base64').toString() : data)
    if (eof) break
    await wait(0)
  }
  await session.send('IO.close', { handle })
  return pieces.join('')
}
