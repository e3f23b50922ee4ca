/** One span or log record, read again from its bytes when somebody looks at it: rows keep only where they stand. */
import { jsonValue } from './json-item.ts'
import type { FileFormat } from './file-messages.ts'
import { readLog } from '../otlp/read-logs.ts'
import type { ReadLog } from '../otlp/read-logs.ts'
import { readSpan } from '../otlp/read-spans.ts'
import type { ReadSpan } from '../otlp/read-spans.ts'
import type { BatchPlace } from '../trace/span-batch.ts'
import { logOf, spanOf } from './proto-otlp.ts'
import { bytesAt, UnreadableError } from './source-pieces.ts'

export interface ItemPlace {
  /** The `source` of the file's `end`. */
  readonly source: Blob
  readonly format: FileFormat
  readonly offset: number
  readonly size: number
  readonly place: BatchPlace
}

/** @throws UnreadableError where the file is not what it was. */
export async function readSpanAt(at: ItemPlace): Promise<ReadSpan> {
  const [span] = readSpan({ item: await itemAt(at, spanOf), place: at.place, nth: 1 }, () => {})
  if (span === undefined) throw changed()
  return span
}

/**
 * @param spans keys of the spans of the file: an event gives its words away only to one that is there (`spanKey`).
 * @throws UnreadableError where the file is not what it was.
 */
export async function readLogAt(at: ItemPlace, spans: ReadonlySet<string>): Promise<ReadLog> {
  const [log] = readLog({ item: await itemAt(at, logOf), place: at.place, nth: 1 }, spans, () => {})
  if (log === undefined) throw changed()
  return log
}

async function itemAt({ source, format, offset, size }: ItemPlace, decode: typeof spanOf): Promise<unknown> {
  const bytes = await bytesAt(source, offset, size)
  if (bytes.length !== size) throw changed()
  try {
    return format === 'json' ? jsonValue(bytes, 0, size) : decode(bytes, 0, size)
  } catch {
    throw changed()
  }
}

const changed = (): UnreadableError => new UnreadableError('The file is not what it was when it was opened: open it again.')
