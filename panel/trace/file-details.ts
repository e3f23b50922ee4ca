/** What lies beside the rows of files' spans, read again from the files; what was asked for last is kept at hand. */
import { readContent } from '../../sdk/protocol/read-content.ts'
import type { ResourceEntry, SpanRecord } from '../../sdk/protocol/records.ts'
import type { FileItem, FileLog, FileRows, ItemReader } from './file-rows.ts'
import type { LogView, Source, SpanDetail, SpanIndex } from './model.ts'
import type { BatchPlace } from './span-batch.ts'

/** Details that are kept at hand. */
const MAX_KEPT = 64

/** A span of a file, with its log records. */
export interface FileSpan {
  readonly item: FileItem
  readonly logs: readonly FileItem[]
}

export class FileDetails {
  readonly #kept = new Map<SpanIndex, SpanDetail>()

  get(row: SpanIndex): SpanDetail | undefined {
    return this.#kept.get(row)
  }

  async read(file: FileRows, row: SpanIndex, source: Source): Promise<SpanDetail> {
    const known = this.#kept.get(row)
    if (known !== undefined) return known
    const span = { item: file.itemOf(row), logs: file.logsOf(row) }
    const detail = detailOf(await file.reader.read([span.item, ...span.logs]), span, source)
    this.#kept.set(row, detail)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MAX_KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return detail
  }

  delete(row: SpanIndex): void {
    this.#kept.delete(row)
  }
}

/** What is said of a span in a file whose bytes are there. Throws as the reader does. */
export function detailOf(reader: ItemReader, { item, logs: logItems }: FileSpan, source: Source): SpanDetail {
  const record = reader.span(item)
  const logs = logItems.map((log) => reader.log(log, record))
  const events = logs.flatMap(({ event }, at): readonly LogView[] =>
    event === undefined ? [] : [{ event, source, resource: resourceOf(logItems[at]?.place) }],
  )
  return { record: withWords(record, logs), resource: resourceOf(item.place), live: logs.flatMap(({ live }) => live), events }
}

/** Events add to what the span's own attributes say; of several the last one holds. */
function withWords(record: SpanRecord, logs: readonly FileLog[]): SpanRecord {
  const words = Object.assign({}, ...logs.map(({ content }) => content))
  if (Object.keys(words).length === 0) return record
  const content = readContent({ ...record.content, ...words })
  return content === undefined ? record : { ...record, content }
}

export function resourceOf(place: BatchPlace | undefined): ResourceEntry | undefined {
  return place && { resource: '', attributes: place.attributes, scope: place.scope }
}
