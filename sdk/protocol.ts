/**
 * What crosses from a page to the extension: records, the messages that carry them, the protocol's version and the guards that rebuild
 * what an untrusted page sent. Plain JSON throughout, so that Chrome's JSON messaging and Firefox's structured clone carry the same.
 * Imports nothing: the SDK, the extension and the panel all read it.
 */

/** Raised when a reader of an older version could misread a message. */
export const PROTOCOL_VERSION = 1

/** The `type` of the one `window` message that carries a {@link Hello} or a {@link Census}, so that bridge and page find each other. */
export const WINDOW_MESSAGE_TYPE = 'genai-devtools'

/** Nanoseconds since the Unix epoch, as decimal digits: they do not fit a double. */
export type UnixNano = string

/** Milliseconds, as a double. */
export type Milliseconds = number

/** OTLP's span kinds. */
export const SpanKind = { unspecified: 0, internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const
export type SpanKind = (typeof SpanKind)[keyof typeof SpanKind]

/** OTLP's status codes. */
export const StatusCode = { unset: 0, ok: 1, error: 2 } as const
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode]

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** What OpenTelemetry allows as a span attribute's value. */
export type AttributeValue = string | number | boolean | readonly (string | number | boolean)[]
export type Attributes = { readonly [key: string]: AttributeValue }

/** How the parent of a span was found, strongest evidence first (INTERNALS.md). */
export type ParentSource = 'explicit' | 'framework' | 'zone' | 'stack' | 'lineage'

/** One part of a message, by the conventions' JSON schemas (`gen-ai-input-messages.json` and its kin). Unknown types pass through. */
export type MessagePart = { readonly type: string; readonly [key: string]: JsonValue }

/** One token of an output message and the natural logarithm of its probability; the first token of an echoed prompt has none. */
export interface TokenLogprob {
  readonly token: string
  readonly logprob?: number
  /** What else the model might have said here, most probable first. */
  readonly top?: readonly { readonly token: string; readonly logprob: number }[]
}

/**
 * A message of the conventions: `role` and parts; `finish_reason` on output messages only. `logprobs` is our own (their messages are open
 * objects): the tokens of all its parts in the order they were made.
 */
export interface Message {
  readonly role: string
  readonly parts: readonly MessagePart[]
  readonly name?: string
  readonly finish_reason?: string
  readonly logprobs?: readonly TokenLogprob[]
  /** Our own: tokens whose probabilities were left out to fit a record. */
  readonly truncated_logprobs?: number
}

export type ToolDefinition = { readonly type: string; readonly name: string; readonly [key: string]: JsonValue }

/** What a span says in words: it travels beside the span, never in its attributes, so that a gate can leave it out. */
export interface SpanContent {
  readonly systemInstructions?: readonly MessagePart[]
  readonly inputMessages?: readonly Message[]
  readonly outputMessages?: readonly Message[]
  readonly toolDefinitions?: readonly ToolDefinition[]
  readonly toolCallArguments?: JsonValue
  readonly toolCallResult?: JsonValue
  /**
   * How many characters were cut to fit the page's ring; absent when nothing was. A part or definition that was cut has its own share in
   * `truncated_characters`; base64 is no part of it (`{ type: 'blob', bytes, sha256 }` says what there was).
   */
  readonly truncatedCharacters?: number
  /** Oldest input messages that were left out; absent when none was. */
  readonly truncatedMessages?: number
}

export interface SpanEvent {
  readonly name: string
  readonly timeUnixNano: UnixNano
  readonly attributes: Attributes
}

export interface SpanLink {
  readonly traceId: string
  readonly spanId: string
  readonly attributes: Attributes
}

/** When the chunks of a streamed response arrived; the two lists run in parallel. Of a stream that comes faster than 250 a second, up to four share a time, within 50 ms. */
export interface ChunkTimings {
  /** Milliseconds from the span's start. */
  readonly offsets: readonly Milliseconds[]
  /** Bytes of body. */
  readonly sizes: readonly number[]
  /** Chunks that came after the lists were full; absent when none did. */
  readonly dropped?: number
}

/** A span as OTLP/JSON names it, but attributes a flat object. Sent at its start, at its first chunk and at its end; the last one wins. */
export interface SpanRecord {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: SpanKind
  readonly startTimeUnixNano: UnixNano
  readonly endTimeUnixNano?: UnixNano
  readonly status: { readonly code: StatusCode; readonly message?: string }
  readonly attributes: Attributes
  readonly events: readonly SpanEvent[]
  readonly links: readonly SpanLink[]
  /** The id of a {@link ResourceEntry} that was sent before. */
  readonly resource: string
  readonly state: 'running' | 'ended'
  readonly parentSource?: ParentSource
  readonly content?: SpanContent
  readonly chunks?: ChunkTimings
  /** When the first event of the answer came, from the span's start; absent until it came, and on calls that do not stream. */
  readonly firstChunkOffset?: Milliseconds
  /** Of a running call: all of its answer seems to have come, and nothing more has for half a second. A later chunk takes it back. */
  readonly probablyOver?: true
}

/** What streamed into a running span since the delta before: text to append. */
export interface Delta {
  readonly spanId: string
  readonly at: UnixNano
  /** Index of the choice (candidate) it belongs to. */
  readonly choice: number
  readonly part: 'text' | 'reasoning' | 'tool_arguments'
  /** Index of the part (content block, tool call) within the choice. */
  readonly index: number
  readonly text: string
  /** Bytes of body that carried it. */
  readonly bytes: number
}

/** A resource and the instrumentation scope under it, named once and referred to by id. */
export interface ResourceEntry {
  readonly resource: string
  readonly attributes: Attributes
  readonly scope: { readonly name: string; readonly version?: string }
}

/** A log record (an OpenTelemetry event) that belongs to a span. */
export interface EventRecord {
  readonly name: string
  readonly timeUnixNano: UnixNano
  readonly traceId?: string
  readonly spanId?: string
  readonly attributes: Attributes
  readonly body?: JsonValue
  readonly resource: string
}

/** One numbered entry of a page's ring. `seq` grows by one within an epoch. */
export type Entry = { readonly seq: number } & (
  | ResourceEntry
  | { readonly span: SpanRecord }
  | { readonly delta: Delta }
  | { readonly event: EventRecord }
)

/** page → bridge, once per document and per `pageshow.persisted`, with the MessagePort transferred; constant in size, no span data. */
export interface Hello {
  readonly type: 'hello'
  readonly v: number
  /** Random per document: numbers of another epoch mean nothing. */
  readonly epoch: string
  readonly url: string
  readonly sdk: string
}
/** extension → page: who is there? Answered by one {@link Hello}. */
export interface Census {
  readonly type: 'census'
  readonly v: number
}
/** consumer → page: send all entries after `since` and go on; 0 is the whole ring. */
export interface Subscribe {
  readonly type: 'subscribe'
  readonly v: number
  readonly epoch: string
  readonly since: number
}
/** page → consumer. */
export interface Batch {
  readonly type: 'batch'
  readonly epoch: string
  readonly entries: readonly Entry[]
  /** Entries that the ring had lost before the first one of this batch. */
  readonly dropped: number
}
/** consumer → page: everything up to `seq` has come; opens the window of {@link WINDOW_BATCHES}. */
export interface Ack {
  readonly type: 'ack'
  readonly epoch: string
  readonly seq: number
}
/** consumer → page: forget what the ring holds. */
export interface Clear {
  readonly type: 'clear'
  readonly epoch: string
}
/** Either side → the other: no more will come (the page is hidden for good, the consumer closed). */
export interface Bye {
  readonly type: 'bye'
  readonly epoch: string
}
/** consumer → page: the whole of a payload that a record holds a part of. Answered by one {@link Blob}. */
export interface Want {
  readonly type: 'want'
  readonly epoch: string
  /** `<span id>/<field>/<message>/<part>`, e.g. `00f067aa0ba902b7/outputMessages/0/2`. */
  readonly key: string
}
/** page → consumer. */
export interface Blob {
  readonly type: 'blob'
  readonly epoch: string
  readonly key: string
  /** null: the page does not have it (any more). */
  readonly value: JsonValue
}
/**
 * bridge → page, with the subscription: the document may end before what was posted on the port is read there. At `pagehide` the bridge dispatches an
 * event of this name, which only the two of them know, on the window; its `detail` is the last number that came, as text. The page answers before the
 * dispatch returns, with events of {@link saidEvent}: a {@link Batch} each, as JSON text.
 */
export interface LastWords {
  readonly type: 'last-words'
  readonly epoch: string
  readonly event: string
}
export const saidEvent = (event: string): string => `${event} said`

export type ProtocolMessage = Hello | Census | Subscribe | Batch | Ack | Clear | Bye | Want | Blob

// ---------------------------------------------------------------------------------------------------------------------------------------
// How texts are cut, wherever in the project: one is shown or sent on as well as read, and half a character is no text any more.

/** The first characters, at most `limit` of them, and nothing of one that would not be whole. */
export function headOf(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(0, boundary(text, limit, 'before'))
}

/** The last characters, likewise. */
export function tailOf(text: string, limit: number): string {
  return text.length <= limit ? text : text.slice(boundary(text, text.length - limit, 'after'))
}

/** Halves of surrogate pairs, which no encoding of text has, replaced as decoders do. JSON may hold them, escaped. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD')
}

/** Characters that a reader takes for one are seldom longer: letters with many marks, families of emoji. */
const LONGEST_GRAPHEME = 64
let graphemes: Intl.Segmenter | null | undefined

/** Where a character begins, nearest to `at`. Only what stands around it is looked at. */
function boundary(text: string, at: number, side: 'before' | 'after'): number {
  if (at <= 0) return 0
  const from = pairStart(text, Math.max(0, at - LONGEST_GRAPHEME))
  const around = text.slice(from, pairStart(text, at + LONGEST_GRAPHEME))
  // Firefox has it since 125.
  graphemes ??= typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null
  const inside = graphemes?.segment(around).containing(at - from)
  if (inside === undefined) return side === 'before' ? pairStart(text, at) : pairEnd(text, at)
  const [start, end] = [from + inside.index, from + inside.index + inside.segment.length]
  if (start === at) return at
  // One that begins or ends beyond what was looked at is cut: a letter with a thousand marks would else vanish, or take the whole text.
  if (side === 'before') return inside.index > 0 ? start : pairStart(text, at)
  return end - from < around.length || end === text.length ? end : pairEnd(text, at)
}

const isInPair = (text: string, at: number): boolean =>
  /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at))
const pairStart = (text: string, at: number): number => (isInPair(text, at) ? at - 1 : at)
const pairEnd = (text: string, at: number): number => (isInPair(text, at) ? at + 1 : at)

/** Batches that a page sends without an answer: the back-pressure of the bridge. */
export const WINDOW_BATCHES = 8

// ---------------------------------------------------------------------------------------------------------------------------------------
// Guards. A page can forge everything above, so each reader rebuilds what it was given, own field by own field, and leaves out what is no
// good; none of them throws, whatever the value is. They are here, and make this file long, because it may import nothing.

/** Characters of an id (trace, span, resource, epoch): OTLP's have 32 and 16. A longer one is none. */
export const MAX_ID = 128
/** Characters of a name, a message's role, an attribute's key, a URL. Longer ones are cut and say so. */
export const MAX_NAME = 4_096
/** Characters of an attribute's value and of a status message. Longer ones are cut and say so. */
export const MAX_ATTRIBUTE = 262_144
/** Characters of one string of content: all that a page's ring of the default size can hold. Longer ones are cut and counted. */
export const MAX_TEXT = 4_194_304
/** Attributes of one thing; the others are left out. */
export const MAX_ATTRIBUTES = 512
/** Events, links, messages, parts, values of a list attribute; the others are left out. */
export const MAX_ITEMS = 10_000
/** Entries of one batch; the others count as dropped. */
export const MAX_ENTRIES = 10_000
/** How deep JSON may be nested, and how many values one may hold: what is beyond becomes null (a cycle would never end). */
export const MAX_DEPTH = 64
export const MAX_VALUES = 200_000

/** Any message, of either direction. Entries of a batch that make no sense are left out and counted in `dropped`. */
export function readMessage(value: unknown): ProtocolMessage | undefined {
  return attempt(() => {
    switch (own(value, 'type')) {
      case 'hello':
        return hello(value)
      case 'census':
        return census(value)
      case 'batch':
        return batch(value)
      default:
        return command(value)
    }
  })
}

/** The message in a `window` message of ours: a hello or a census. Reads no more than these, so that a content script stays small. */
export function readWindowMessage(data: unknown): Hello | Census | undefined {
  return attempt(() => {
    const message = own(data, 'type') === WINDOW_MESSAGE_TYPE ? own(data, 'message') : undefined
    if (own(message, 'type') === 'hello') return hello(message)
    return own(message, 'type') === 'census' ? census(message) : undefined
  })
}

/** The highest number in a batch as it came, entries that make no sense included: what the page has to be told has come. */
export function readLastSeq(value: unknown): number {
  const numbers = attempt(() => items(own(value, 'entries'), MAX_ENTRIES).map((entry) => whole(own(entry, 'seq'))))
  return Math.max(0, ...(numbers ?? []))
}

export function readEntry(value: unknown): Entry | undefined {
  return attempt(() => {
    const seq = whole(own(value, 'seq'))
    if (seq === 0) return undefined
    const body = entryBody(value)
    return body && { seq, ...body }
  })
}

export function readSpanRecord(value: unknown): SpanRecord | undefined {
  return attempt(() => spanRecord(value))
}

export function readDelta(value: unknown): Delta | undefined {
  return attempt(() => delta(value))
}

export function readEventRecord(value: unknown): EventRecord | undefined {
  return attempt(() => eventRecord(value))
}

export function readResourceEntry(value: unknown): ResourceEntry | undefined {
  return attempt(() => resourceEntry(value))
}

/** A proxy's trap or a getter may throw; data that crossed a port has neither, but a guard promises it for all. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

function hello(value: unknown): Hello | undefined {
  const epoch = id(own(value, 'epoch'))
  if (epoch === undefined) return undefined
  return { type: 'hello', v: whole(own(value, 'v')), epoch, url: name(own(value, 'url')), sdk: name(own(value, 'sdk')) }
}

function census(value: unknown): Census {
  return { type: 'census', v: whole(own(value, 'v')) }
}

function batch(value: unknown): Batch | undefined {
  const epoch = id(own(value, 'epoch'))
  const sent = own(value, 'entries')
  if (epoch === undefined || !Array.isArray(sent)) return undefined
  const entries = items(sent, MAX_ENTRIES).flatMap((entry) => readEntry(entry) ?? [])
  return { type: 'batch', epoch, entries, dropped: whole(own(value, 'dropped')) + sent.length - entries.length }
}

function command(value: unknown): Subscribe | Ack | Clear | Bye | Want | Blob | undefined {
  const type = own(value, 'type')
  const epoch = id(own(value, 'epoch'))
  if (epoch === undefined) return undefined
  if (type === 'subscribe') return { type, v: whole(own(value, 'v')), epoch, since: whole(own(value, 'since')) }
  if (type === 'ack') return { type, epoch, seq: whole(own(value, 'seq')) }
  if (type === 'want' || type === 'blob') return payload(value, type, epoch)
  return type === 'clear' || type === 'bye' ? { type, epoch } : undefined
}

function payload(value: unknown, type: 'want' | 'blob', epoch: string): Want | Blob | undefined {
  const key = id(own(value, 'key'))
  if (key === undefined) return undefined
  return type === 'want' ? { type, epoch, key } : { type, epoch, key, value: json(own(value, 'value')) }
}

function entryBody(
  value: unknown,
): ResourceEntry | { readonly span: SpanRecord } | { readonly delta: Delta } | { readonly event: EventRecord } | undefined {
  if (own(value, 'span') !== undefined) return optional('span', spanRecord(own(value, 'span')))
  if (own(value, 'delta') !== undefined) return optional('delta', delta(own(value, 'delta')))
  if (own(value, 'event') !== undefined) return optional('event', eventRecord(own(value, 'event')))
  return resourceEntry(value)
}

function optional<K extends string, V>(key: K, value: V | undefined): Record<K, V> | undefined
function optional(key: string, value: unknown): Record<string, unknown> | undefined {
  return value === undefined ? undefined : { [key]: value }
}

function spanRecord(value: unknown): SpanRecord | undefined {
  const traceId = id(own(value, 'traceId'))
  const spanId = id(own(value, 'spanId'))
  const start = nano(own(value, 'startTimeUnixNano'))
  if (traceId === undefined || spanId === undefined || start === undefined) return undefined
  const end = nano(own(value, 'endTimeUnixNano'))
  return {
    traceId,
    spanId,
    ...optional('parentSpanId', id(own(value, 'parentSpanId'))),
    name: wellFormed(name(own(value, 'name'))),
    kind: oneOf(SpanKinds, own(value, 'kind')) ?? SpanKind.unspecified,
    startTimeUnixNano: start,
    ...optional('endTimeUnixNano', end),
    status: status(own(value, 'status')),
    attributes: attributes(own(value, 'attributes')),
    events: items(own(value, 'events')).flatMap((event) => spanEvent(event) ?? []),
    links: items(own(value, 'links')).flatMap((link) => spanLink(link) ?? []),
    resource: id(own(value, 'resource')) ?? '',
    state: own(value, 'state') === 'running' ? 'running' : 'ended',
    ...optional('parentSource', oneOf(ParentSources, own(value, 'parentSource'))),
    ...optional('content', content(own(value, 'content'))),
    ...optional('chunks', chunks(own(value, 'chunks'))),
    ...optional('firstChunkOffset', positive(own(value, 'firstChunkOffset'))),
    ...optional('probablyOver', own(value, 'probablyOver') === true ? true : undefined),
  }
}

function delta(value: unknown): Delta | undefined {
  const spanId = id(own(value, 'spanId'))
  const at = nano(own(value, 'at'))
  const part = oneOf(DeltaParts, own(value, 'part'))
  if (spanId === undefined || at === undefined || part === undefined) return undefined
  const choice = whole(own(value, 'choice'))
  const index = whole(own(value, 'index'))
  return { spanId, at, choice, part, index, text: cut(own(value, 'text'), MAX_TEXT), bytes: whole(own(value, 'bytes')) }
}

function eventRecord(value: unknown): EventRecord | undefined {
  const time = nano(own(value, 'timeUnixNano'))
  if (time === undefined) return undefined
  const body = own(value, 'body')
  return {
    name: wellFormed(name(own(value, 'name'))),
    timeUnixNano: time,
    ...optional('traceId', id(own(value, 'traceId'))),
    ...optional('spanId', id(own(value, 'spanId'))),
    attributes: attributes(own(value, 'attributes')),
    ...optional('body', body === undefined ? undefined : json(body)),
    resource: id(own(value, 'resource')) ?? '',
  }
}

function resourceEntry(value: unknown): ResourceEntry | undefined {
  const resource = id(own(value, 'resource'))
  if (resource === undefined) return undefined
  const scope = own(value, 'scope')
  const version = own(scope, 'version')
  return {
    resource,
    attributes: attributes(own(value, 'attributes')),
    scope: { name: name(own(scope, 'name')), ...optional('version', typeof version === 'string' ? name(version) : undefined) },
  }
}

function spanEvent(value: unknown): SpanEvent | undefined {
  const time = nano(own(value, 'timeUnixNano'))
  return time === undefined
    ? undefined
    : { name: wellFormed(name(own(value, 'name'))), timeUnixNano: time, attributes: attributes(own(value, 'attributes')) }
}

function spanLink(value: unknown): SpanLink | undefined {
  const traceId = id(own(value, 'traceId'))
  const spanId = id(own(value, 'spanId'))
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId, attributes: attributes(own(value, 'attributes')) }
}

function status(value: unknown): SpanRecord['status'] {
  const message = own(value, 'message')
  return {
    code: oneOf(StatusCodes, own(value, 'code')) ?? StatusCode.unset,
    ...optional('message', typeof message === 'string' ? cut(wellFormed(message), MAX_ATTRIBUTE) : undefined),
  }
}

/** Two lists in step: an unsound value would shift one against the other, so the lists end there. */
function chunks(value: unknown): ChunkTimings | undefined {
  const offsets = items(own(value, 'offsets')).map(positive)
  const sizes = items(own(value, 'sizes')).map(positive)
  const dropped = whole(own(value, 'dropped'))
  const length = Math.min(offsets.length, sizes.length)
  const pairs = Array.from({ length }, (_, at) => ({ offset: offsets[at], size: sizes[at] }))
  const sound = pairs.filter(isSoundPair)
  if (sound.length === 0 && dropped === 0) return undefined
  return {
    offsets: sound.map(({ offset }) => offset),
    sizes: sound.map(({ size }) => size),
    ...optional('dropped', dropped === 0 ? undefined : dropped),
  }
}

const isSoundPair = (pair: { offset: number | undefined; size: number | undefined }): pair is { offset: number; size: number } =>
  pair.offset !== undefined && pair.size !== undefined

function content(value: unknown): SpanContent | undefined {
  if (!isObject(value)) return undefined
  const budget = newBudget()
  const plain = (key: string): JsonValue | undefined => {
    const field = own(value, key)
    return field === undefined ? undefined : json(field, budget)
  }
  const list = <T>(key: string, accept: (item: JsonValue) => T | undefined): readonly T[] | undefined => {
    const field = plain(key)
    return Array.isArray(field) ? field.flatMap((item: JsonValue) => accept(item) ?? []) : undefined
  }
  const fields = {
    ...optional('systemInstructions', list('systemInstructions', messagePart)),
    ...optional('inputMessages', list('inputMessages', contentMessage)),
    ...optional('outputMessages', list('outputMessages', contentMessage)),
    ...optional('toolDefinitions', list('toolDefinitions', toolDefinition)),
    ...optional('toolCallArguments', plain('toolCallArguments')),
    ...optional('toolCallResult', plain('toolCallResult')),
  }
  const lost = whole(own(value, 'truncatedCharacters')) + budget.cut
  const messages = whole(own(value, 'truncatedMessages'))
  const cuts = {
    ...optional('truncatedCharacters', lost === 0 ? undefined : lost),
    ...optional('truncatedMessages', messages === 0 ? undefined : messages),
  }
  const said = { ...fields, ...cuts }
  return Object.keys(said).length === 0 ? undefined : said
}

function messagePart(value: JsonValue): MessagePart | undefined {
  if (!isJsonObject(value)) return undefined
  const { type } = value
  return typeof type === 'string' ? { ...value, type } : undefined
}

function contentMessage(value: JsonValue): Message | undefined {
  if (!isJsonObject(value)) return undefined
  const { role, parts, name: author, finish_reason: reason, logprobs, truncated_logprobs: left } = value
  if (typeof role !== 'string') return undefined
  return {
    role,
    parts: Array.isArray(parts) ? parts.flatMap((item: JsonValue) => messagePart(item) ?? []) : [],
    ...optional('name', typeof author === 'string' ? author : undefined),
    ...optional('finish_reason', typeof reason === 'string' ? reason : undefined),
    ...optional('logprobs', Array.isArray(logprobs) ? logprobs.flatMap((item: JsonValue) => logprob(item) ?? []) : undefined),
    ...optional('truncated_logprobs', whole(left) === 0 ? undefined : whole(left)),
  }
}

function logprob(value: JsonValue): TokenLogprob | undefined {
  if (!isJsonObject(value)) return undefined
  const { token, logprob: given, top } = value
  if (typeof token !== 'string') return undefined
  return {
    token,
    ...optional('logprob', typeof given === 'number' ? given : undefined),
    ...optional('top', Array.isArray(top) ? top.flatMap((item: JsonValue) => alternative(item) ?? []) : undefined),
  }
}

function alternative(value: JsonValue): { readonly token: string; readonly logprob: number } | undefined {
  if (!isJsonObject(value)) return undefined
  const { token, logprob: given } = value
  return typeof token === 'string' && typeof given === 'number' ? { token, logprob: given } : undefined
}

function toolDefinition(value: JsonValue): ToolDefinition | undefined {
  if (!isJsonObject(value)) return undefined
  const { type, name: toolName } = value
  return typeof type === 'string' && typeof toolName === 'string' ? { ...value, type, name: toolName } : undefined
}

function attributes(value: unknown): Attributes {
  const result: { [key: string]: AttributeValue } = {}
  for (const key of keysOf(value, MAX_ATTRIBUTES)) {
    const accepted = attribute(own(value, key))
    if (accepted !== undefined) result[name(key)] = accepted
  }
  return result
}

function attribute(value: unknown): AttributeValue | undefined {
  return Array.isArray(value) ? items(value).flatMap((item) => scalar(item) ?? []) : scalar(value)
}

function scalar(value: unknown): string | number | boolean | undefined {
  if (typeof value === 'string') return cut(value, MAX_ATTRIBUTE)
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined
}

interface Budget {
  values: number
  /** Characters that were cut. */
  cut: number
}
const newBudget = (): Budget => ({ values: MAX_VALUES, cut: 0 })

/** Plain JSON of anything; functions, symbols and what is beyond the limits become null. */
function json(value: unknown, budget: Budget = newBudget(), depth = 0): JsonValue {
  if (budget.values-- <= 0 || depth > MAX_DEPTH) return null
  if (typeof value === 'string') return bounded(value, budget)
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  if (Array.isArray(value)) return items(value).map((item) => json(item, budget, depth + 1))
  if (!isObject(value)) return null
  const result: { [key: string]: JsonValue } = {}
  for (const key of keysOf(value, MAX_ITEMS)) {
    const field = own(value, key)
    if (field !== undefined) result[name(key)] = json(field, budget, depth + 1)
  }
  return result
}

function bounded(value: string, budget: Budget): string {
  const head = headOf(value, MAX_TEXT)
  budget.cut += value.length - head.length
  return head
}

const SpanKinds = Object.values(SpanKind)
const StatusCodes = Object.values(StatusCode)
const ParentSources: readonly ParentSource[] = ['explicit', 'framework', 'zone', 'stack', 'lineage']
const DeltaParts: readonly Delta['part'][] = ['text', 'reasoning', 'tool_arguments']

function oneOf<T>(known: readonly T[], value: unknown): T | undefined {
  return known.find((each) => each === value)
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

function isJsonObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return isObject(value) && !Array.isArray(value)
}

/** An own field, so that nothing is read that a prototype was given. */
function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** Without `__proto__`: assigning to it would set a prototype instead of a field. */
function keysOf(value: unknown, limit: number): readonly string[] {
  if (!isObject(value) || Array.isArray(value)) return []
  return Object.keys(value)
    .slice(0, limit)
    .filter((key) => key !== '__proto__')
}

function items(value: unknown, limit = MAX_ITEMS): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, limit) : []
}

function id(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ID ? value : undefined
}

function name(value: unknown): string {
  return cut(value, MAX_NAME)
}

function cut(value: unknown, limit: number): string {
  if (typeof value !== 'string') return ''
  const head = headOf(value, limit)
  return head === value ? value : `${head}… [${value.length - head.length} more characters]`
}

/** 64 bits of nanoseconds have at most 20 digits. */
function nano(value: unknown): UnixNano | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : undefined
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}

/** A count or a number of an entry; 0 for anything else. */
function whole(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
}
