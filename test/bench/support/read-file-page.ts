/** Reads a file by the panel's worker, and says when what was there. */
import { readFile } from '../../../panel/file/read-file.ts'

export interface ReadTimes {
  readonly spans: number
  /** Milliseconds from the call on. */
  readonly first: number
  readonly all: number
  /** The longest time in which the page's thread did nothing else. */
  readonly longest: number
  readonly last: string
}

declare global {
  interface Window {
    blobOf(url: string): Promise<void>
    readOnce(): Promise<ReadTimes>
    /** Milliseconds for the bytes alone. */
    bytesOnce(): Promise<number>
  }
}

let file = new Blob()

window.blobOf = async (url) => {
  file = await (await fetch(url)).blob()
}

window.readOnce = async () => {
  const begin = performance.now()
  let first = 0
  let spans = 0
  let longest = 0
  let last = ''
  let busy = true
  let at = performance.now()
  const beat = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - at)
    at = now
    if (busy) setTimeout(beat)
  }
  beat()
  for await (const message of readFile(file)) {
    last = message.type === 'failed' ? message.error : message.type
    if (message.type !== 'spans') continue
    if (spans === 0) first = performance.now() - begin
    spans += message.batch.length
  }
  busy = false
  return { spans, first, all: performance.now() - begin, longest, last }
}

window.bytesOnce = async () => {
  const begin = performance.now()
  const size = 4 * 1024 * 1024
  for (let at = 0; at < file.size; at += size) await file.slice(at, at + size).arrayBuffer()
  return performance.now() - begin
}
