/** Files in and out of the tab. The formats are elsewhere; here is only the browser's side of it. */
import { addOpened, openTrace } from '../file/open-otlp.ts'
import { saveTrace } from '../file/otlp.ts'
import { formatCount } from '../trace/format.ts'
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
    [error, ...remarks].flatMap((word) => (word === undefined ? [] : `${name}: ${word}`)),
  )
  if (text.length === 0) return
  store.notice.value = { kind: results.some(({ error }) => error !== undefined) ? 'error' : 'warning', text: text.join(' · ') }
}

interface Opened {
  readonly error?: string
  readonly remarks: readonly string[]
}

async function openFile(store: Store, file: File): Promise<Opened> {
  if (file.size > MAX_BYTES)
    return { error: `it has ${formatBytes(file.size)}, and ${formatBytes(MAX_BYTES)} is the most that opens`, remarks: [] }
  try {
    const opened = openTrace(await file.text(), { name: file.name })
    if ('error' in opened) return { error: opened.error, remarks: [] }
    const there = addOpened(store.trace, opened)
    const skipped = opened.skipped.map(({ what, count }) => `left out ${formatCount(count)} ${what}`)
    const repeated = there === 0 ? [] : [`${formatCount(there)} of its ${formatCount(opened.spans)} spans were here already`]
    return { remarks: opened.spans === 0 ? ['it has no spans', ...skipped] : [...skipped, ...repeated] }
  } catch (error) {
    return { error: messageOf(error), remarks: [] }
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
