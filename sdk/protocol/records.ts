/** What crosses from a page to the extension: plain JSON throughout, so that Chrome’s JSON messaging and Firefox’s structured clone carry the same. */

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

/** A place in the page's code as its engine names it: the conventions' `code.file.path`, `code.line.number` and `code.column.number`, counted from 1. */
export interface CodePlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

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
  /** For the panel alone: it goes into no export and no file. */
  readonly place?: CodePlace
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

/** Text that one payload added to an answer. */
export type TextDelta = Pick<Delta, 'choice' | 'part' | 'index' | 'text'>

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
