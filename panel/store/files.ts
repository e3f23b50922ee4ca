/** Files in and out of the tab. The formats are elsewhere; here is only the browser's side of it. */
import { addOpened, openTrace } from '../file/open-otlp.ts'
import { saveTrace } from '../file/save-otlp.ts'
import type { Skipped } from '../file/skipped.ts'
import { formatCount } from '../trace/format.ts'
import { isolated } from '../trace/isolate.ts'
import { formatBytes } from './media.ts'
import type { Store } from './store.ts'

/** A larger file would block the panel for seconds, and then the tab for lack of memory. */
const MAX_BYTES = 256 * 1024 * 1024
/** The click that starts a download only queues it: the browser reads the blob some time after. */
const KEEP_BLOB = 60_000

export function saveFile(store: Store, content: boolean): void {
  try {
    const text = JSON.stringify(saveTrace(store.trace, { content }))
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    link.download = fileName(new Date())
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), KEEP_BLOB)
  } catch (error) {
    store.notice.value = { kind: 'error', text: `The trace could not be saved: ${messageOf(error)}` }
  }
}

/** `genai-2026-11-21T12-04-09.otlp.json`: no colons, which Windows refuses. */
export function fileName(at: Date): string {
  return `genai-${at.toISOString().slice(0, 19).replaceAll(':', '-')}.otlp.json`
}

/** Adds the files' spans to what the tab shows, and tells what could not be read. */
export async function openFiles(store: Store, files: readonly File[]): Promise<void> {
  store.notice.value = undefined
  const results = []
  for (const file of files) results.push({ name: file.name, ...(await openFile(store, file)) })
  const text = results.flatMap(({ name, error, remarks }) =>
    [error, ...remarks].flatMap((word) => (word === undefined ? [] : `${isolated(name)}: ${word}`)),
  )
  if (text.length === 0) return
  store.notice.value = { kind: results.some(({ error }) => error !== undefined) ? 'error' : 'warning', text: text.join(' · ') }
}

/** UTF-8; a file that PowerShell wrote (`>`) is UTF-16 and says so in its first two bytes. */
async function textOf(file: File): Promise<string> {
  const mark = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  const encoding = mark[0] === 0xff && mark[1] === 0xfe ? 'utf-16le' : mark[0] === 0xfe && mark[1] === 0xff ? 'utf-16be' : undefined
  return encoding === undefined ? file.text() : new TextDecoder(encoding).decode(await file.arrayBuffer())
}

interface Opened {
  readonly error?: string
  readonly remarks: readonly string[]
}

async function openFile(store: Store, file: File): Promise<Opened> {
  if (file.size > MAX_BYTES)
    return { error: `it has ${formatBytes(file.size)}, and ${formatBytes(MAX_BYTES)} is the most that opens`, remarks: [] }
  try {
    const opened = openTrace(await textOf(file), { name: file.name })
    if ('error' in opened) return { error: opened.error, remarks: [] }
    const there = addOpened(store.trace, opened)
    const skipped = opened.skipped.map(wordsOfSkipped)
    const repeated = there === 0 ? [] : [`${formatCount(there)} of its ${formatCount(opened.spans)} spans were here already`]
    return { remarks: opened.spans === 0 ? ['it has no spans', ...skipped] : [...skipped, ...repeated] }
  } catch (error) {
    return { error: messageOf(error), remarks: [] }
  }
}

/** `left out 12 lines that are no whole JSON (line 3: cut off, at column 80; line 7: …; and 9 more)`. */
export function wordsOfSkipped({ what, count, where }: Skipped): string {
  const more = where.length < count ? [`and ${formatCount(count - where.length)} more`] : []
  const places = where.length === 0 ? '' : ` (${[...where, ...more].join('; ')})`
  return `left out ${formatCount(count)} ${what}${places}`
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
