/** The real panel in the real DevTools, and how it takes a file of many spans. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Frame, Page } from 'puppeteer'
import { launch } from '../../support/browser.ts'
import { openGenAiTab } from '../../support/devtools.ts'
import { openFile, readNotice } from '../../support/panel.ts'
import { ExtensionThread } from './extension-thread.ts'
import { SPANS_A_TRACE } from './made-spans.ts'

export interface SizedPanel {
  readonly page: Page
  readonly devtoolsPage: Page
  readonly panel: Frame
  readonly devtools: Frame
  readonly thread: ExtensionThread
  /** Ends the browser, even one whose thread is blocked. */
  close(): Promise<void>
}

/** How long a browser may take to end by itself, in milliseconds. */
const CLOSE_LIMIT = 10_000

export async function openSizedPanel(url = 'about:blank'): Promise<SizedPanel> {
  const launched = await launch()
  const { browser } = launched
  const [page = await browser.newPage()] = await browser.pages()
  await page.goto(url)
  const { devtoolsPage, panel, devtools } = await openGenAiTab(page, launched)
  const thread = await ExtensionThread.of(browser, panel, devtools)
  const close = async (): Promise<void> => {
    const late = setTimeout(() => browser.process()?.kill('SIGKILL'), CLOSE_LIMIT)
    await launched.close()
    clearTimeout(late)
  }
  return { page, devtoolsPage, panel, devtools, thread, close }
}

/** Milliseconds from the choice of the file. */
export interface Opening {
  /** To the first painted frame with rows. */
  readonly firstRows: number
  /** To the last change of the number of rows. */
  readonly all: number
  /** The longest time in which a timer of 5 ms of the panel or of the devtools page did not run. */
  readonly longestBlock: number
  /** What the panel's own sums say. */
  readonly shown: string
}

interface Probe {
  chosen: number
  /** Since when the file input is empty again: the panel has done with the file. */
  doneSince: number
  firstRows: number
  rows: number
  rowsSince: number
  longest: number
}

declare global {
  interface Window {
    genaiProbe?: Probe
  }
}

/** How long the number of rows may stay the same before the panel counts as done, once it has done with the file. In milliseconds. */
const QUIET = 1_500
const LOOK_EVERY = 100
/** How long nobody is quicker in choosing a file, in milliseconds. */
const DIALOG = 500

/**
 * Chooses the file as the Open button does, and waits until all its spans are shown, or all that the panel takes.
 * @throws {Error} with the panel's own words where it refuses the file, and after `limit` milliseconds
 */
export async function openMeasured({ panel, devtools }: SizedPanel, path: string, spans: number, limit: number): Promise<Opening> {
  await panel.evaluate(watchRows)
  await devtools.evaluate(watchTimer)
  const rows = spans + Math.ceil(spans / SPANS_A_TRACE)
  const over = wait(limit, undefined, { ref: false }).then(() => {
    throw new Error(`over ${limit / 1000} s`)
  })
  const measured = (async () => {
    // As a user does: the pointer goes to the button, and the dialog takes its time.
    await panel.waitForSelector('[data-action=open]')
    await panel.hover('[data-action=open]')
    await wait(DIALOG)
    await openFile(panel, path)
    for (;;) {
      const { probe, quiet } = await panel.evaluate(readProbe)
      const longest = await devtools.evaluate(() => window.genaiProbe?.longest ?? 0)
      const notice = await readNotice(panel)
      if (probe.rows === 0 && quiet > 0 && notice !== '') throw new Error(notice)
      if ((probe.rows >= rows && probe.firstRows > 0) || quiet > QUIET) {
        if (probe.rows === 0) throw new Error('no rows')
        const shown = await panel.evaluate(() => document.querySelector('[data-total=counts]')?.textContent ?? '')
        return {
          firstRows: probe.firstRows - probe.chosen,
          all: probe.rowsSince - probe.chosen,
          longestBlock: Math.max(longest, probe.longest),
          shown,
        }
      }
      await wait(LOOK_EVERY)
    }
  })()
  return Promise.race([measured, over])
}

/** Runs in the panel: may use nothing of this module. */
function watchRows(): void {
  const now = () => performance.now()
  const probe: Probe = { chosen: 0, doneSince: Number.POSITIVE_INFINITY, firstRows: 0, rows: 0, rowsSince: 0, longest: 0 }
  window.genaiProbe = probe
  const onChoice = (event: Event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === 'file' && event.type === 'change') {
      Object.assign(probe, { chosen: now(), doneSince: Number.POSITIVE_INFINITY, firstRows: 0, rowsSince: now(), longest: 0 })
    }
  }
  addEventListener('change', onChoice, true)
  const observer = new MutationObserver(() => {
    if (document.querySelector('.grid-window > [role=row]') === null) return
    observer.disconnect()
    // The task after the frame's own comes when the frame is painted.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => (probe.firstRows = now())
      port2.postMessage(0)
    })
  })
  observer.observe(document.body, { subtree: true, childList: true })
  let last = now()
  setInterval(() => {
    const at = now()
    probe.longest = Math.max(probe.longest, at - last)
    last = at
    const chosen = document.querySelector<HTMLInputElement>('input[type=file]')?.files?.length ?? 0
    if (chosen > 0) probe.doneSince = Number.POSITIVE_INFINITY
    else if (probe.chosen > 0) probe.doneSince = Math.min(probe.doneSince, at)
    const rows = Number(document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount') ?? 1) - 1
    if (rows === probe.rows) return
    probe.rows = rows
    probe.rowsSince = at
  }, 5)
}

/** Runs in the devtools page. */
function watchTimer(): void {
  const probe: Probe = { chosen: 0, doneSince: Number.POSITIVE_INFINITY, firstRows: 0, rows: 0, rowsSince: 0, longest: 0 }
  window.genaiProbe = probe
  let last = performance.now()
  setInterval(() => {
    const at = performance.now()
    probe.longest = Math.max(probe.longest, at - last)
    last = at
  }, 5)
}

/** Runs in the panel. */
function readProbe() {
  const probe = window.genaiProbe
  if (probe === undefined) throw new Error('the panel is not watched')
  return { probe: { ...probe }, quiet: performance.now() - Math.max(probe.rowsSince, probe.doneSince) }
}
