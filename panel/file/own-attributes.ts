/** What a span record has and OTLP has no field for, as attributes of the saved span; and how both are told from the page's own. */
import type { Attributes, JsonValue, SpanRecord } from '../../sdk/protocol.ts'

/** Event that carries what the conventions have no event for: tool arguments and results, what agents and workflows were given and said. */
export const EVENT_CONTENT = 'genai_devtools.content'

/** On a log record that only carries a saved span's content: it is not an event that the page recorded. */
export const ATTR_SAVED = 'genai_devtools.saved'
export const ATTR_TRUNCATED = 'genai_devtools.content.truncated_characters'
export const ATTR_TRUNCATED_MESSAGES = 'genai_devtools.content.truncated_messages'
/** Text that had streamed in when the file was saved: a list of `{ choice, part, index, text }`. */
export const ATTR_LIVE = 'genai_devtools.live'
/** URL of the page that a span or an event comes from. */
export const ATTR_PAGE_URL = 'genai_devtools.page.url'

/** `running`: the span had not ended; its end time is when it was last heard of. */
const ATTR_STATE = 'genai_devtools.state'
const ATTR_PARENT_SOURCE = 'genai_devtools.parent.source'
/** Milliseconds from the span's start. */
const ATTR_FIRST_CHUNK = 'genai_devtools.first_chunk.offset'
/** Milliseconds from the span's start, bytes of body, and how many more there were; the two lists run in parallel. */
const ATTR_CHUNK_OFFSETS = 'genai_devtools.chunks.offsets'
const ATTR_CHUNK_SIZES = 'genai_devtools.chunks.sizes'
const ATTR_CHUNKS_DROPPED = 'genai_devtools.chunks.dropped'

const OWN: ReadonlySet<string> = new Set([
  ATTR_SAVED,
  ATTR_PAGE_URL,
  ATTR_STATE,
  ATTR_PARENT_SOURCE,
  ATTR_FIRST_CHUNK,
  ATTR_CHUNK_OFFSETS,
  ATTR_CHUNK_SIZES,
  ATTR_CHUNKS_DROPPED,
])

/** A page may write any name; one of ours goes under this prefix, so that it comes back as it was. */
const ESCAPE = 'genai_devtools.escaped.'

type Fields = { readonly [name: string]: JsonValue }

export function ownAttributes(record: SpanRecord, url: string): Fields {
  const { chunks, firstChunkOffset, parentSource, state } = record
  return {
    ...(url === '' ? {} : { [ATTR_PAGE_URL]: url }),
    ...(state === 'running' ? { [ATTR_STATE]: state } : {}),
    ...(parentSource === undefined ? {} : { [ATTR_PARENT_SOURCE]: parentSource }),
    ...(firstChunkOffset === undefined ? {} : { [ATTR_FIRST_CHUNK]: firstChunkOffset }),
    ...(chunks === undefined ? {} : { [ATTR_CHUNK_OFFSETS]: chunks.offsets, [ATTR_CHUNK_SIZES]: chunks.sizes }),
    ...(chunks?.dropped === undefined ? {} : { [ATTR_CHUNKS_DROPPED]: chunks.dropped }),
  }
}

/** The fields of a record that its attributes carry, for the protocol's guard to read. */
export function ownFields(attributes: Fields): { readonly [field: string]: unknown } {
  const chunks = { offsets: attributes[ATTR_CHUNK_OFFSETS], sizes: attributes[ATTR_CHUNK_SIZES], dropped: attributes[ATTR_CHUNKS_DROPPED] }
  return {
    state: attributes[ATTR_STATE] === 'running' ? 'running' : 'ended',
    parentSource: attributes[ATTR_PARENT_SOURCE],
    firstChunkOffset: attributes[ATTR_FIRST_CHUNK],
    chunks,
  }
}

export function escaped(attributes: Attributes): Attributes {
  return renamed(attributes, (name) => (OWN.has(name) || name.startsWith(ESCAPE) ? ESCAPE + name : name))
}

/** Without the attributes of ours, and the page's own under their names again. */
export function unescaped(attributes: Fields): Fields {
  const foreign = Object.entries(attributes).filter(([name]) => !OWN.has(name))
  return renamed(Object.fromEntries(foreign), (name) => (name.startsWith(ESCAPE) ? name.slice(ESCAPE.length) : name))
}

function renamed<T>(record: { readonly [name: string]: T }, rename: (name: string) => string): { readonly [name: string]: T } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [rename(name), value]))
}
