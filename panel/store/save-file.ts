/** A trace → a file, span by span, while the panel goes on; and what has to be told of it. */
import { OtlpWriter } from '../file/save-otlp.ts'
import type { SaveOptions } from '../file/save-otlp.ts'
import type { Trace } from '../trace/model.ts'
import type { RowKey } from '../trace/span-key.ts'
import { Turns } from './turns.ts'

export interface Saved {
  readonly file: Blob
  /** Spans that were there when saving began, and went before they were written. */
  readonly gone: number
}

export interface Saving extends SaveOptions {
  /** The trace that is all of the file; absent: all that is there. */
  readonly of?: RowKey
  /** How far it is, in spans. */
  progress(written: number, of: number): void
  isCancelled(): boolean
}

/**
 * The traces that are there when it is called; `undefined` where it was cancelled. The file is never there as one text, and what lies in files is read from them a
 * few thousand spans at a time. Rejects, with words for the user, where one of those is not what it was, and where the browser has no room.
 */
export async function writeFile(trace: Trace, saving: Saving): Promise<Saved | undefined> {
  const writer = new OtlpWriter(trace, saving)
  const snapshot = trace.snapshot(saving.of)
  const turns = new Turns()
  let written = 0
  let gone = 0
  const rest = async (): Promise<void> => {
    saving.progress(Math.min(written + gone, snapshot.length), snapshot.length)
    await turns.next()
  }
  for await (const part of snapshot.spans()) {
    for (const span of part) {
      if (span === undefined) gone++
      else {
        writer.add(span)
        written++
      }
      if (turns.isOver) await rest()
      if (saving.isCancelled()) return undefined
    }
    await writer.stored()
  }
  for await (const part of snapshot.looseLogs()) {
    for (const log of part) {
      writer.addEvent(log)
      if (turns.isOver) await rest()
      if (saving.isCancelled()) return undefined
    }
    await writer.stored()
  }
  return { file: new Blob(writer.end(), { type: 'application/json' }), gone }
}
