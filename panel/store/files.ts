/** Files in and out of the tab. The formats are elsewhere; here is only the browser's side of it. */
import { openTrace } from '../file/open-otlp.ts'
import { saveTrace } from '../file/otlp.ts'
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
  const problems: string[] = []
  for (const file of files) {
    const problem = await openFile(store, file)
    if (problem !== undefined) problems.push(`${file.name}: ${problem}`)
  }
  if (problems.length > 0) store.notice.value = { kind: 'error', text: problems.join(' · ') }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
