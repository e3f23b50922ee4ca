/** One span or log record, read again from its bytes: rows keep only where they stand. */
import { jsonValue } from './json-item.ts'
import type { FileFormat } from './file-messages.ts'
import { readLog } from '../otlp/read-logs.ts'
import type { ReadLog } from '../otlp/read-logs.ts'
import { readSpan } from '../otlp/read-spans.ts'
import type { ReadSpan } from '../otlp/read-spans.ts'
import type { FileItem } from '../trace/file-rows.ts'
import { logOf, spanOf } from './proto-otlp.ts'
import { UnreadableError } from './source-pieces.ts'

/** An item with the bytes that were found at its place. */
export interface ItemBytes extends FileItem {
  readonly format: FileFormat
  readonly bytes: Uint8Array
}

/** @throws UnreadableError where the file is not what it was. */
export function readSpanIn(item: ItemBytes): ReadSpan {
  const [span] = readSpan({ item: itemIn(item, spanOf), place: item.place, nth: 1 }, () => {})
  if (span === undefined) throw changed()
  return span
}

/**
 * @param spans keys of the spans of the file: an event gives its words away only to one that is there (`spanKey`).
 * @throws UnreadableError where the file is not what it was.
 */
export function readLogIn(item: ItemBytes, spans: ReadonlySet<string>): ReadLog {
  const [log] = readLog({ item: itemIn(item, logOf), place: item.place, nth: 1 }, spans, () => {})
  if (log === undefined) throw changed()
  return log
}

function itemIn({ format, bytes, size }: ItemBytes, decode: typeof spanOf): unknown {
  if (bytes.length !== size) throw changed()
  try {
    return format === 'json' ? jsonValue(bytes, 0, size) : decode(bytes, 0, size)
  } catch {
    throw changed()
  }
}

const changed = (): UnreadableError => new UnreadableError('The file is not what it was when it was opened: open it again.')
