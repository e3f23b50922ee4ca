/** What was read of a file → numbered entries, one document for each page. */
import { own } from '../../sdk/protocol/fields.ts'
import type { Accepted, AcceptedBody, AcceptedEntry } from '../../sdk/protocol/accepted.ts'
import { readContent } from '../../sdk/protocol/read-content.ts'
import { readDelta, readResourceEntry } from '../../sdk/protocol/read-records.ts'
import type { SpanRecord } from '../../sdk/protocol/records.ts'
import type { Source } from '../trace/model.ts'
import { spanKey } from '../otlp/read-logs.ts'
import type { ReadLog } from '../otlp/read-logs.ts'
import type { ReadSpan } from '../otlp/read-spans.ts'
import type { Place } from '../otlp/scoped.ts'

export interface OpenedDocument {
  readonly source: Source
  readonly entries: readonly AcceptedEntry[]
}

interface Page {
  readonly entries: AcceptedEntry[]
  add(entry: AcceptedBody): void
  /** Id of the resource, which is named before its first use. */
  resource(place: Place): string
}

export function createEntries(
  name: string,
  epoch: string,
  spans: readonly ReadSpan[],
  logs: readonly ReadLog[],
): readonly OpenedDocument[] {
  const pages = new Map<string, Page>()
  const words = wordsBySpan(logs)
  for (const { record, place, url } of spans) {
    const page = pageOf(pages, url)
    const said = words.get(spanKey(record.traceId, record.spanId)) ?? []
    page.add({ span: withContent({ ...record, resource: page.resource(place) }, said) })
    for (const delta of said.flatMap(({ live }) => live)) addLive(page, record, delta)
  }
  for (const { event, place, url } of logs) {
    const page = pageOf(pages, url)
    if (event !== undefined) page.add({ event: { ...event, resource: page.resource(place) } })
  }
  return [...pages].map(([url, { entries }], index) => ({
    source: { document: index === 0 ? name : `${name}#${index + 1}`, url, epoch },
    entries,
  }))
}

function wordsBySpan(logs: readonly ReadLog[]): ReadonlyMap<string, readonly ReadLog[]> {
  const words = new Map<string, ReadLog[]>()
  for (const log of logs) {
    const key = spanKey(log.traceId, log.spanId)
    const known = words.get(key)
    if (known === undefined) words.set(key, [log])
    else known.push(log)
  }
  return words
}

/** Events add to what the span's own attributes say; of several the last one holds. */
function withContent(record: Accepted<SpanRecord>, said: readonly ReadLog[]): Accepted<SpanRecord> {
  const words = Object.assign({}, ...said.map((log) => log.content))
  if (Object.keys(words).length === 0) return record
  const content = readContent({ ...record.content, ...words })
  return content === undefined ? record : { ...record, content }
}

function addLive(page: Page, { spanId, endTimeUnixNano, startTimeUnixNano }: SpanRecord, live: unknown): void {
  const part = { choice: own(live, 'choice'), part: own(live, 'part'), index: own(live, 'index'), text: own(live, 'text') }
  const delta = readDelta({ spanId, at: endTimeUnixNano ?? startTimeUnixNano, ...part, bytes: 0 })
  if (delta !== undefined) page.add({ delta })
}

function pageOf(pages: Map<string, Page>, url: string): Page {
  const known = pages.get(url)
  if (known !== undefined) return known
  const page = createPage()
  pages.set(url, page)
  return page
}

function createPage(): Page {
  const entries: AcceptedEntry[] = []
  const resources = new Map<string, string>()
  const page: Page = {
    entries,
    add: (entry) => entries.push({ seq: entries.length + 1, ...entry }),
    resource(place) {
      const key = JSON.stringify(place)
      const known = resources.get(key)
      if (known !== undefined) return known
      const resource = `r${resources.size + 1}`
      resources.set(key, resource)
      const entry = readResourceEntry({ resource, ...place })
      if (entry !== undefined) page.add(entry)
      return resource
    },
  }
  return page
}
