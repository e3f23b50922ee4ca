/** Details of many spans: what lies in files is fetched at once, and read span by span when somebody asks, so that whoever asks may take turns. */
import { detailOf } from './file-details.ts'
import type { FileSpan } from './file-details.ts'
import type { FileItem, FileRows, ItemReader } from './file-rows.ts'
import type { SpanDetail, SpanIndex } from './model.ts'
import { Flag } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { u32, u8 } from './table.ts'

interface Fetched {
  readonly span: FileSpan
  readonly file: FileRows
}

interface Of {
  readonly spans: Spans
  /** False once the spans were cleared: their rows may be others' now. */
  readonly isCurrent: () => boolean
  /** Of a span that lies in no file. */
  readonly detail: (row: SpanIndex) => SpanDetail | undefined
}

type ReadOne = (index: SpanIndex) => SpanDetail | undefined

/** `most`: bytes of a record that is still read. */
export async function readMany({ spans, isCurrent, detail }: Of, indices: Iterable<SpanIndex>, most: number): Promise<ReadOne> {
  const { flags, bytes } = spans.tables.spans.columns
  const isInFile = (row: SpanIndex): boolean => (u8(flags, row) & Flag.file) !== 0
  const fetched = new Map<SpanIndex, Fetched>()
  for (const row of indices) {
    const source = spans.sourceOf(row)
    const file = source && spans.files.get(source)
    const span = file && isInFile(row) ? { item: file.itemOf(row), logs: file.logsOf(row) } : undefined
    if (file !== undefined && span !== undefined && sizeOf(span) <= most) fetched.set(row, { span, file })
  }
  const readers = await readersOf(fetched.values())
  return (row) => {
    const source = isCurrent() ? spans.sourceOf(row) : undefined
    if (source === undefined) return undefined
    if (!isInFile(row)) return u32(bytes, row) <= most ? detail(row) : undefined
    const one = fetched.get(row)
    const reader = one && readers.get(one.file)
    try {
      return one && reader && detailOf(reader, one.span, source)
    } catch {
      // Whoever opens its details is told why.
      return undefined
    }
  }
}

const sizeOf = ({ item, logs }: FileSpan): number => logs.reduce((sum, { size }) => sum + size, item.size)

async function readersOf(fetched: Iterable<Fetched>): Promise<ReadonlyMap<FileRows, ItemReader>> {
  const items = new Map<FileRows, FileItem[]>()
  for (const { file, span } of fetched) items.set(file, [...(items.get(file) ?? []), span.item, ...span.logs])
  const readers = new Map<FileRows, ItemReader>()
  const readAll = Array.from(items, async ([file, all]) => readers.set(file, await file.reader.read(all)))
  // As above.
  await Promise.allSettled(readAll)
  return readers
}
