/** Files in and out of the tab. The formats are elsewhere; here is only the browser's side of it. */
import { readAndSave } from '../file/save-otlp.ts'
import { isolated } from '../trace/isolate.ts'
import { openFile } from './open-file.ts'
import type { Store } from './store.ts'

/** The click that starts a download only queues it: the browser reads the blob some time after. */
const KEEP_BLOB = 60_000

export async function saveFile(store: Store, content: boolean): Promise<void> {
  try {
    const text = JSON.stringify(await readAndSave(store.trace, { content }))
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
