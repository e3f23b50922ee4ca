/** OTLP spans → span records. */
import { own } from '../../sdk/protocol/fields.ts'
import type { Accepted } from '../../sdk/protocol/accepted.ts'
import type { Attributes, SpanRecord } from '../../sdk/protocol/records.ts'
import { headOf } from '../../sdk/protocol/cutting.ts'
import { readSpanRecord } from '../../sdk/protocol/read-records.ts'
import { liftContent } from './content.ts'
import { ATTR_PAGE_URL } from '../../sdk/own-names.ts'
import { fromAttributes } from './any-value.ts'
import { readId } from './ids.ts'
import { ownFields, unescaped } from './own-attributes.ts'
import { readNano } from './nano.ts'
import { flat, scopedItems } from './scoped.ts'
import type { Place, Scoped, Skip } from './scoped.ts'

export interface ReadSpan {
  readonly record: Accepted<SpanRecord>
  readonly place: Place
  /** URL of its page; empty where the file does not say. */
  readonly url: string
}

const NAMES = { groups: 'resourceSpans', scopes: 'scopeSpans', items: 'spans' }
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']
const CODES = ['UNSET', 'OK', 'ERROR']

export function readSpans(root: unknown, skip: Skip): readonly ReadSpan[] {
  return scopedItems(root, NAMES, skip).flatMap((scoped) => readSpan(scoped, skip))
}

export function readSpan({ item: span, place, nth }: Scoped, skip: Skip): readonly ReadSpan[] {
  const all = fromAttributes(own(span, 'attributes'))
  const { state, parentSource, firstChunkOffset, chunks } = ownFields(all)
  const { attributes, content } = liftContent(unescaped(all))
  const start = readNano(own(span, 'startTimeUnixNano'))
  const end = readNano(own(span, 'endTimeUnixNano'))
  // One that never ended was running when the file was written, and is known until its start.
  const isOpen = end === undefined || /^0+$/.test(end)
  const status = own(span, 'status')
  const record = readSpanRecord({
    traceId: readId(own(span, 'traceId'), 32),
    spanId: readId(own(span, 'spanId'), 16),
    parentSpanId: readId(own(span, 'parentSpanId'), 16),
    name: own(span, 'name'),
    kind: readEnum(own(span, 'kind'), KINDS, 'SPAN_KIND_'),
    startTimeUnixNano: start,
    endTimeUnixNano: isOpen ? start : end,
    status: { code: readEnum(own(status, 'code'), CODES, 'STATUS_CODE_'), message: own(status, 'message') || undefined },
    attributes: flat(attributes),
    events: items(span, 'events').map((event) => readEvent(event, start)),
    links: items(span, 'links').map((link) => readLink(link)),
    state: isOpen ? 'running' : state,
    parentSource,
    content: Object.keys(content).length === 0 ? undefined : content,
    chunks,
    firstChunkOffset,
  })
  if (record === undefined) {
    skip('spans without an id or a start time', 1, () => `span ${nth}: ${missingIn(span)}`)
    return []
  }
  countLost(span, record, skip)
  const url = all[ATTR_PAGE_URL]
  return [{ record, place, url: typeof url === 'string' ? url : '' }]
}

function missingIn(span: unknown): string {
  if (typeof span !== 'object' || span === null) return 'no object'
  if (readId(own(span, 'traceId'), 32) === undefined) return 'no trace id'
  if (readId(own(span, 'spanId'), 16) === undefined) return 'no span id'
  const start = own(span, 'startTimeUnixNano')
  if (readNano(start) !== undefined) return 'an id that is too long'
  return start === undefined ? 'no start time' : `its start time is ${headOf(JSON.stringify(start) ?? '', 24)}`
}

/** Some producers leave the time of an event out: it happened within the span. */
function readEvent(event: unknown, start: string | undefined): object {
  const timeUnixNano = readNano(own(event, 'timeUnixNano')) ?? start
  return { name: own(event, 'name'), timeUnixNano, attributes: attributesOf(event) }
}

function readLink(link: unknown): object {
  return { traceId: readId(own(link, 'traceId'), 32), spanId: readId(own(link, 'spanId'), 16), attributes: attributesOf(link) }
}

function attributesOf(item: unknown): Attributes {
  return flat(fromAttributes(own(item, 'attributes')))
}

/** Numbers as OTLP/JSON says ("enum values are encoded as integers"), or names as plain protobuf JSON writes them. */
function readEnum(value: unknown, names: readonly string[], prefix: string): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' ? Math.max(0, names.indexOf(value.replace(prefix, ''))) : 0
}

export function countLost(span: unknown, record: SpanRecord, skip: Skip): void {
  skip(
    'events and links of spans that could not be read',
    items(span, 'events').length - record.events.length + items(span, 'links').length - record.links.length,
  )
  const traceState = own(span, 'traceState')
  if (typeof traceState === 'string' && traceState !== '') skip('trace states')
  for (const what of ['Attributes', 'Events', 'Links']) {
    const lost = own(span, `dropped${what}Count`)
    if (typeof lost === 'number') skip(`${what.toLowerCase()} that their producer had dropped`, lost)
  }
}

function items(value: unknown, key: string): readonly unknown[] {
  const found = own(value, key)
  return Array.isArray(found) ? found : []
}
