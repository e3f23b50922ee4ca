/** What a span record has and OTLP has no field for, as attributes of the saved span; and how both are told from the page's own. */
import {
  ATTR_CHUNKS_DROPPED,
  ATTR_CHUNK_OFFSETS,
  ATTR_CHUNK_SIZES,
  ATTR_FIRST_CHUNK,
  ATTR_PAGE_URL,
  ATTR_PARENT_SOURCE,
  ATTR_SAVED,
  ATTR_STATE,
  ESCAPE,
} from '../../sdk/own-names.ts'
import type { Attributes, JsonValue, SpanRecord } from '../../sdk/protocol/records.ts'

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

type OwnFields = { readonly [field in 'state' | 'parentSource' | 'firstChunkOffset' | 'chunks']: unknown }

/** The fields of a record that its attributes carry, for the protocol's guard to read. */
export function ownFields(attributes: Fields): OwnFields {
  const chunks = { offsets: attributes[ATTR_CHUNK_OFFSETS], sizes: attributes[ATTR_CHUNK_SIZES], dropped: attributes[ATTR_CHUNKS_DROPPED] }
  return {
    state: attributes[ATTR_STATE] === 'running' ? 'running' : 'ended',
    parentSource: attributes[ATTR_PARENT_SOURCE],
    firstChunkOffset: attributes[ATTR_FIRST_CHUNK],
    chunks,
  }
}

export function escaped(attributes: Attributes): Attributes {
  const renamed = Object.entries(attributes).map(([name, value]) => [isTaken(name) ? ESCAPE + name : name, value] as const)
  return Object.fromEntries(renamed)
}

/** Without the attributes of ours, and the page's own under their names again. */
export function unescaped(attributes: Fields): Fields {
  const foreign: (readonly [string, JsonValue])[] = []
  for (const [name, value] of Object.entries(attributes)) {
    if (!OWN.has(name)) foreign.push([name.startsWith(ESCAPE) ? name.slice(ESCAPE.length) : name, value])
  }
  return Object.fromEntries(foreign)
}

const isTaken = (name: string): boolean => OWN.has(name) || name.startsWith(ESCAPE)
