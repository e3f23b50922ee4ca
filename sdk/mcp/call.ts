/** One MCP request or notification → one span: of the page's asking (CLIENT), of the server's (SERVER), or a tool's own span that is enriched. */
import { SpanStatusCode } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import type { LiveSpan, LiveSpans } from '../export/live.ts'
import type { OpenCall } from '../page.ts'
import type { Attributes, Milliseconds } from '../protocol/records.ts'
import { object } from '../provider/read/json.ts'
import { agreedVersion, factsOf, isToolError, type McpAsked, type McpReply } from './messages.ts'
import {
  ATTR_ERROR_TYPE,
  ATTR_GEN_AI_PROMPT_VARIABLE,
  ATTR_MCP_PROTOCOL_VERSION,
  ATTR_MCP_SESSION_ID,
  ATTR_RPC_RESPONSE_STATUS_CODE,
} from '../semconv.ts'
import { asOf, now, thisMoment, timeOf } from '../moment.ts'
import { mutable, present } from '../otel-attributes.ts'
import { addContent } from '../content/given-content.ts'
import { contentOf, writeContent } from '../content/span-content.ts'
import { withoutCredentials, type Failure } from '../span/failure.ts'
import { ATTR_END, type SpanEnd } from '../own-names.ts'
import { connectionAttributes, type Place, type Side } from './attributes.ts'

/**
 * How long a reply is waited for that may come by another stream: in milliseconds, from the end of the one that should have brought it. The official
 * client tries again after 1 s, 1.5 s and so on.
 */
export const ELSEWHERE_MS = 60_000

/** By the conventions no errors of the side that answers: the asker sent what cannot be served. */
const ASKERS_FAULT: ReadonlySet<number> = new Set([-32_700, -32_600, -32_601, -32_602, -32_002])

export interface McpCallOptions {
  readonly asked: McpAsked
  readonly place: Place
  readonly side: Side
  readonly span: Span
  /** False for a tool's own span: whoever opened it ends it. */
  readonly owned: boolean
  readonly live: LiveSpans
  /** Whether content goes on the span itself, for exporters. */
  readonly contentOnSpan: boolean
  /** Called once, when the call is over however it ended. */
  readonly onSettled: (call: McpCall) => void
}

/** How a stream was over before it brought the reply: what holds of the call if no other stream brings it. */
export interface BrokenOff {
  readonly end: SpanEnd
  readonly failure?: Failure | undefined
  /** A GET that names it goes on with the stream. */
  readonly lastEventId?: string | undefined
}

export class McpCall implements OpenCall {
  readonly asked: McpAsked
  readonly place: Place
  readonly side: Side
  readonly span: Span
  readonly #options: McpCallOptions
  readonly #live: LiveSpan
  #broken: BrokenOff = { end: 'incomplete' }
  #waiting: ReturnType<typeof setTimeout> | undefined
  #settled = false
  #brokenAt: Milliseconds = 0
  readonly #began = thisMoment()

  constructor(options: McpCallOptions) {
    this.#options = options
    this.asked = options.asked
    this.place = options.place
    this.side = options.side
    this.span = options.span
    this.#keepArguments()
    this.#live = options.live.open(this.span)
    this.#live.update()
  }

  get settled(): boolean {
    return this.#settled
  }

  /** The server named the session in its answer. */
  joined(sessionId: string): void {
    this.set({ [ATTR_MCP_SESSION_ID]: sessionId })
  }

  set(attributes: Attributes): void {
    if (this.span.isRecording()) this.span.setAttributes(mutable(attributes))
  }

  reply(reply: McpReply): void {
    this.#keepResult(reply)
    if (this.asked.method === 'initialize') this.set(present({ [ATTR_MCP_PROTOCOL_VERSION]: agreedVersion(reply) }))
    const { error } = reply
    if (error === undefined) {
      // What the tool said of its failure is content, so that the status has no words.
      if (isToolError(reply)) this.settle('error', { type: 'tool_error', message: '' })
      else this.settle('completed')
      return
    }
    const code = error.code === undefined ? undefined : String(error.code)
    this.set(present({ [ATTR_RPC_RESPONSE_STATUS_CODE]: code }))
    if (this.side === 'server' && ASKERS_FAULT.has(error.code ?? 0)) this.settle('completed')
    else this.settle('error', { type: code ?? '_OTHER', message: error.message ?? '' })
  }

  /** The stream that should have brought the reply is over; another one may bring it. */
  waitElsewhere(broken: BrokenOff): void {
    this.#broken = broken
    this.#brokenAt = now()
    this.waitAgain()
  }

  /** The stream that was to go on with it did not come. */
  waitAgain(): void {
    const { end, failure } = this.#broken
    clearTimeout(this.#waiting)
    const until = this.#brokenAt + ELSEWHERE_MS
    const give = (): void => asOf({ at: until, aborted: false }, () => this.settle(end, failure))
    // What was told long ago is over already, once all that was told with it has been read.
    this.#waiting = setTimeout(give, Math.max(0, until - performance.now()))
  }

  /** Another stream took over. */
  stopWaiting(): void {
    clearTimeout(this.#waiting)
  }

  /** The last event of the stream that broke off. */
  get lastEventId(): string | undefined {
    return this.#broken.lastEventId
  }

  abandon(end: 'page_hidden' | 'shutdown'): void {
    this.settle(end)
  }

  settle(end: SpanEnd, failure?: Failure): void {
    if (this.#settled) return
    this.#settled = true
    clearTimeout(this.#waiting)
    this.set(connectionAttributes(this.place.url))
    if (failure !== undefined) this.#fail(failure)
    if (this.#options.owned) this.#end(end)
    else this.#live.update()
    this.#options.onSettled(this)
  }

  #fail(failure: Failure): void {
    if (!this.span.isRecording()) return
    const { type, message } = withoutCredentials(failure, this.place.request)
    this.span.setAttribute(ATTR_ERROR_TYPE, type)
    this.span.setStatus({ code: SpanStatusCode.ERROR, message })
  }

  #end(end: SpanEnd): void {
    this.set({ [ATTR_END]: end })
    if (this.#options.contentOnSpan) this.#writeContent()
    this.span.end(timeOf(this.#began, now()))
    this.#live.close()
  }

  /** "Prompt arguments supplied in prompts/get requests SHOULD be recorded as gen_ai.prompt.variable.<argument_name> attributes." */
  #writeContent(): void {
    if (this.asked.method !== 'prompts/get') return writeContent(this.span)
    for (const [name, value] of Object.entries(object(contentOf(this.span)?.toolCallArguments) ?? {})) {
      this.set({ [ATTR_GEN_AI_PROMPT_VARIABLE(name)]: typeof value === 'string' ? value : JSON.stringify(value) })
    }
  }

  /** A tool's own span knows its arguments better: the application gave them. */
  #keepArguments(): void {
    const { arguments: given } = factsOf(this.asked)
    const known = !this.#options.owned && contentOf(this.span)?.toolCallArguments !== undefined
    if (given !== undefined && !known) addContent(this.span, { toolCallArguments: given })
  }

  #keepResult({ result }: McpReply): void {
    if (this.asked.method === 'tools/call' && result !== undefined) addContent(this.span, { toolCallResult: result })
  }
}
