/** A file → the trace, as the worker and the panel read it, without the worker. */
import { readAgain } from '../../../panel/file/read-again.ts'
import type { FileBytes } from '../../../panel/file/read-again.ts'
import { readSource } from '../../../panel/file/read-source.ts'
import type { OpenFile, Trace } from '../../../panel/trace/model.ts'

export interface Opened {
  readonly file: OpenFile
  /** Where its records are read from; to be changed by whoever wants the file to change. */
  readonly source: FileBytes
}

/** @param slice spans that are taken in at once. */
export async function openAsWorker(trace: Trace, blob: Blob, name = 'f', slice = 512): Promise<Opened> {
  const source: FileBytes = { blob, format: 'json' }
  const file = trace.openFile(name, readAgain(source))
  await readSource(blob, {
    async give(message) {
      if (message.type === 'logs') file.addLogs(message.batch)
      if (message.type === 'spans')
        for (let from = 0; from < message.batch.length; from += slice)
          file.addSpans(message.batch, from, Math.min(message.batch.length, from + slice))
      if (message.type === 'end') {
        source.format = message.format
        file.end()
      }
      if (message.type === 'failed' || message.type === 'broken') throw new Error(JSON.stringify(message))
    },
  })
  return { file, source }
}
