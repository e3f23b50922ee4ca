/**
 * Base64 (pictures, sound, files) becomes what can be said of it in a line: `{ type: 'blob', modality, mime_type, content: '', bytes, sha256 }`. A record with
 * megabytes of it would push everything else out of the ring, and no backend would take it.
 */
import type { JsonValue, MessagePart } from '../protocol/records.ts'
import { modalityOf } from '../provider/read/parts.ts'
import { withoutStaleTexts } from './exact-text.ts'
import { grouped, isList, isRecord, mapFields, mapItems, mapStrings } from './json.ts'
import { charactersOf } from './own-json.ts'
import type { JsonRecord } from './json.ts'

/** What stands for the data. `sha256` comes later, or a `note` says why it does not. */
export interface BlobFacts {
  readonly type: 'blob'
  readonly modality: string
  readonly mime_type?: string
  /** The conventions' blobs must have it. */
  readonly content: ''
  readonly bytes: number
  /** Hexadecimal, of the decoded bytes. */
  sha256?: string
  note?: string
  readonly [key: string]: JsonValue
}

export interface FoundBlob {
  readonly facts: BlobFacts
  readonly base64: string
}

/** Shorter strings are kept as they are: a hash would be no shorter. */
const MIN_BASE64 = 1_024

export interface Extracted<T> {
  readonly value: T
  readonly blobs: readonly FoundBlob[]
}

/** The part without its base64, and what was found in it; the same part where there is none. */
export function extractBlobs(part: MessagePart): Extracted<MessagePart> {
  const { type, content, ...rest } = part
  if (type === 'blob' && typeof content === 'string') {
    const blob = blobOf(content, typeof rest.mime_type === 'string' ? rest.mime_type : undefined, rest)
    return { value: blob.facts, blobs: [blob] }
  }
  if (charactersOf(part) < MIN_BASE64) return { value: part, blobs: [] }
  const { value, blobs } = extractFrom(part)
  return { value: value !== part && isRecord(value) ? withoutStaleTexts(part, { ...value, type }) : part, blobs }
}

/** The same for any JSON: tools answer with pictures, too. */
export function extractFrom(value: JsonValue): Extracted<JsonValue> {
  const blobs: FoundBlob[] = []
  const keep = (blob: FoundBlob): BlobFacts => {
    blobs.push(blob)
    return blob.facts
  }
  const without = (item: JsonValue): JsonValue => {
    const typed = isRecord(item) ? extractTyped(item, keep) : item
    return mapStrings(typed, (text) => extractDataUrls(text, keep))
  }
  return { value: deep(value, without), blobs }
}

/** Records with a type of their own, however deep: `mapStrings` sees single strings only. */
function deep(value: JsonValue, change: (item: JsonValue) => JsonValue, depth = 0): JsonValue {
  if (typeof value !== 'object' || value === null || depth > MAX_TYPED_DEPTH) return change(value)
  if (isList(value)) return mapItems(value, (item) => deep(item, change, depth + 1))
  return isRecord(value) ? change(mapFields(value, (item) => (hasRecords(item) ? deep(item, change, depth + 1) : item))) : change(value)
}

/** Pictures lie near the top of an answer. */
const MAX_TYPED_DEPTH = 8
const hasRecords = (value: JsonValue): boolean => typeof value === 'object' && value !== null

const DATA_FIELDS = ['data', 'blob', 'content', 'b64_json', 'base64', 'bytes']

/** `{ data, mimeType }` of MCP, `{ data, media_type }` of Anthropic, `{ data, mime_type }` of others. */
function extractTyped(record: JsonRecord, keep: (blob: FoundBlob) => BlobFacts): JsonRecord {
  const mime = record.mimeType ?? record.mime_type ?? record.media_type ?? record.mediaType
  if (typeof mime !== 'string') return record
  return mapFields(record, (item, key) =>
    DATA_FIELDS.includes(key) && typeof item === 'string' && isBase64(item) ? keep(blobOf(item, mime)) : item,
  )
}

function isBase64(text: string): boolean {
  return text.length >= MIN_BASE64 && /^[A-Za-z0-9+/_-]{256}/.test(text) && /^[A-Za-z0-9+/_\s-]+={0,2}\s*$/.test(text)
}

const DATA_URL = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+-]+=[\w.+-]+)*;base64,([A-Za-z0-9+/_-]+={0,2})/g

/** A string that is one `data:` URL becomes a blob; one that holds some (Markdown with a picture) names them in its text. */
function extractDataUrls(text: string, keep: (blob: FoundBlob) => BlobFacts): JsonValue {
  if (text.length < MIN_BASE64 || !text.includes(';base64,')) return text
  let whole: JsonValue | undefined
  const named = text.replace(DATA_URL, (url: string, mime: string | undefined, base64: string) => {
    if (base64.length < MIN_BASE64) return url
    const blob = blobOf(base64, mime ?? 'text/plain')
    if (url.length === text.length) whole = keep(blob)
    return `[blob ${mime ?? 'text/plain'}, ${grouped(blob.facts.bytes)} bytes]`
  })
  return whole ?? named
}

function blobOf(base64: string, mime: string | undefined, rest: JsonRecord = {}): FoundBlob {
  const modality = typeof rest.modality === 'string' ? rest.modality : modalityOf(mime)
  const facts: BlobFacts = {
    ...rest,
    type: 'blob',
    modality,
    ...(mime === undefined ? {} : { mime_type: mime }),
    content: '',
    bytes: bytesOf(base64),
  }
  return { facts, base64 }
}

/** Bytes that a base64 text stands for, told from its length. */
function bytesOf(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding)
}
