/**
 * The contract between a provider's wire and everything after it: plain GenAI facts, no OpenTelemetry, no I/O. A vendor's folder is the only
 * place that knows a vendor's JSON.
 */
import type { Api } from '../../recognition/apis.ts'
import type { JsonValue, Message, MessagePart, TextDelta, ToolDefinition } from '../../protocol/records.ts'

export type { Api, TextDelta }

/** The conventions' `gen_ai.operation.name` values that a wire can mean. */
export type Operation = 'chat' | 'generate_content' | 'text_completion' | 'embeddings' | 'fetch_response' | 'invoke_agent'

/** What is known when the request is sent. Every field absent unless the request states it. */
export interface RequestFacts {
  /** Where the request means another operation than its wire's usual one: a stored answer that is fetched, not made. */
  readonly operation?: Operation
  readonly model?: string
  readonly stream?: boolean
  readonly maxTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly topK?: number
  readonly frequencyPenalty?: number
  readonly presencePenalty?: number
  readonly stopSequences?: readonly string[]
  readonly seed?: number
  readonly choiceCount?: number
  readonly reasoningLevel?: string
  /** `text` | `json` | `image` | `speech` */
  readonly outputType?: string
  readonly conversationId?: string
  readonly previousResponseId?: string
  /** Attributes of the vendor's own (`openai.request.service_tier`, ...). */
  readonly attributes?: { readonly [key: string]: string | number | boolean | readonly string[] }
  readonly systemInstructions?: readonly MessagePart[]
  readonly inputMessages?: readonly Message[]
  readonly toolDefinitions?: readonly ToolDefinition[]
}

/** Tokens as the conventions count: input includes cached, output includes reasoning. Absent when the provider did not say. */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly cacheReadTokens?: number
  readonly cacheWriteTokens?: number
  readonly reasoningTokens?: number
}

/** An error that the provider reported, in an HTTP error's body or inside a stream. */
export interface ProviderError {
  /** The provider's code or type: low cardinality, goes to `error.type`. */
  readonly type: string
  readonly message?: string
}

/** What has been read of a response so far. */
export interface ResponseFacts {
  readonly model?: string
  readonly id?: string
  /** The provider's own words, one a choice in order; null where none came yet. */
  readonly finishReasons: readonly (string | null)[]
  readonly usage: Usage
  readonly outputMessages: readonly Message[]
  readonly error?: ProviderError
  /**
   * All of the answer seems to have come: each choice has its finish reason, or the wire's terminator was seen. Usage, more text and more choices may still
   * follow a finish reason, so this may turn false again.
   */
  readonly complete: boolean
  /** The wire's own terminator was seen (`[DONE]`, `message_stop`, `response.completed`): what comes after it is no part of the answer. */
  readonly ended?: true
  /** Text, reasoning or a tool call has come. */
  readonly hasToken?: true
  readonly attributes?: { readonly [key: string]: string | number | boolean | readonly string[] } | undefined
}

/** Reads one response. Never throws: what it cannot read it leaves out. */
export interface ResponseReader {
  /** One parsed payload of a stream (an SSE event's JSON, an array's element) or the one JSON of a whole body, and the event's name if any. */
  payload(data: JsonValue, event?: string): readonly TextDelta[]
  /**
   * How to read a payload that differs from `data`, the one read last, in the only text that it had; `undefined` where something else in it would
   * count anew. Its argument may be the texts of several such payloads, one after the other. To compare is quicker than to parse.
   */
  again?(data: JsonValue): ((text: string) => readonly TextDelta[]) | undefined
  /** An SSE event whose data is no JSON: `[DONE]`, or something odd. */
  text?(data: string, event?: string): void
  /** The body ended as it should, for a wire without a terminal event of its own. */
  bodyEnded?(): void
  /** The body of a response with status ≥ 400: `data` is its JSON, or its text when it is none. */
  failure(status: number, data: JsonValue): void
  /** The state so far; cheap enough to be asked after each chunk. */
  facts(): ResponseFacts
  /** See {@link ResponseFacts.ended}; cheap enough to be asked after each payload. */
  readonly ended: boolean
}

export interface RequestShape {
  readonly method: string
  readonly url: URL
  /** The same without query and fragment, one object for all requests of an address. */
  readonly place?: URL | undefined
  /** The parsed body, if it was a JSON string. */
  readonly body?: JsonValue | undefined
}

/**
 * The first payload of a response whose request told nothing: an SSE event, a line of a data stream by its code, a JSON text or the first of several, the
 * first item of one JSON list.
 */
export interface FirstPayload {
  readonly form: 'sse' | 'data-stream' | 'json' | 'list'
  readonly event?: string
  readonly data: JsonValue
  /** Only the beginning of it is known: what `data` lacks may come. */
  readonly cut?: boolean
}

/** One wire of one vendor: what it is recognised by, and what is known of it before anything is read. */
export interface Wire {
  readonly api: Api
  readonly operation: Operation
  /** `gen_ai.provider.name` on a host that nobody knows. */
  readonly defaultProvider: string
  /** By the last segments of the path: sure enough without a body, so that it may stand alone. The body is looked at last: that parses it. */
  matchesPath?(shape: RequestShape): boolean
  /** By the body's keys, when no path matched (a proxy's own route). */
  matchesBody?(shape: RequestShape): boolean
  /** By a response's headers alone, for a route of an application's own. `header`: a value by its name in lower case. */
  matchesHeaders?(header: (name: string) => string | null): boolean
  /** Names of the events that end a stream which is fetched with GET: an EventSource tells of none that nobody listens for. */
  readonly lastEvents?: readonly string[]
  /** The body's form, where its bytes do not tell. */
  readonly form?: 'data-stream'
}

/** What a wire's answers are told by, where their requests told nothing. `undefined`: it may be its own, the next payload will tell. */
export type Payloads = { readonly [api in Api]?: (first: FirstPayload) => boolean | undefined }

/** How a wire is read. */
export interface Reading {
  readRequest(shape: RequestShape): RequestFacts
  createReader(request: RequestFacts): ResponseReader
}

/** A wire that can be read. */
export type Dialect = Wire & Reading
