/** A file → the trace, batch by batch, while the panel goes on; and what has to be told of it. */
import type { FileEnd, FileMessage } from '../file/file-messages.ts'
import { addOpened, openTrace } from '../file/open-otlp.ts'
import { readFile } from '../file/read-file.ts'
import { readAgain } from '../file/read-again.ts'
import type { FileBytes } from '../file/read-again.ts'
import type { Skipped } from '../file/skipped.ts'
import { formatCount } from '../trace/format.ts'
import type { OpenFile, Trace } from '../trace/model.ts'
import { Turns } from './turns.ts'

/** So many spans are taken in between two looks at the clock. */
const SLICE = 128

export interface Opened {
  readonly error?: string
  readonly remarks: readonly string[]
}

export interface OpenOptions {
  /** How far it is; `read` and `of` in bytes. */
  progress(read: number, of: number): void
  isCancelled(): boolean
}

/** Never rejects. */
export async function openFile(trace: Trace, file: File, options: OpenOptions): Promise<Opened> {
  // Of a packed file the bytes stand elsewhere, once all of it is unpacked.
  const source: FileBytes = { blob: file, format: 'json' }
  const opened = trace.openFile(file.name, readAgain(source))
  try {
    for await (const message of readFile(file)) {
      if (options.isCancelled()) return { remarks: ['reading it was cancelled: a part of its spans is shown'] }
      if (message.type === 'broken') {
        opened.forget()
        return openText(trace, file.name, message.source)
      }
      if (message.type === 'failed') return { error: message.error, remarks: [] }
      if (message.type === 'end') {
        source.blob = message.source
        source.format = message.format
        opened.end()
        const loose = { what: 'contents of spans that are not in the file', count: opened.looseContents, where: [] }
        return { remarks: remarksOn(message.spans, opened.repeated, [...message.skipped, ...(loose.count === 0 ? [] : [loose])]) }
      }
      await take(opened, message, options)
    }
  } catch (error) {
    return { error: messageOf(error), remarks: [] }
  }
  return { error: 'its reader stopped before its end', remarks: [] }
}

async function take(opened: OpenFile, message: Exclude<FileMessage, FileEnd>, { progress, isCancelled }: OpenOptions): Promise<void> {
  if (message.type === 'progress') progress(message.read, message.of)
  if (message.type === 'logs') opened.addLogs(message.batch)
  if (message.type !== 'spans') return
  const { batch } = message
  const turns = new Turns()
  for (let from = 0; from < batch.length && !isCancelled(); from += SLICE) {
    opened.addSpans(batch, from, Math.min(batch.length, from + SLICE))
    if (turns.isOver) await turns.next()
  }
}

/** A file with a fault: its whole text says more, and more of it is found. */
async function openText(trace: Trace, name: string, source: Blob): Promise<Opened> {
  const opened = openTrace(await source.text(), { name })
  if ('error' in opened) return { error: opened.error, remarks: [] }
  const there = addOpened(trace, opened)
  return { remarks: remarksOn(opened.spans, there, opened.skipped) }
}

function remarksOn(spans: number, repeated: number, skipped: readonly Skipped[]): readonly string[] {
  const there = repeated === 0 ? [] : [`${formatCount(repeated)} of its ${formatCount(spans)} spans were here already`]
  return [...(spans === 0 ? ['it has no spans'] : []), ...skipped.map(wordsOfSkipped), ...there]
}

/** `left out 12 lines that are no whole JSON (line 3: cut off, at column 80; line 7: …; and 9 more)`. */
export function wordsOfSkipped({ what, count, where }: Skipped): string {
  const more = where.length < count ? [`and ${formatCount(count - where.length)} more`] : []
  const places = where.length === 0 ? '' : ` (${[...where, ...more].join('; ')})`
  return `left out ${formatCount(count)} ${what}${places}`
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
