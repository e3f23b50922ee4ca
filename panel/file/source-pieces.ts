/**
 * A file's bytes, piece by piece. What is packed, or is no UTF-8, has its bytes nowhere that they could be read from later: those are kept, as parts of a Blob,
 * which a browser may put on disk.
 */
import { formatCount } from '../trace/format.ts'
import { oneAhead } from '../trace/one-ahead.ts'

/** Each is so much larger than the one before: a screen of rows is there soon. */
const FIRST_PIECE = 64 * 1024
const GROWTH = 8
const PIECE = 4 * 1024 * 1024
/** What is unpacked comes in smaller ones, and is put together up to here. */
const UNPACKED_PIECE = 1024 * 1024
/** Bytes that a packed file may have unpacked. */
const MAX_UNPACKED = 4 * 1024 ** 3
/** A file that grows more than this, once it is large, was made to: traces grow 10 to 100 times. */
const MAX_RATIO = 500
const LARGE = 256 * 1024 ** 2

/** In words for the user. */
export class UnreadableError extends Error {}

export interface Pieces {
  /** They are none of the file itself, and {@link source} has those that came. */
  readonly isConverted: boolean
  readonly pieces: AsyncIterable<Uint8Array<ArrayBuffer>>
  /** Bytes of the file that were taken, of all. */
  progress(): number
  /** Where the pieces can be read again once they all came. */
  source(): Blob
}

/** @param maxUnpacked bytes that a packed file may have unpacked. */
export async function piecesOf(file: Blob, maxUnpacked = MAX_UNPACKED): Promise<Pieces> {
  const head = await bytesAt(file, 0, FIRST_PIECE)
  if (head[0] === 0x1f && head[1] === 0x8b) return converted(file, () => new DecompressionStream('gzip'), maxUnpacked)
  const encoding = head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined
  if (encoding !== undefined) return converted(file, () => utf8From(encoding), maxUnpacked)
  let taken = 0
  return {
    isConverted: false,
    pieces: slices(file, head, (bytes) => (taken += bytes)),
    progress: () => taken,
    source: () => file,
  }
}

/** @throws UnreadableError where the file changed, or is gone. */
export async function bytesAt(file: Blob, offset: number, size: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(offset, offset + size).arrayBuffer())
  } catch {
    throw new UnreadableError('The file cannot be read any more: it was changed, moved or removed.')
  }
}

/** The next slice is on its way while one is worked on. `first`: the first one, which was read already. */
async function* slices(
  file: Blob,
  first: Uint8Array<ArrayBuffer>,
  taken: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (first.length === 0) return
  const make = ([at, size]: Cut) => (at === 0 ? Promise.resolve(first) : bytesAt(file, at, size))
  for await (const bytes of oneAhead(cutsOf(file, first.length), make)) {
    taken(bytes.length)
    yield bytes
  }
}

/** Where one begins, and how long it is at most. */
type Cut = readonly [at: number, size: number]

function* cutsOf(file: Blob, first: number): Generator<Cut> {
  yield [0, first]
  let size = FIRST_PIECE
  for (let at = first; at < file.size; at += size) {
    size = Math.min(PIECE, size * GROWTH)
    yield [at, size]
  }
}

type Converter = ReadableWritablePair<Uint8Array<ArrayBuffer>, BufferSource>

function converted(file: Blob, converter: () => Converter, maxUnpacked: number): Pieces {
  const parts: Blob[] = []
  let taken = 0
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, BufferSource>({
    transform(bytes, controller) {
      taken += bytes.length
      controller.enqueue(bytes)
    },
  })
  async function* pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let size = 0
    for await (const piece of joined(file.stream().pipeThrough(counting).pipeThrough(converter()))) {
      size += piece.length
      if (size > maxUnpacked)
        throw new UnreadableError(`The file has more than ${formatCount(maxUnpacked / 1024 ** 2)} MB when it is unpacked: no more is read.`)
      if (size > LARGE && size > file.size * MAX_RATIO)
        throw new UnreadableError(`The file grows more than ${MAX_RATIO} times when it is unpacked: this is no trace.`)
      parts.push(new Blob([piece]))
      yield piece
    }
  }
  return { isConverted: true, pieces: pieces(), progress: () => Math.min(taken, file.size), source: () => new Blob(parts) }
}

async function* joined(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader()
  let held = new Uint8Array(UNPACKED_PIECE)
  let length = 0
  try {
    for (;;) {
      const { done: isOver, value } = await read(reader)
      if (isOver) break
      for (let at = 0; at < value.length;) {
        const part = value.subarray(at, at + held.length - length)
        held.set(part, length)
        length += part.length
        at += part.length
        if (length < held.length) continue
        yield held
        held = new Uint8Array(UNPACKED_PIECE)
        length = 0
      }
    }
    if (length > 0) yield held.subarray(0, length)
  } finally {
    // Where nobody wants more, nothing more is unpacked.
    void reader.cancel().catch(() => {})
  }
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>> {
  try {
    return await reader.read()
  } catch {
    throw new UnreadableError(`The file cannot be unpacked: it is damaged, was cut off, or was changed or removed meanwhile.`)
  }
}

function utf8From(encoding: string): Converter {
  const text = new TextDecoderStream(encoding)
  return {
    writable: text.writable,
    readable: text.readable.pipeThrough(new TextEncoderStream()) as ReadableStream<Uint8Array<ArrayBuffer>>,
  }
}
