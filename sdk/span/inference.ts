/**
 * One HTTP attempt of a model call → one inference span, or facts and an event on the span that its client opened itself. Implements capture's
 * {@link Exchange}: capture guards every call, so nothing thrown here reaches the page.
 */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, Link, Span, Tracer } from '@opentelemetry/api'
import type { BodyObserver, Exchange, RequestSnapshot } from '../capture/exchange.ts'
import type { LiveSpan, Live } from '../export/live.ts'
import { createBodyReader } from '../provider/body.ts'
import type { BodyReader } from '../provider/body.ts'
import type { Dialect, RequestFacts, ResponseFacts } from '../provider/provider.ts'
import { ATTR_ERROR_TYPE, ATTR_GEN_AI_CONVERSATION_ID, ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK } from '../semconv.ts'
import type { Attributes, ParentSource } from '../protocol.ts'
import { injectUsage } from '../usage/usage.ts'
import type { UsagePolicy } from '../usage/usage.ts'
import {
  finishReasonAttributes,
  inferenceName,
  mutable,
  present,
  requestAttributes,
  responseAttributes,
  usageAttributes,
} from './attributes.ts'
import { addContent, setParentSource, writeContent } from './content.ts'
import { conversationOf } from './conversation.ts'
import { failureOf, isAbort, withoutCredentials } from './failure.ts'
import type { Failure } from './failure.ts'
import {
  ATTR_CLIENT_SPAN_NAME,
  ATTR_END,
  ATTR_HTTP_STATUS,
  ATTR_RETRY_ATTEMPT,
  ATTR_USAGE_ESTIMATED,
  EVENT_ATTEMPT,
} from './own-attributes.ts'
import type { SpanEnd } from './own-attributes.ts'
import { rememberFailure, retryOf } from './retry.ts'

/**
 * How long the body of an error may lie unread, in milliseconds: many pages look at the status alone and never read it. The span ends with the status as its
 * error type.
 */
export const UNREAD_ERROR_MS = 10_000

/**
 * How long the end of a body is waited for after its terminal event or an error in it, in milliseconds: clients leave the stream there, and not
 * all of them cancel it. The span ends with its last chunk, not with the wait.
 */
export const LAST_WORD_MS = 500

/** All that one attempt needs to know of its surroundings. */
export interface InferenceOptions {
  readonly tracer: Tracer
  readonly live: Live
  readonly dialect: Dialect
  readonly provider: string
  readonly facts: RequestFacts
  readonly request: RequestSnapshot
  /** An open span of the client itself, that this attempt belongs to. */
  readonly claimed: Span | undefined
  readonly parent: { readonly context: Context; readonly source: ParentSource } | undefined
  /** When the request was sent, by the page's monotonic clock, where that was before now. */
  readonly began?: number
  /** The context to start a root span in, where there is no parent. */
  readonly root: Context
  /** Whether content goes on the span itself, for exporters. */
  readonly contentOnSpan: boolean
  readonly usage?: UsagePolicy | undefined
  /** Called once, when the attempt is over however it ended. */
  readonly onSettled: (attempt: InferenceAttempt, failed: boolean) => void
}

export class InferenceAttempt implements Exchange, BodyObserver {
  readonly span: Span
  readonly body: Exchange['body']
  readonly edit: Exchange['edit']
  readonly #options: InferenceOptions
  readonly #live: LiveSpan
  readonly #owned: boolean
  readonly #startedAt: number
  #reader: BodyReader | undefined
  #status = 0
  /** Whether a chunk has come. */
  #begun = false
  #lastWord: ReturnType<typeof setTimeout> | undefined
  #end: SpanEnd | undefined
  /** By the page's monotonic clock; absent: the moment of the end. */
  #endTime: number | undefined
  #failure: Failure | undefined

  constructor(options: InferenceOptions) {
    this.#options = options
    this.#startedAt = options.began ?? performance.now()
    this.#owned = options.claimed === undefined
    const changes = options.usage?.inject === true ? injectUsage(options.dialect, options.facts, options.request) : {}
    this.body = changes.body
    this.edit = changes.edit
    this.span = options.claimed ?? startSpan(options)
    if (!this.#owned) adopt(this.span, options)
    const { systemInstructions, inputMessages, toolDefinitions } = options.facts
    addContent(this.span, {
      ...(systemInstructions === undefined ? {} : { systemInstructions }),
      ...(inputMessages === undefined ? {} : { inputMessages }),
      ...(toolDefinitions === undefined ? {} : { toolDefinitions }),
    })
    this.#live = options.live.open(this.span)
    this.#live.update()
  }

  response(status: number, headers: Headers): BodyObserver {
    const { dialect, facts } = this.#options
    this.#status = status
    this.#reader = createBodyReader({ dialect, request: facts, status, contentType: headers.get('content-type') ?? '' })
    return this
  }

  get eventTypes(): readonly string[] {
    return this.#options.dialect.lastEvents ?? []
  }

  /** `at`: when the chunk came, by the page's monotonic clock. */
  chunk(bytes: Uint8Array, at: number = performance.now()): void {
    const reader = this.#reader
    if (reader === undefined || this.#end !== undefined) return
    this.#begun = true
    const deltas = reader.feed(bytes)
    const first = this.#live.chunk(bytes.byteLength, at - this.#startedAt)
    if (first && this.#options.facts.stream === true)
      this.#set({ [ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: this.#live.firstChunkOffset / 1000 })
    // A claimed span may be ended by its client at any time, on an early `break` before the body tells us: its facts must be there by then.
    if (!this.#owned) this.#set(mutable(responseAttributes(reader.facts(), this.#options.facts)))
    if (first) this.#live.update()
    for (const delta of deltas) this.#live.delta(delta, bytes.byteLength)
    const facts = reader.facts()
    if (facts.complete || facts.error !== undefined) this.#awaitLastWord()
  }

  #awaitLastWord(): void {
    const at = performance.now()
    clearTimeout(this.#lastWord)
    this.#lastWord = setTimeout(() => {
      this.#endTime = at
      this.#settleBody('completed')
    }, LAST_WORD_MS)
  }

  end(): void {
    if (this.#end !== undefined) return
    for (const delta of this.#reader?.end() ?? []) this.#live.delta(delta, 0)
    const facts = this.#reader?.facts()
    this.#settleBody(facts?.complete === false ? 'incomplete' : 'completed')
  }

  error(reason: unknown): void {
    if (isAbort(reason, this.#options.request.signal)) this.#settle('aborted')
    else this.#settle('error', failureOf(reason))
  }

  failed(reason: unknown): void {
    this.error(reason)
  }

  cancel(): void {
    this.#settleBody(this.#left())
  }

  unread(): void {
    this.#settleBody('unread')
  }

  get unreadAfter(): number | undefined {
    return this.#status >= 400 ? UNREAD_ERROR_MS : undefined
  }

  /** Ends what nobody will tell the end of. */
  abandon(end: 'page_hidden' | 'shutdown'): void {
    this.#settleBody(end)
    // Its client cannot end it either any more.
    if (end === 'page_hidden' && !this.#owned && this.span.isRecording()) this.span.end()
  }

  /** How a body ends that its reader leaves. */
  #left(): SpanEnd {
    // Clients leave the stream after its terminal event without reading to the end: that is no cancel.
    if (this.#reader?.facts().complete === true) return 'completed'
    // And some cancel what the signal has aborted, before the body can say so.
    return this.#options.request.signal?.aborted === true ? 'aborted' : 'cancelled'
  }

  /** The client is about to end the span that this attempt claimed last: the last moment for its facts. */
  beforeClientEnds(): void {
    if (this.#owned) return
    const facts = this.#reader?.facts()
    if (facts !== undefined) this.#writeResponse(facts)
    // Clients leave the stream on an early `break` before its body tells us so.
    const failure = this.#failure ?? this.#reported()
    const left = failure !== undefined ? 'error' : this.#left()
    // A client that ends its span with nothing read has given the response away as it came: how that ends comes too late for its span.
    const end = this.#end ?? (left === 'cancelled' && !this.#begun ? 'handed_over' : left)
    this.#set({ [ATTR_END]: end })
    if (failure !== undefined) this.#set({ [ATTR_ERROR_TYPE]: failure.type })
    if (this.#options.contentOnSpan) writeContent(this.span)
  }

  /** Clients leave the body at an error that a stream reports, and drop that of a failed attempt unread: neither makes it a cancel. */
  #settleBody(end: SpanEnd): void {
    const failure = this.#reported()
    if (failure === undefined) this.#settle(end)
    else this.#settle('error', failure)
  }

  /** What the provider itself said went wrong. */
  #reported(): Failure | undefined {
    const error = this.#reader?.facts().error
    if (error !== undefined) return { type: error.type, message: error.message ?? '' }
    return this.#status >= 400 ? { type: String(this.#status), message: '' } : undefined
  }

  #writeResponse(facts: ResponseFacts): void {
    this.#set(mutable({ ...responseAttributes(facts, this.#options.facts), ...this.#estimate(facts), ...finishReasonAttributes(facts) }))
    if (facts.outputMessages.length > 0) addContent(this.span, { outputMessages: facts.outputMessages })
    const { dialect, facts: asked } = this.#options
    // Agents are named by their answers, if at all.
    if (this.#owned && this.span.isRecording()) this.span.updateName(inferenceName(dialect, asked, facts))
  }

  /** Of a refused or failed call, and of an answer fetched again, nobody can say what it took. */
  #estimate(facts: ResponseFacts): Attributes {
    const { usage, facts: request } = this.#options
    if (usage?.estimate === undefined || this.#reported() !== undefined || request.operation === 'fetch_response') return {}
    const estimated = present(usageAttributes(usage.estimate(request, facts)))
    return Object.keys(estimated).length === 0 ? {} : { ...estimated, [ATTR_USAGE_ESTIMATED]: true }
  }

  #settle(end: SpanEnd, reason?: Failure): void {
    if (this.#end !== undefined) return
    this.#end = end
    clearTimeout(this.#lastWord)
    const failure = reason && withoutCredentials(reason, this.#options.request)
    this.#failure = failure
    const facts = this.#reader?.facts()
    if (facts !== undefined) this.#writeResponse(facts)
    if (this.#owned) this.#endOwn(end, failure)
    else this.#noteAttempt(end, failure)
    if (failure !== undefined) rememberFailure(this.#options.request, this.span.spanContext())
    this.#options.onSettled(this, failure !== undefined)
  }

  #endOwn(end: SpanEnd, failure: Failure | undefined): void {
    this.#set({ [ATTR_END]: end })
    if (failure !== undefined) {
      this.#set({ [ATTR_ERROR_TYPE]: failure.type })
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message })
    }
    if (this.#options.contentOnSpan) writeContent(this.span)
    // A span that was given its start measures its end by the wall clock, in whole milliseconds, unless it is given that too.
    this.span.end(this.#endTime ?? (this.#options.began === undefined ? undefined : performance.now()))
    this.#live.close()
  }

  /** The client ends its span itself, when it has read the answer or given up trying; until then this attempt is one event on it. */
  #noteAttempt(end: SpanEnd, failure: Failure | undefined): void {
    if (!this.span.isRecording()) return
    this.span.addEvent(EVENT_ATTEMPT, {
      [ATTR_END]: end,
      ...(this.#status === 0 ? {} : { [ATTR_HTTP_STATUS]: this.#status }),
      ...(failure === undefined ? {} : { [ATTR_ERROR_TYPE]: failure.type }),
    })
    this.#live.update()
  }

  #set(attributes: Parameters<Span['setAttributes']>[0]): void {
    if (this.span.isRecording()) this.span.setAttributes(attributes)
  }
}

function startSpan(options: InferenceOptions): Span {
  const { dialect, provider, facts, request, parent, began, root, tracer } = options
  const context = parent?.context ?? root
  const conversation = conversationOf(context)
  const retry = retryOf(request)
  const links: Link[] = retry?.previous === undefined ? [] : [{ context: retry.previous }]
  const span = tracer.startSpan(
    inferenceName(dialect, facts),
    {
      kind: SpanKind.CLIENT,
      links,
      ...(began !== undefined && { startTime: began }),
      attributes: {
        ...(conversation === undefined ? {} : { [ATTR_GEN_AI_CONVERSATION_ID]: conversation }),
        ...(retry === undefined ? {} : { [ATTR_RETRY_ATTEMPT]: retry.attempt }),
        ...mutable(requestAttributes(dialect, provider, facts, request.url)),
      },
    },
    context,
  )
  if (parent !== undefined && trace.getSpan(parent.context) !== undefined) setParentSource(span, parent.source)
  return span
}

/** Gives the client's span the conventions' name and the attributes that it lacks. */
function adopt(span: Span, { dialect, provider, facts, request }: InferenceOptions): void {
  if (!span.isRecording()) return
  const given = attributesOf(span)
  const missing = Object.entries(mutable(requestAttributes(dialect, provider, facts, request.url))).filter(([name]) => !(name in given))
  const name = 'name' in span && typeof span.name === 'string' ? span.name : undefined
  if (name !== undefined && !(ATTR_CLIENT_SPAN_NAME in given)) span.setAttribute(ATTR_CLIENT_SPAN_NAME, name)
  span.setAttributes(Object.fromEntries(missing))
  span.updateName(inferenceName(dialect, facts))
}

function attributesOf(span: Span): object {
  return 'attributes' in span && typeof span.attributes === 'object' && span.attributes !== null ? span.attributes : {}
}
