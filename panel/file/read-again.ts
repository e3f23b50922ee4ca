/** Spans and log records of a file that was read, read from it again when somebody looks at them. */
import { own } from '../../sdk/protocol/fields.ts'
import { readDelta } from '../../sdk/protocol/read-records.ts'
import type { TextDelta } from '../../sdk/protocol/records.ts'
import { spanKey } from '../otlp/read-logs.ts'
import type { FileItem, FileReader } from '../trace/file-rows.ts'
import type { FileFormat } from './file-messages.ts'
import { readLogAt, readSpanAt } from './read-item.ts'
import type { ItemPlace } from './read-item.ts'

/** Where a file's bytes stand: the file itself, or what was unpacked of it. */
export interface FileBytes {
  blob: Blob
  format: FileFormat
}

export function readAgain(source: Readonly<FileBytes>): FileReader {
  const at = (item: FileItem): ItemPlace => ({ ...item, source: source.blob, format: source.format })
  return {
    span: async (item) => (await readSpanAt(at(item))).record,
    async log(item, span) {
      const { event, content, live } = await readLogAt(at(item), new Set(span && [spanKey(span.traceId, span.spanId)]))
      const time = span?.endTimeUnixNano ?? span?.startTimeUnixNano ?? '0'
      return { event, content, live: live.flatMap((text) => textOf(text, span?.spanId ?? '', time) ?? []) }
    },
  }
}

/** As a page's are read. */
function textOf(live: unknown, spanId: string, at: string): TextDelta | undefined {
  const fields = { choice: own(live, 'choice'), part: own(live, 'part'), index: own(live, 'index'), text: own(live, 'text') }
  const delta = readDelta({ spanId, at, ...fields, bytes: 0 })
  return delta && { choice: delta.choice, part: delta.part, index: delta.index, text: delta.text }
}
