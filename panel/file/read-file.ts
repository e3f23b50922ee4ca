/** A file → batches of its spans and log records, read by a worker, so that the panel goes on while it is read. */
import type { FileMessage, FileRequest } from './file-messages.ts'
import { default as readerUrl } from './file-reader.worker.ts?worker&url'
import { workerAddress } from './worker-address.ts'

/** One that was started before there is a file for it. */
let ready: Worker | undefined

/** For who is about to choose a file: its reader starts meanwhile, and reads an example, so that the engine has compiled what runs. */
export function prepareReader(): void {
  if (ready !== undefined) return
  const worker = startReader()
  worker.onerror = () => {
    if (ready === worker) ready = undefined
  }
  ready = worker
  say(worker, { type: 'prepare' })
}

function say(worker: Worker, request: FileRequest): void {
  worker.postMessage(request)
}

function startReader(): Worker {
  return new Worker(workerAddress(readerUrl), { type: 'module' })
}

/**
 * The messages of one file, in order; the last one is `end`, `failed` or `broken`. The worker waits for whoever goes through them, and is gone once they are
 * through, whether to the last one or not: a `return`, a `break` or an error within a `for await` cancels the reading.
 */
export async function* readFile(file: Blob): AsyncGenerator<FileMessage, void> {
  const worker = ready ?? startReader()
  ready = undefined
  const messages: FileMessage[] = []
  let isOver = false
  let wake: (() => void) | undefined
  const come = (message: FileMessage): void => {
    messages.push(message)
    wake?.()
  }
  worker.onmessage = ({ data }: MessageEvent<FileMessage>) => come(data)
  worker.onerror = ({ message }) => come({ type: 'failed', error: `The file could not be read: ${message || 'its reader did not start'}` })
  try {
    say(worker, { type: 'open', file })
    while (!isOver) {
      const message = messages.shift()
      if (message === undefined) await new Promise<void>((resolve) => (wake = resolve))
      else {
        isOver = message.type === 'end' || message.type === 'failed' || message.type === 'broken'
        yield message
        if (message.type === 'spans' || message.type === 'logs') say(worker, { type: 'taken' })
      }
    }
  } finally {
    worker.terminate()
  }
}
