/** What a page costs its renderer: the main thread's time, and memory at its peak. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { CDPSession, Page } from 'puppeteer'

/** A flag of the browser: lets a script collect garbage. */
export const EXPOSE_GC = '--js-flags=--expose-gc'

export class Renderer {
  readonly #session: CDPSession
  readonly #browser: CDPSession

  private constructor(session: CDPSession, browser: CDPSession) {
    this.#session = session
    this.#browser = browser
  }

  static async of(page: Page): Promise<Renderer> {
    const session = await page.createCDPSession()
    // By the thread's own clock: what other processes take of the machine is not counted.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    return new Renderer(session, await page.browser().target().createCDPSession())
  }

  /** Milliseconds that the main thread was busy while `work` went on and with the collection of its young garbage. The browser is to have {@link EXPOSE_GC}. */
  async busy(work: () => Promise<unknown>): Promise<number> {
    await this.#collectYoung()
    const before = await this.#taskTime()
    await work()
    await this.#collectYoung()
    return (await this.#taskTime()) - before
  }

  /** After the protocol's own, full collection script costs some 10 µs a chunk more, `clone()` hardly anything: a page meets with none before each call. */
  async #collectYoung(): Promise<void> {
    await this.#session.send('Runtime.evaluate', { expression: `gc({ type: 'minor' })` })
  }

  async #taskTime(): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics')
    const found = metrics.find(({ name }) => name === 'TaskDuration')
    if (found === undefined) throw new Error('the browser has no TaskDuration')
    return found.value * 1000
  }

  /** Megabytes of resident memory that `work` took at its peak. `undefined` where the system does not tell (other than Linux). */
  async peak(work: () => Promise<unknown>): Promise<number | undefined> {
    if (!existsSync('/proc/self/clear_refs')) return void (await work())
    await this.#session.send('HeapProfiler.collectGarbage')
    const before = await this.#renderers()
    const resident = new Map(before.map(({ id }) => [id, memoryOf(id, 'VmRSS')]))
    // Sets the peak back to what is resident now (proc(5)).
    for (const { id } of before) writeFileSync(`/proc/${id}/clear_refs`, '5')
    await work()
    const after = await this.#renderers()
    const time = (id: number): number => before.find((each) => each.id === id)?.cpuTime ?? 0
    const [busiest] = after.filter(({ id }) => resident.has(id)).toSorted((a, b) => b.cpuTime - time(b.id) - (a.cpuTime - time(a.id)))
    return busiest === undefined ? undefined : memoryOf(busiest.id, 'VmHWM') - (resident.get(busiest.id) ?? 0)
  }

  async #renderers(): Promise<readonly { readonly id: number; readonly cpuTime: number }[]> {
    const { processInfo } = await this.#browser.send('SystemInfo.getProcessInfo')
    return processInfo.filter(({ type }) => type === 'renderer')
  }

  async detach(): Promise<void> {
    await this.#session.detach()
    await this.#browser.detach()
  }
}

/** Megabytes. */
function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const [, kibibytes] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return (Number(kibibytes) * 1024) / 1e6
}
