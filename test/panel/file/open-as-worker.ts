/** A file → the trace, as the worker and the panel read it, without the worker. */
import { readAgain } from '../../../panel/file/read-again.ts'
import type { FileBytes } from '../../../panel/file/read-again.ts'
import { readSource } from '../../../panel/file/read-source.ts'
import type { RoomChoice } from '../../../panel/trace/file-room.ts'
import type { OpenFile, Trace } from '../../../panel/trace/model.ts'

export interface Opened {
  readonly file: OpenFile
  /** Where its records are read from; to be changed by whoever wants the file to change. */
  readonly source: FileBytes
}

/** Nobody is to be asked. */
const NOBODY = (): RoomChoice => {
  throw new Error('others would have to go')
}

/** @param slice spans that are taken in at once. */
export async function openAsWorker(
  trace: Trace,
  blob: Blob,
  name = 'f',
  slice = 512,
  ask: (file: OpenFile) => RoomChoice = NOBODY,
): Promise<Opened> {
  const source: FileBytes = { blob, format: 'json' }
  const file = trace.openFile(name, readAgain(source))
  await readSource(blob, {
    async give(message) {
      if (message.type === 'logs') file.addLogs(message.batch)
      if (message.type === 'spans')
        for (let at = 0; at < message.batch.length;) {
          const to = Math.min(message.batch.length, at + slice)
          at = file.addSpans(message.batch, at, to)
          if (at < to) file.choose(ask(file))
        }
      if (message.type === 'end') {
        source.format = message.format
        file.end()
      }
      if (message.type === 'failed' || message.type === 'broken') throw new Error(JSON.stringify(message))
    },
  })
  return { file, source }
}
