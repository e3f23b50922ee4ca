/** Files in and out of the tab. The formats are elsewhere; here is only the browser's side of it. */
import { formatCount } from '../trace/format.ts'
import { isolated } from '../trace/isolate.ts'
import type { RoomChoice } from '../trace/file-room.ts'
import type { RowKey } from '../trace/span-key.ts'
import { openFile } from './open-file.ts'
import type { OpenOptions } from './open-file.ts'
import { writeFile } from './save-file.ts'
import type { Reading, Store } from './store.ts'

/** The click that starts a download only queues it: the browser reads the blob some time after. */
const KEEP_BLOB = 60_000

/** Most traces are saved sooner than anybody could read how far that is. */
const SHOWN_AFTER = 200

/**
 * As a download: a file picker, which could be written to as the file grows, is refused to the panel, a frame of another origin within DevTools.
 * https://wicg.github.io/file-system-access/#api-showsavefilepicker
 *
 * @param part the trace that is saved alone.
 */
export async function saveFile(store: Store, content: boolean, part?: RowKey): Promise<void> {
  const name = fileName(new Date())
  const begin = performance.now()
  let isCancelled = false
  const cancel = (): void => void (isCancelled = true)
  const progress = (written: number, of: number): void => {
    if (performance.now() - begin > SHOWN_AFTER) store.saving.value = { name, written, of, cancel }
  }
  try {
    const saved = await writeFile(store.trace, {
      content,
      progress,
      isCancelled: () => isCancelled,
      ...(part !== undefined && { of: part }),
    })
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

/** What each store is reading. */
const reading = new WeakMap<Store, Promise<void>>()

/** Adds the files' spans to what the tab shows, and tells what could not be read. One file after the other: each has the bar to itself. */
export function openFiles(store: Store, files: readonly File[]): Promise<void> {
  const before = reading.get(store) ?? Promise.resolve()
  const all = before.then(() => readFiles(store, files))
  reading.set(store, all)
  return all
}

async function readFiles(store: Store, files: readonly File[]): Promise<void> {
  store.notice.value = undefined
  const results = []
  for (const file of files) results.push({ name: file.name, ...(await openFile(store.host.trace, file, readingOf(store, file))) })
  store.reading.value = undefined
  const text = results.flatMap(({ name, error, remarks }) =>
    [error, ...remarks].flatMap((word) => (word === undefined ? [] : `${isolated(name)}: ${word}`)),
  )
  if (text.length === 0) return
  store.notice.value = { kind: results.some(({ error }) => error !== undefined) ? 'error' : 'warning', text: text.join(' · ') }
}

/** How far it is and what it asks, for the bar. */
function readingOf(store: Store, { name, size }: File): OpenOptions {
  let isCancelled = false
  let far = { read: 0, of: size }
  let answer: ((choice: RoomChoice | undefined) => void) | undefined
  const cancel = (): void => {
    isCancelled = true
    answer?.(undefined)
  }
  const show = (question?: Reading['question']): void =>
    void (store.reading.value = { name, ...far, cancel, ...(question && { question }) })
  return {
    progress(read, of) {
      far = { read, of }
      show()
    },
    isCancelled: () => isCancelled,
    async ask(crowd) {
      const choice = await new Promise<RoomChoice | undefined>((resolve) => {
        answer = resolve
        show({ crowd, choose: resolve })
      })
      show()
      return choice
    },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
