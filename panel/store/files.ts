/** Files in and out of the tab. The formats are elsewhere; here is only the browser's side of it. */
import { formatCount } from '../trace/format.ts'
import { isolated } from '../trace/isolate.ts'
import { openFile } from './open-file.ts'
import { writeFile } from './save-file.ts'
import type { Store } from './store.ts'

/** The click that starts a download only queues it: the browser reads the blob some time after. */
const KEEP_BLOB = 60_000

/** Most traces are saved sooner than anybody could read how far that is. */
const SHOWN_AFTER = 200

/**
 * As a download: a file picker, which could be written to as the file grows, is refused to the panel, a frame of another origin within DevTools.
 * https://wicg.github.io/file-system-access/#api-showsavefilepicker
 */
export async function saveFile(store: Store, content: boolean): Promise<void> {
  const name = fileName(new Date())
  const begin = performance.now()
  let isCancelled = false
  const cancel = (): void => void (isCancelled = true)
  const progress = (written: number, of: number): void => {
    if (performance.now() - begin > SHOWN_AFTER) store.saving.value = { name, written, of, cancel }
  }
  try {
    const saved = await writeFile(store.trace, { content, progress, isCancelled: () => isCancelled })
    if (saved === undefined) return
    download(saved.file, name)
    if (saved.gone > 0) store.notice.value = { kind: 'warning', text: `${name}: ${wordsOfGone(saved.gone)}` }
  } catch (error) {
    store.notice.value = { kind: 'error', text: `The trace could not be saved: ${messageOf(error)}` }
  } finally {
    store.saving.value = undefined
  }
}

function download(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_BLOB)
}

function wordsOfGone(spans: number): string {
  return spans === 1
    ? '1 span went while it was written, and is not in it'
    : `${formatCount(spans)} spans went while it was written, and are not in it`
}

/** `genai-2026-11-21T12-04-09.otlp.json`: no colons, which Windows refuses. */
export function fileName(at: Date): string {
  return `genai-${at.toISOString().slice(0, 19).replaceAll(':', '-')}.otlp.json`
}

/** Adds the files' spans to what the tab shows, and tells what could not be read. */
export async function openFiles(store: Store, files: readonly File[]): Promise<void> {
  store.notice.value = undefined
  const results = []
  for (const file of files) {
    let isCancelled = false
    const cancel = (): void => void (isCancelled = true)
    const options = {
      progress: (read: number, of: number): void => void (store.reading.value = { name: file.name, read, of, cancel }),
      isCancelled: () => isCancelled,
    }
    results.push({ name: file.name, ...(await openFile(store.host.trace, file, options)) })
  }
  store.reading.value = undefined
  const text = results.flatMap(({ name, error, remarks }) =>
    [error, ...remarks].flatMap((word) => (word === undefined ? [] : `${isolated(name)}: ${word}`)),
  )
  if (text.length === 0) return
  store.notice.value = { kind: results.some(({ error }) => error !== undefined) ? 'error' : 'warning', text: text.join(' · ') }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
