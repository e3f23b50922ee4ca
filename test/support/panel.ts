/** Reads and works the panel through its own DOM, as a user would: no store, no trace object. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Frame, Page } from 'puppeteer'

export interface PanelRow {
  readonly type: 'trace' | 'span'
  /** 0 for a trace, 1 for a root span. */
  readonly level: number
  /** The trace's name, or the operation. */
  readonly operation: string
  readonly subject: string
  readonly model: string
  readonly status: string
  /** As the row shows it: `1.18 s`. */
  readonly duration: string
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  /** Of a trace: the sum it shows. */
  readonly tokens: number | undefined
  /** What the bar says in words; empty for a trace. */
  readonly bar: string
  readonly running: boolean
  readonly slowest: boolean
  readonly cutOff: boolean
}

export interface PanelMessage {
  readonly role: string
  readonly parts: readonly { readonly type: string; readonly text: string }[]
}

/** All rows in order. Rows outside the screen do not exist in the DOM, so it scrolls through them, and back. */
export async function readRows(panel: Frame): Promise<readonly PanelRow[]> {
  const rows = await panel.evaluate(collectRows)
  return rows.map((row) => ({
    ...row,
    inputTokens: numberIn(row.tokenWords.split('→')[0]),
    outputTokens: numberIn(row.tokenWords.split('→')[1]),
    tokens: numberIn(row.sum),
  }))
}

function numberIn(words: string | undefined): number | undefined {
  const digits = (words ?? '').replace(/[^\d]/g, '')
  return digits === '' ? undefined : Number(digits)
}

/** Runs in the panel: may use nothing of this module. */
async function collectRows() {
  const words = (element: Element | null) => (element?.textContent ?? '').trim()
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
  const readRow = (row: Element) => {
    const trace = row.hasAttribute('data-trace')
    const bar = row.querySelector('.bar')?.getAttribute('title') ?? ''
    return {
      type: trace ? ('trace' as const) : ('span' as const),
      level: Number(row.getAttribute('aria-level')) - 1,
      operation: words(row.querySelector(trace ? '.trace-name' : '.operation')),
      subject: words(row.querySelector('.subject')),
      model: words(row.querySelector('.model')),
      status: words(row.querySelector('.status')),
      duration: words(row.querySelector(trace ? '[data-fact=duration]' : '.duration')),
      tokenWords: words(row.querySelector('.cell.tokens')),
      sum: words(row.querySelector('[data-fact=tokens]')),
      bar,
      running: row.getAttribute('data-outcome') === 'running',
      slowest: row.hasAttribute('data-slowest'),
      cutOff: row.querySelector('.chip.warning') !== null,
    }
  }
  const grid = document.querySelector('[role=treegrid]')
  if (grid === null) return []
  const count = () => Number(grid.getAttribute('aria-rowcount')) - 1
  const found = new Map<number, ReturnType<typeof readRow>>()
  const before = grid.scrollTop
  for (let top = 0; ; top += Math.max(100, grid.clientHeight - 60)) {
    grid.scrollTop = top
    await frame()
    await frame()
    for (const row of grid.querySelectorAll('.grid-window > [role=row]')) found.set(Number(row.getAttribute('aria-rowindex')), readRow(row))
    if (top + grid.clientHeight >= grid.scrollHeight) break
  }
  grid.scrollTop = before
  await frame()
  return [...found.entries()]
    .sort(([a], [b]) => a - b)
    .slice(0, count())
    .map(([, row]) => row)
}

/** Selects the row at this position of {@link readRows}, which opens the details of a span. */
export async function selectRow(panel: Frame, position: number): Promise<void> {
  const clicked = await panel.evaluate(async (at) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
    const grid = document.querySelector('[role=treegrid]')
    const row = () => document.getElementById(`row-${at}`)
    if (grid !== null && row() === null) grid.scrollTop = at * 21
    await frame()
    await frame()
    row()?.click()
    await frame()
    return row() !== null
  }, position)
  if (!clicked) throw new Error(`The panel has no row ${position}`)
}

export async function selectTab(
  panel: Frame,
  tab: 'messages' | 'timing' | 'tokens' | 'tools' | 'attributes' | 'events' | 'raw',
): Promise<void> {
  await panel.locator(`[role=tab][data-tab=${tab}]`).click()
}

/** The messages of the selected span, folded ones included: roles as the panel names them in `data-role`. */
export async function readMessages(panel: Frame): Promise<readonly PanelMessage[]> {
  // Those of a file are read from it.
  await panel.waitForSelector('.messages')
  return panel.evaluate(() =>
    [...document.querySelectorAll('.messages > [data-role]')].map((section) => ({
      role: section.getAttribute('data-role') ?? '',
      parts: [...section.querySelectorAll('[data-part]')].map((part) => ({
        type: part.getAttribute('data-part') ?? '',
        text: (part.querySelector('.part-text')?.textContent ?? part.textContent ?? '').trim(),
      })),
    })),
  )
}

/** The text that the details show of a running or ended span. */
export async function readDetails(panel: Frame): Promise<string> {
  return panel.evaluate(() => document.querySelector('.tab-panel')?.textContent ?? '')
}

/** Downloads through the Save menu. @returns the file's text. `page`: any page of the browser that shows the panel. */
export async function saveTrace(panel: Frame, page: Page, options: { readonly content: boolean }): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'genai-save-'))
  try {
    const downloaded = await expectDownload(page, directory)
    await startSave(panel, options)
    await downloaded()
    const [name] = await readdir(directory)
    if (name === undefined) throw new Error('Nothing was saved')
    return await readFile(join(directory, name), 'utf8')
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Chooses of the Save menu. */
export async function startSave(panel: Frame, options: { readonly content: boolean }): Promise<void> {
  await panel.evaluate(
    async (action) => {
      const press = (name: string) => document.querySelector<HTMLElement>(`[data-action=${name}]`)?.click()
      press('save')
      await new Promise((resolve) => setTimeout(resolve))
      press(action)
    },
    options.content ? 'save-with-content' : 'save-without-content',
  )
}

/** Lets the browser put downloads into `directory`. What it gives waits for the next one. `limit`: milliseconds; default: none. */
export async function expectDownload(page: Page, directory: string, limit?: number): Promise<() => Promise<void>> {
  const session = await page.browser().target().createCDPSession()
  const { id } = page.browserContext()
  const profile = id === undefined ? {} : { browserContextId: id }
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', ...profile, downloadPath: directory, eventsEnabled: true })
  let late: NodeJS.Timeout | undefined
  const done = new Promise<void>((resolve, reject) => {
    session.on('Browser.downloadProgress', ({ state }) => {
      if (state === 'completed') resolve()
      if (state === 'canceled') reject(new Error('The download was cancelled'))
    })
    if (limit !== undefined) late = setTimeout(() => reject(new Error(`Nothing was saved within ${limit} ms`)), limit)
  })
  return async () => {
    try {
      await done
    } finally {
      clearTimeout(late)
      await session.detach()
    }
  }
}

/** Opens a file of a trace, as the Open button does. */
export async function openFile(panel: Frame, path: string): Promise<void> {
  const input = await panel.$('input[type=file]')
  if (input === null) throw new Error('The panel has no file input')
  await input.uploadFile(path)
}

/** What the notice bar says; empty when there is none. */
export async function readNotice(panel: Frame): Promise<string> {
  return panel.evaluate(() => document.querySelector('[role=alert] .notice span')?.textContent ?? '')
}

const NAME_WIDTH = 40
const DURATION_WIDTH = 8
const TOKENS_WIDTH = 9

/**
 * The rows as an indented tree:
 *
 *     invoke_agent researcher                 6.31 s      1,550
 *     ├─ chat claude-sonnet-4-5               1.18 s        450
 *     └─ chat claude-sonnet-4-5               3.10 s        890  ← slowest
 */
export function treeText(rows: readonly PanelRow[]): string {
  const spans = rows.filter((row) => row.type === 'span')
  return spans.map((row, at) => lineOf(row, branchOf(spans, at))).join('\n')
}

function lineOf(row: PanelRow, branch: string): string {
  const name = `${branch}${row.operation} ${row.subject === '' ? row.model : row.subject}`
  const known = row.inputTokens !== undefined || row.outputTokens !== undefined
  const tokens = known ? ((row.inputTokens ?? 0) + (row.outputTokens ?? 0)).toLocaleString('en') : ''
  const marks = [row.slowest ? 'slowest' : '', row.cutOff ? 'cut off' : '', row.running ? 'running' : '', failureOf(row)]
  const mark = marks.filter((word) => word !== '').join(', ')
  const line = name.padEnd(NAME_WIDTH) + row.duration.padStart(DURATION_WIDTH) + tokens.padStart(TOKENS_WIDTH)
  return (mark === '' ? line : `${line}  ← ${mark}`).trimEnd()
}

const failureOf = (row: PanelRow) => (/fail|abort/.test(row.bar) ? row.status : '')

function branchOf(spans: readonly PanelRow[], at: number): string {
  const level = spans[at]?.level ?? 1
  let branch = ''
  for (let depth = 2; depth <= level; depth++) {
    const more = hasSibling(spans, at, depth)
    branch += depth === level ? (more ? '├─ ' : '└─ ') : more ? '│  ' : '   '
  }
  return branch
}

function hasSibling(spans: readonly PanelRow[], at: number, level: number): boolean {
  for (const row of spans.slice(at + 1)) {
    if (row.level < level) return false
    if (row.level === level) return true
  }
  return false
}
