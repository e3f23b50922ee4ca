/** What the extension holds in memory, as the browser counts it. */
import type { Browser, CDPSession, Frame } from 'puppeteer'
import { until } from './until.ts'

/**
 * Of the heap that a frame of the extension runs in: the devtools page and the panel share one. Bytes of objects, and of the buffers that they hold.
 */
export class ExtensionHeap {
  readonly #session: CDPSession

  private constructor(session: CDPSession) {
    this.#session = session
  }

  static async of(browser: Browser, frame: Frame): Promise<ExtensionHeap> {
    const root = await browser.target().createCDPSession()
    // A frame is known sooner than its target's address.
    const { targetId } = await until(`a target shows ${frame.url()}`, async () => {
      const { targetInfos } = await root.send('Target.getTargets')
      return targetInfos.find((target) => target.url === frame.url())
    })
    const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true })
    const session = root.connection()?.session(sessionId)
    if (session === null || session === undefined) throw new Error(`no session with ${frame.url()}`)
    return new ExtensionHeap(session)
  }

  /** As it is, with what nobody holds any more. */
  async now(): Promise<number> {
    const { usedSize, backingStorageSize = 0 } = await this.#session.send('Runtime.getHeapUsage')
    return usedSize + backingStorageSize
  }

  /** After a full collection. */
  async held(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage')
    return this.now()
  }

  /** The largest of what there is while `run` runs, looked at four times a second. */
  async peak<T>(run: () => Promise<T>): Promise<{ readonly peak: number; readonly result: T }> {
    let peak = 0
    const timer = setInterval(() => {
      void this.now().then(
        (bytes) => (peak = Math.max(peak, bytes)),
        () => {},
      )
    }, 250)
    try {
      return { result: await run(), peak }
    } finally {
      clearInterval(timer)
    }
  }
}
