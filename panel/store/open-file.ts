/** A file → the trace, batch by batch, while the panel goes on; and what has to be told of it. */
import type { FileEnd } from '../file/file-messages.ts'
import { addFitting, addOpened, openTrace } from '../file/open-otlp.ts'
import { readFile } from '../file/read-file.ts'
import { readAgain } from '../file/read-again.ts'
import type { FileBytes } from '../file/read-again.ts'
import type { Skipped } from '../file/skipped.ts'
import { formatCount } from '../trace/format.ts'
import type { RoomChoice } from '../trace/file-room.ts'
import type { Crowd, OpenFile, Trace } from '../trace/model.ts'
import type { SpanBatch } from '../trace/span-batch.ts'
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
  /** Spans of others would have to go for the rest of the file. Asked once at most; undefined: it was cancelled. */
  ask(crowd: Crowd): Promise<RoomChoice | undefined>
}

/** Never rejects. */
export async function openFile(trace: Trace, file: File, options: OpenOptions): Promise<Opened> {
  try {
    return await new Opening(trace, file, options).read()
  } catch (error) {
    return { error: messageOf(error), remarks: [] }
  }
}

class Opening {
  readonly #trace: Trace
  readonly #file: File
  readonly #options: OpenOptions
  readonly #source: FileBytes
  readonly #opened: OpenFile
  /** Spans that came so far, and the share of the file that they came from. */
  #came = 0
  #share = 0
  #choice: RoomChoice | undefined

  constructor(trace: Trace, file: File, options: OpenOptions) {
    this.#trace = trace
    this.#file = file
    this.#options = options
    this.#source = { blob: file, format: 'json' }
    this.#opened = trace.openFile(file.name, readAgain(this.#source))
  }

  async read(): Promise<Opened> {
    try {
      return await this.#read()
    } finally {
      if (this.#source.blob === UNPACKING) this.#source.blob = NEVER_UNPACKED
    }
  }

  async #read(): Promise<Opened> {
    for await (const message of readFile(this.#file)) {
      if (this.#options.isCancelled()) return CANCELLED
      if (message.type === 'broken') return this.#readText(message.source)
      if (message.type === 'failed') return { error: message.error, remarks: [] }
      if (message.type === 'end') return this.#end(message)
      if (message.type === 'begin') {
        this.#source.format = message.format
        if (message.isConverted) this.#source.blob = UNPACKING
      } else if (message.type === 'progress') this.#progress(message.read, message.of)
      else if (message.type === 'logs') this.#opened.addLogs(message.batch)
      else await this.#take(message.batch)
    }
    return { error: 'its reader stopped before its end', remarks: [] }
  }

  #progress(read: number, of: number): void {
    this.#share = read / of
    this.#options.progress(read, of)
  }

  async #take(batch: SpanBatch): Promise<void> {
    this.#came += batch.length
    const turns = new Turns()
    for (let at = 0; at < batch.length && !this.#options.isCancelled();) {
      const to = Math.min(batch.length, at + SLICE)
      at = this.#opened.addSpans(batch, at, to)
      if (at < to) {
        const rest = this.#share > 0 ? this.#came / this.#share - this.#came : 0
        const choice = await this.#ask(this.#opened.crowd(batch.length - at + Math.round(rest)))
        if (choice !== undefined) this.#opened.choose(choice)
      }
      if (turns.isOver) await turns.next()
    }
  }

  #end({ source, format, spans, skipped }: FileEnd): Opened {
    this.#source.blob = source
    this.#source.format = format
    const opened = this.#opened
    opened.end()
    const what = opened.leftOut > 0 ? 'contents of spans that are not here' : 'contents of spans that are not in the file'
    const loose = opened.looseContents === 0 ? [] : [{ what, count: opened.looseContents, where: [] }]
    return { remarks: remarksOn({ spans, repeated: opened.repeated, leftOut: opened.leftOut, skipped: [...skipped, ...loose] }) }
  }

  /** A file with a fault: its whole text says more, and more of it is found. */
  async #readText(source: Blob): Promise<Opened> {
    this.#opened.forget()
    const text = await source.text()
    const opened = openTrace(text, { name: this.#file.name })
    if ('error' in opened) return { error: opened.error, remarks: [] }
    const { spans, skipped } = opened
    const crowd = this.#opened.crowd(spans, text.length)
    const asks = this.#choice === undefined && !this.#trace.hasRoom(spans, text.length) && crowd.live + crowd.ofFiles > 0
    const choice = asks ? await this.#ask(crowd) : this.#choice
    if (this.#options.isCancelled()) return { remarks: ['reading it was cancelled'] }
    const added = choice === 'keep' ? addFitting(this.#trace, opened) : { repeated: addOpened(this.#trace, opened), leftOut: 0 }
    return { remarks: remarksOn({ spans, skipped, ...added }) }
  }

  async #ask(crowd: Crowd): Promise<RoomChoice | undefined> {
    this.#choice = await this.#options.ask(crowd)
    return this.#choice
  }
}

/** The bytes of a packed file stand elsewhere, once all of it is unpacked. */
const UNPACKING = 'What it says can be read once the file was read to its end: it is packed, or not in UTF-8.'
const NEVER_UNPACKED = 'The file was not read to its end, and is packed or not in UTF-8: open it again to read what it says.'

const CANCELLED: Opened = { remarks: ['reading it was cancelled: a part of its spans is shown'] }

interface Read {
  readonly spans: number
  readonly repeated: number
  readonly leftOut: number
  readonly skipped: readonly Skipped[]
}

function remarksOn({ spans, repeated, leftOut, skipped }: Read): readonly string[] {
  const there = repeated === 0 ? [] : [`${formatCount(repeated)} of its ${formatCount(spans)} spans were here already`]
  const noRoom = leftOut === 0 ? [] : [`left out ${formatCount(leftOut)} ${leftOut === 1 ? 'span' : 'spans'}: no room`]
  return [...(spans === 0 ? ['it has no spans'] : []), ...noRoom, ...skipped.map(wordsOfSkipped), ...there]
}

/** `left out 12 lines that are no whole JSON (line 3: cut off, at column 80; line 7: …; and 9 more)`. */
export function wordsOfSkipped({ what, count, where }: Skipped): string {
  const more = where.length < count ? [`and ${formatCount(count - where.length)} more`] : []
  const places = where.length === 0 ? '' : ` (${[...where, ...more].join('; ')})`
  return `left out ${formatCount(count)} ${what}${places}`
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
