/** Reads a file off the panel's thread. What the panel has not taken in yet holds it up: two batches on the way are all. */
import type { FileMessage, FileRequest } from './file-messages.ts'
import { readSource } from './read-source.ts'

const MAX_UNTAKEN = 2

let untaken = 0
let goOn: (() => void) | undefined

self.onmessage = ({ data }: MessageEvent<FileRequest>) => {
  if (data.type === 'open') void readSource(data.file, { give })
  else {
    untaken--
    goOn?.()
  }
}

async function give(message: FileMessage): Promise<void> {
  const isBatch = message.type === 'spans' || message.type === 'logs'
  while (isBatch && untaken >= MAX_UNTAKEN) await new Promise<void>((resolve) => (goOn = resolve))
  if (isBatch) untaken++
  self.postMessage(message, { transfer: isBatch ? buffersOf(message.batch) : [] })
}

function buffersOf(batch: object): ArrayBuffer[] {
  return Object.values(batch).flatMap((column: unknown) =>
    ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [],
  )
}
