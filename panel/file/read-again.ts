/** Spans and log records of a file that was read, read from it again when somebody looks at them or saves them. */
import { own } from '../../sdk/protocol/fields.ts'
import { readDelta } from '../../sdk/protocol/read-records.ts'
import type { TextDelta } from '../../sdk/protocol/records.ts'
import { spanKey } from '../otlp/read-logs.ts'
import type { FileItem, FileReader } from '../trace/file-rows.ts'
import type { FileFormat } from './file-messages.ts'
import { bytesOfItems } from './item-bytes.ts'
import { readLogIn, readSpanIn } from './read-item.ts'
import type { ItemBytes } from './read-item.ts'
import { UnreadableError } from './source-pieces.ts'

/** Where a file's bytes stand: the file itself, or what was unpacked of it. */
export interface FileBytes {
  /** In words for the user, why they cannot be read (yet). */
  blob: Blob | string
  format: FileFormat
}

export function readAgain(source: Readonly<FileBytes>): FileReader {
  return {
    async read(items) {
      const { blob, format } = source
      if (typeof blob === 'string') throw new UnreadableError(blob)
      const all = await bytesOfItems(blob, items)
      const at = (item: FileItem): ItemBytes => ({ ...item, format, bytes: all.get(item) ?? new Uint8Array() })
      return {
        span: (item) => readSpanIn(at(item)).record,
        log(item, span) {
          const { event, content, live } = readLogIn(at(item), new Set(span && [spanKey(span.traceId, span.spanId)]))
          const time = span?.endTimeUnixNano ?? span?.startTimeUnixNano ?? '0'
          return { event, content, live: live.flatMap((text) => textOf(text, span?.spanId ?? '', time) ?? []) }
        },
      }
    },
  }
}

/** As a page's are read. */
function textOf(live: unknown, spanId: string, at: string): TextDelta | undefined {
  const fields = { choice: own(live, 'choice'), part: own(live, 'part'), index: own(live, 'index'), text: own(live, 'text') }
  const delta = readDelta({ spanId, at, ...fields, bytes: 0 })
  return delta && { choice: delta.choice, part: delta.part, index: delta.index, text: delta.text }
}
