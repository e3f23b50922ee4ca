/** A file → batches, piece by piece: which format it has, what of it could be read, and what is wrong with it. Knows of no worker. */
import type { FileMessage } from './file-messages.ts'
import { placeOfFault } from './fault-place.ts'
import { wordsOfForeignBytes, wordsOfForeignText } from './foreign.ts'
import { JsonReader } from './json-reader.ts'
import { formatCount } from '../trace/format.ts'
import { wordsOfNoJson, wordsOfNoTrace } from './open-otlp.ts'
import { NO_PROTOBUF, ProtoReader } from './proto-reader.ts'
import type { Skipped } from './skipped.ts'
import { bytesAt, piecesOf, UnreadableError } from './source-pieces.ts'
import type { Pieces } from './source-pieces.ts'

/** By so many bytes a text is known. */
const HEAD = 8 * 1024
/** Up to here a file with a fault is better read as a whole text. */
const MAX_WHOLE = 64 * 1024 * 1024
/** Bytes after which rows are handed over though they make no full batch: spans may be large. */
const MAX_UNTOLD = 16 * 1024 * 1024

export interface ReadOptions {
  /** Takes a message; once it is fulfilled, another one may come. */
  give(message: FileMessage): Promise<void>
  /** Default {@link MAX_WHOLE}; for tests. */
  readonly maxWhole?: number
  /** Bytes that a packed file may have unpacked. Default: 4 GB. */
  readonly maxUnpacked?: number
}

/** Never rejects: what goes wrong is a message. */
export async function readSource(file: Blob, options: ReadOptions): Promise<void> {
  try {
    await read(file, options)
  } catch (error) {
    await options.give({
      type: 'failed',
      error: error instanceof UnreadableError ? error.message : `The file could not be read: ${String(error)}`,
    })
  }
}

async function read(file: Blob, { give, maxWhole = MAX_WHOLE, maxUnpacked }: ReadOptions): Promise<void> {
  const pieces = await piecesOf(file, maxUnpacked)
  let reader: JsonReader | ProtoReader | undefined
  let readTo = 0
  let told = 0
  const isSmall = (): boolean => (pieces.isConverted ? readTo : file.size) <= maxWhole
  for await (const piece of pieces.pieces) {
    if (reader === undefined) {
      const foreign = wordsOfForeignBytes(piece)
      if (foreign !== undefined) throw new UnreadableError(foreign)
      reader = isProtobuf(piece) ? new ProtoReader() : new JsonReader()
      await give({ type: 'begin', format: reader instanceof ProtoReader ? 'protobuf' : 'json', isConverted: pieces.isConverted })
    }
    readTo += piece.length
    reader.push(piece)
    await give({ type: 'progress', read: pieces.progress(), of: file.size })
    for (const batch of reader.rows.take(readTo, told === 0 || readTo - told > MAX_UNTOLD)) {
      told = readTo
      await give(batch)
    }
    // What is unpacked comes on, as far as it can be read as a whole.
    if (reader.scan.fault !== undefined && !(pieces.isConverted && isSmall())) break
  }
  reader ??= new JsonReader()
  reader.end()
  for (const batch of reader.rows.take(readTo, true)) await give(batch)
  await give(reader instanceof ProtoReader ? endOfProtobuf(reader, pieces) : await endOfJson(reader, pieces, isSmall()))
}

async function endOfJson(reader: JsonReader, pieces: Pieces, isSmall: boolean): Promise<FileMessage> {
  const { scan, rows } = reader
  const source = pieces.source()
  if (reader.isEmpty) return { type: 'failed', error: 'The file is empty.' }
  const isWhole = scan.fault === undefined && scan.lostLines === 0 && reader.badItems === 0
  if (isSmall && !(isWhole && reader.hasSpans)) return { type: 'broken', source }
  const fault = scan.fault === undefined ? undefined : await placeOfFault(source, scan.fault)
  if (fault !== undefined && rows.spans === 0) {
    const foreign = wordsOfForeignText(new TextDecoder().decode(await bytesAt(source, 0, HEAD)))
    return { type: 'failed', error: foreign ?? wordsOfNoJson(fault, fault.what) }
  }
  if (!reader.hasSpans) return { type: 'failed', error: wordsOfNoTrace(reader.first) }
  const lost: Skipped[] = []
  if (scan.lostLines > 0)
    lost.push({ what: 'lines that are no whole JSON', count: scan.lostLines, where: await placesOfLines(source, scan) })
  if (fault !== undefined) {
    const where = [`line ${fault.line}, column ${fault.column}: ${fault.what ?? 'cut off'}`]
    lost.push({ what: 'pieces that are no JSON', count: 1, where })
  }
  return { type: 'end', format: 'json', source, spans: rows.spans, logs: rows.logs, skipped: [...reader.skipped(), ...lost] }
}

function endOfProtobuf(reader: ProtoReader, pieces: Pieces): FileMessage {
  const { scan, rows } = reader
  const place = `at byte ${formatCount(scan.fault ?? 0)}`
  if (rows.spans === 0 && rows.logs === 0) {
    if (scan.isCut) return { type: 'failed', error: `The file ends too early, ${place}: it was cut off when it was written or copied.` }
    if (scan.fault !== undefined)
      return { type: 'failed', error: `This is neither JSON nor OpenTelemetry's protobuf: ${place} stands no field of it.` }
  }
  const lost =
    scan.fault === undefined ? [] : [{ what: NO_PROTOBUF, count: 1, where: [`${place}: ${scan.isCut ? 'cut off' : 'no field'}`] }]
  return {
    type: 'end',
    format: 'protobuf',
    source: pieces.source(),
    spans: rows.spans,
    logs: rows.logs,
    skipped: [...reader.skipped(), ...lost],
  }
}

/** Bytes that are looked at to tell a format by. */
const SNIFFED = 512

/** It begins with a field that JSON may have as a line break; a resource or a scope, whose fields no text may hold, comes soon after. */
function isProtobuf(bytes: Uint8Array): boolean {
  const isControl = (byte: number): boolean => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d
  return bytes[0] === 0x0a && bytes.subarray(0, SNIFFED).some(isControl)
}

async function placesOfLines(source: Blob, { lost }: JsonReader['scan']): Promise<readonly string[]> {
  return Promise.all(
    lost.map(async ({ line, start, fault }) => {
      const place = await placeOfFault(source, fault, { offset: start, line })
      return `line ${line}: ${place.what ?? 'cut off'}, at column ${place.column}`
    }),
  )
}
