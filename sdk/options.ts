/** Every option of `register` and `instrument`, its default and its meaning. */
import type { ContextManager } from '@opentelemetry/api'
import type { SpanProcessor } from './export/span-processor.ts'
import type { Attributes } from './protocol.ts'

/** Which of the page's ways to call are watched. */
export interface CaptureOptions {
  /** `window.fetch`. Default true. */
  readonly fetch?: boolean
}

/** Where content (messages, tool arguments and results) is written besides the local panel. */
export type ContentMode = 'none' | 'span'

export interface OtlpOptions {
  /** Full URL of the collector's traces endpoint, e.g. `http://localhost:4318/v1/traces`. */
  readonly url: string
  readonly headers?: { readonly [name: string]: string }
}

export interface Options {
  /** `service.name` of the resource. Default: the page's host name. */
  readonly serviceName?: string
  /** More resource attributes. Default none. */
  readonly resource?: Attributes
  readonly capture?: CaptureOptions
  /**
   * `'span'` writes messages as the conventions' JSON attributes on spans that leave the page (your processors, OTLP). Default `'none'`.
   * The local panel has a gate of its own: {@link Options.panelContent}.
   */
  readonly content?: ContentMode
  /** Whether the local DevTools panel sees content. Default true; it never leaves the browser. */
  readonly panelContent?: boolean
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
