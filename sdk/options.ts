/** Every option of `register` and `instrument`, its default and its meaning. */
import type { Edits } from './capture/body-watch.ts'
import type { ContextManager } from '@opentelemetry/api'
import type { SpanProcessor } from './export/span-processor.ts'
import type { Attributes, MessagePart } from './protocol/records.ts'
import type { ReaderModule } from './reader-slot.ts'
import type { Api } from './recognition/apis.ts'

/** Which of the page's ways to call are watched. */
export interface CaptureOptions {
  /** `window.fetch`. Default true. */
  readonly fetch?: boolean
  /** `XMLHttpRequest`, which axios and others use. Default true. */
  readonly xhr?: boolean
  /** `EventSource`. Default true. */
  readonly eventSource?: boolean
  /** The Model Context Protocol over Streamable HTTP, in the requests that are watched. Default true. */
  readonly mcp?: boolean
}

/** Where the numbers of tokens come from. */
export type UsageMode = 'observe' | 'inject' | 'estimate'

/** Where content (messages, tool arguments and results) is written besides the local panel. */
export type ContentMode = 'none' | 'span'

/** Where a part stands that is to be redacted. */
export interface RedactContext {
  /**
   * `tool_definition`: the part is `{ type, name, description, parameters }`. `tool_arguments`, `tool_result`: what a tool that runs in the page was given
   * and gave, as a `tool_call` and a `tool_call_response` part.
   */
  readonly kind: 'system_instructions' | 'input' | 'output' | 'tool_definition' | 'tool_arguments' | 'tool_result'
  /** Of the message: `user`, `assistant`, `tool`, ... */
  readonly role?: string
  /** Of the tool whose span it is. */
  readonly toolName?: string
  /** Of the span that the part belongs to: 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
}

/**
 * Gets a copy of one part of content (the conventions' JSON: `{ type: 'text', content }`, `{ type: 'tool_call', name, arguments }`, ...) and gives back the part
 * that may be seen; null removes it. What it throws, rejects with, takes too long for or gives back wrongly leaves `[redaction failed]` in the part's place.
 */
export type Redact = (part: MessagePart, context: RedactContext) => MessagePart | null | Promise<MessagePart | null>

/** A route that speaks a wire which its URL and its requests do not tell. */
export interface Endpoint {
  /**
   * A string matches where it stands in the URL's origin and path as whole segments: `'/api/chat'`, `'https://api.example.com/v1'`. A RegExp is tried on the
   * full URL.
   */
  readonly match: string | RegExp
  /** The wire, by its name: `'openai-chat'`, `'anthropic-messages'`, `'ai-sdk-ui'`, ... */
  readonly api: Api
  /** `gen_ai.provider.name`. Default: by the host where that is a known one, else the vendor whose wire it is. */
  readonly provider?: string
}

/** Where ended spans go, and how: OTLP over HTTP. */
export interface OtlpOptions {
  /** Full URL of the collector's traces endpoint, e.g. `http://localhost:4318/v1/traces`. */
  readonly url: string
  /** Sent with each request, such as the backend's key. Default none. */
  readonly headers?: { readonly [name: string]: string }
  /** `'http/json'` (default) is understood by the OpenTelemetry Collector and most backends; some take `'http/protobuf'` only. */
  readonly protocol?: 'http/json' | 'http/protobuf'
}

/** `inject` of `@genai-devtools/web/inject`. */
export interface Inject {
  readonly reader: ReaderModule
  readonly edits: Edits
}

/** What `register` takes. Each may be left out. */
export interface Options {
  /** `service.name` of the resource. Default: the page's host name. */
  readonly serviceName?: string
  /** More resource attributes. Default none. */
  readonly resource?: Attributes
  /** Which of the page's ways to call are watched. Default: all. */
  readonly capture?: CaptureOptions
  /**
   * Your own routes that speak a known wire; the first that matches counts, before anything that is recognised. Needed only where neither the request nor
   * the beginning of the answer tells; with it, errors of the route are seen too, and a call is shown from its request on. Default none.
   */
  readonly endpoints?: readonly Endpoint[]
  /**
   * `'span'` writes messages as the conventions' JSON attributes on spans that leave the page (your processors, OTLP). Default `'none'`.
   * The local panel has a gate of its own: {@link Options.panelContent}.
   */
  readonly content?: ContentMode
  /** Whether the local DevTools panel sees content. Default true; it never leaves the browser. */
  readonly panelContent?: boolean
  /**
   * Runs over each part of content before anything of it is shown or exported; a list runs in order. Default none. `redactKeys`, `redactEmails` and
   * `redactCards` are ready-made.
   *
   * With it, answers are not shown while they stream: half a card number cannot be recognised. Names of participants and token log-probabilities, which it
   * is not shown, are left out. Answering with a promise is fine for the panel, which gets the content when it is there; a span waits for nobody, so
   * exporters get only what is ready when it ends. Messages of errors are no content: credentials are taken out of them always.
   */
  readonly redact?: Redact | readonly Redact[]
  /**
   * Sends the trace context with each message to an MCP server, as `traceparent` (and `tracestate`) in `params._meta`, so that the server's spans join the
   * page's trace. It changes the body of these requests, where that is a string; what the page gave stays as it was. Default false.
   */
  readonly propagateMcp?: boolean
  /**
   * What is done about tokens. `'observe'` (default) reads what the provider says, and a stream that says nothing has none. `'inject'` adds
   * `stream_options: { include_usage: true }` to streamed Chat Completions requests that lack it, where the body given to `fetch` is a string, and takes what
   * that adds to the answer out again, so that the page sees the bytes it would have seen; a server that does not know the option may refuse the request.
   * `'estimate'` counts by a rule of thumb over the words where the provider did not, and marks the span with `genai_devtools.usage.estimated`.
   */
  readonly usage?: UsageMode
  /**
   * What reads and changes requests before they are sent: `usage: 'inject'` and `propagateMcp` need it. Import it from `@genai-devtools/web/inject`, which is loaded
   * with the application. Default none.
   */
  readonly inject?: Inject
  /** What the page keeps for a panel that opens late. Default 2,000 spans and 8 MiB. */
  readonly ring?: { readonly spans?: number; readonly bytes?: number }
  /** Forwards ended spans to an OpenTelemetry Collector or any OTLP/HTTP backend. Default: none. */
  readonly otlp?: OtlpOptions
  /** Your own processors, on the provider that `register` makes. Default none. */
  readonly spanProcessors?: readonly SpanProcessor[]
  /** `'stack'` (default) follows native async/await without zone.js; `'none'` installs nothing. */
  readonly contextManager?: ContextManager | 'stack' | 'none'
  /** `false` makes `register` do nothing. Default true. */
  readonly enabled?: boolean
}
