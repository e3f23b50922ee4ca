/**
 * One HTTP attempt of a model call → one inference span, or facts and an event on the span that its client opened itself. Implements capture's
 * {@link Exchange}: capture guards every call, so nothing thrown here reaches the page.
 */
import type { Span } from '@opentelemetry/api'
import type { BodyObserver, Exchange, RequestSnapshot } from '../capture/exchange.ts'
import type { WholeBody } from '../parser/parser.ts'
import { ownCopy } from '../content/own-json.ts'
import type { LiveSpan } from '../export/live.ts'
import { createBodyReader } from '../provider/body.ts'
import type { ResponseFacts } from '../provider/read/dialect.ts'
import { ATTR_ERROR_TYPE, ATTR_GEN_AI_REQUEST_STREAM, ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK } from '../semconv.ts'
import { StreamedArguments } from '../content/streamed-arguments.ts'
import { setLateFacts } from '../export/late-facts.ts'
import type { Attributes, AttributeValue, Milliseconds, TextDelta } from '../protocol/records.ts'
import { adopt, isUnaskedStream, lateFactsFor, nameByAttributes, startSpan, type InferenceOptions } from './attempt-span.ts'
import { mutable, present } from '../otel-attributes.ts'
import { finishReasonAttributes, inferenceName, responseAttributes, usageAttributes } from './attributes.ts'
import { addContent } from '../content/given-content.ts'
import { content } from '../late-parts.ts'
import { errorAttributes, failSpan } from './fail-span.ts'
import { failureOf, withoutCredentials } from './failure.ts'
import { isAbort, timeoutOf } from './abort.ts'
import type { Failure } from './failure.ts'
import { hasAborted, now, timeOf, toSeconds } from '../moment.ts'
import { ATTR_END, ATTR_HTTP_STATUS, ATTR_TIME_TO_FIRST_TOKEN, ATTR_USAGE_ESTIMATED, EVENT_ATTEMPT } from '../own-names.ts'
import type { SpanEnd } from '../own-names.ts'
import { rememberFailure } from '../hold/retry.ts'
import { type Chunks, TimedReader } from './timed-reader.ts'

/**
 * How long the body of an error may lie unread, in milliseconds: many pages look at the status alone and never read it. The span ends with the status as its
 * error type.
 */
export const UNREAD_ERROR_MS = 10_000

export class InferenceAttempt implements Exchange, BodyObserver {
  readonly span: Span
  readonly body: Exchange['body']
  readonly edit: Exchange['edit']
  readonly #options: InferenceOptions
  readonly #live: LiveSpan
  readonly #owned: boolean
  #reader: TimedReader | undefined
  /** When the last chunk came, by the page's monotonic clock. */
  #lastChunk: Milliseconds | undefined
  /** Marks of the answer that the span was shown with; `undefined`: it was not shown since the answer came. */
  #shownMarks: number | undefined
  #status = 0
  /** As the request says; as the answer shows, where the request does not say or could not be read. */
  #streams: boolean
  /** Whether the answer was read from a value that the page gets, too. */
  #shared = false
  #end: SpanEnd | undefined
  /** By the page's monotonic clock; absent: the moment of the end. */
  #endTime: Milliseconds | undefined
  #failure: Failure | undefined
  #arguments: StreamedArguments | undefined
  /** Before its client ended the span. */
  #wasAsked = false
  /** What came when the client had ended its span. */
  readonly #late: Record<string, AttributeValue> = {}

  constructor(options: InferenceOptions) {
    this.#options = options
    this.#owned = options.claimed === undefined
    this.#streams = options.facts.stream === true
    const changes = options.usage?.inject?.(options.dialect, options.facts, options.request)
    this.body = changes?.body
    this.edit = changes?.edit
    this.span = options.claimed ?? startSpan(options)
    if (!this.#owned) adopt(this.span, options)
    const { systemInstructions, inputMessages, toolDefinitions } = options.facts
    addContent(this.span, {
      ...(systemInstructions === undefined ? {} : { systemInstructions }),
      ...(inputMessages === undefined ? {} : { inputMessages }),
      ...(toolDefinitions === undefined ? {} : { toolDefinitions }),
    })
    this.#live = options.live.open(this.span)
    if (!this.#owned) this.#live.update()
  }

  response(status: number, headers: Headers): BodyObserver {
    const { dialect, facts } = this.#options
    this.#status = status
    const contentType = headers.get('content-type') ?? ''
    if (isUnaskedStream(facts, contentType)) {
      this.#streams = true
      this.#set({ [ATTR_GEN_AI_REQUEST_STREAM]: true })
    }
    this.#reader = new TimedReader(() => createBodyReader({ dialect, request: facts, status, contentType }), contentType)
    return this
  }

  get eventTypes(): readonly string[] {
    return this.#options.dialect.lastEvents ?? []
  }

  /** `at`: when the chunk came, by the page's monotonic clock. */
  chunk(bytes: Uint8Array, at: Milliseconds = now()): void {
    this.chunks(bytes, [bytes.byteLength], [at])
  }

  /** Chunks that came one after the other, as one: of each its size, and when it came. */
  chunks(bytes: Uint8Array, sizes: readonly number[], times: readonly Milliseconds[]): void {
    if (this.#reader === undefined || this.#end !== undefined) return
    this.#read({ bytes, sizes, times }, this.#reader)
  }

  /** Of an answer that does not stream it is of no interest when which part came; of an error it is, what it said. */
  get whole(): BodyObserver['whole'] {
    return this.#streams || this.#status >= 400 ? undefined : (body) => this.readWhole(body)
  }

  /** The end comes next, and has all of it. */
  readWhole(body: WholeBody): void {
    if (this.#reader === undefined || this.#end !== undefined) return
    this.#lastChunk = now()
    this.#shared = body !== 'no JSON' && 'json' in body
    this.#reader.body.whole(body)
  }

  #read(chunks: Chunks, reader: TimedReader): void {
    const { sizes, times } = chunks
    const { deltas, used } = reader.feed(chunks)
    for (let index = 0; index < used; index++) this.#live.chunk(sizes[index] ?? 0, (times[index] ?? 0) - this.#options.began.at)
    this.#lastChunk = times[used - 1] ?? this.#lastChunk
    const facts = reader.body.facts()
    if (!this.#owned) this.#set(mutable(responseAttributes(facts, this.#options.facts)))
    this.#showMarks(reader)
    this.#live.text(this.#shown(deltas), chunks.bytes.byteLength)
    // Nothing after the wire's own terminator is part of the answer, and many pages leave the stream there without a word.
    if (reader.ended !== undefined) this.#settleAt(reader.ended, 'completed', facts)
    else this.#live.mayBeOver(seemsOver(facts) ? this.#lastChunk : undefined)
  }

  /** Fields of arguments that are for credentials do not stream. */
  #shown(deltas: readonly TextDelta[]): readonly TextDelta[] {
    if (!deltas.some(({ part }) => part === 'tool_arguments')) return deltas
    this.#arguments ??= new StreamedArguments()
    const args = this.#arguments
    return deltas.map((delta) => ({ ...delta, text: args.show(delta) }))
  }

  /** The span is shown when its answer began, and with its first token. */
  #showMarks({ began, firstToken }: TimedReader): void {
    const marks = Number(began !== undefined) + Number(firstToken !== undefined)
    if (marks === this.#shownMarks) return
    this.#shownMarks = marks
    if (this.#streams && began !== undefined)
      this.#set({ [ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: toSeconds(this.#live.began(began - this.#options.began.at)) })
    if (this.#streams && firstToken !== undefined) this.#set({ [ATTR_TIME_TO_FIRST_TOKEN]: toSeconds(firstToken - this.#options.began.at) })
    this.#live.update()
  }

  end(): void {
    if (this.#end !== undefined) return
    const last = this.#reader?.body.end() ?? []
    // The record of a span of our own comes next, and has all of it.
    if (!this.#owned) this.#live.text(this.#shown(last), 0)
    const facts = this.#facts()
    this.#settleAt(undefined, facts?.complete === false ? 'incomplete' : 'completed', facts)
  }

  error(reason: unknown): void {
    const { signal } = this.#options.request
    if (isAbort(reason, signal)) this.#leave(undefined, 'aborted')
    else this.#settle('error', failureOf(reason, signal))
  }

  failed(reason: unknown): void {
    this.error(reason)
  }

  cancel(): void {
    const failure = this.#timedOut()
    if (failure !== undefined) return this.#settle('error', failure)
    this.#leave(undefined, isAborted(this.#options.request) ? 'aborted' : 'cancelled')
  }

  unread(): void {
    this.#leave(undefined, 'unread')
  }

  /** The page let go of the body, so that nobody can read on. When that is noticed says nothing: the last chunk is the last that is known. */
  collected(): void {
    this.#leave(this.#lastChunk, this.#lastChunk === undefined ? 'unread' : 'cancelled')
  }

  get unreadAfter(): number | undefined {
    return this.#status >= 400 ? UNREAD_ERROR_MS : undefined
  }

  /** Ends what nobody will tell the end of. */
  abandon(end: 'page_hidden' | 'shutdown'): void {
    this.#leave(undefined, end)
    // Its client cannot end it either any more.
    if (end === 'page_hidden' && !this.#owned && this.span.isRecording()) this.span.end()
  }

  /** The body is left before its end. Where all of the answer seems to have come, that is no cancel: it was over with its last chunk. */
  #leave(at: Milliseconds | undefined, end: SpanEnd): void {
    const facts = this.#facts()
    if (facts !== undefined && seemsOver(facts)) this.#settleAt(this.#lastChunk, 'completed', facts)
    else this.#settleAt(at, end, facts)
  }

  /** Some cancel what a time limit has ended, before the body can say so. */
  #timedOut(): Failure | undefined {
    const timeout = timeoutOf(this.#options.request.signal)
    const facts = this.#facts()
    return timeout === undefined || (facts !== undefined && seemsOver(facts)) ? undefined : failureOf(timeout)
  }

  #facts(): ResponseFacts | undefined {
    return this.#reader?.body.facts()
  }

  /** The client is about to end the span that this attempt claimed last: the last moment for its facts. */
  beforeClientEnds(): void {
    if (this.#owned) return
    this.#wasAsked = true
    const facts = this.#facts()
    if (facts !== undefined) this.#writeResponse(facts)
    // Clients leave the stream on an early `break` before its body tells us so.
    const failure = this.#failure ?? this.#reported() ?? (this.#end === undefined ? this.#timedOut() : undefined)
    // Some cancel what the signal has aborted, before the body can say so.
    const cut = isAborted(this.#options.request) ? 'aborted' : 'cancelled'
    const left = failure !== undefined ? 'error' : facts?.complete === true ? 'completed' : cut
    // A client that ends its span with nothing read has given the response away as it came: how that ends comes too late for its span.
    const end = this.#end ?? (left === 'cancelled' && this.#lastChunk === undefined ? 'handed_over' : left)
    this.#set({ [ATTR_END]: end })
    if (failure !== undefined) failSpan(this.span, withoutCredentials(failure, this.#options.request), this.#status)
    nameByAttributes(this.span)
    if (this.#options.contentOnSpan) content.module?.writeContent(this.span)
  }

  /** Clients leave the body at an error that a stream reports, and drop that of a failed attempt unread: neither makes it a cancel. */
  #settleAt(at: Milliseconds | undefined, end: SpanEnd, facts: ResponseFacts | undefined): void {
    if (this.#end !== undefined) return
    this.#endTime = at
    const failure = this.#reported(facts)
    if (failure === undefined) this.#settle(end, undefined, facts)
    else this.#settle('error', failure, facts)
  }

  /** What the provider itself said went wrong. */
  #reported(facts: ResponseFacts | undefined = this.#facts()): Failure | undefined {
    const error = facts?.error
    if (error !== undefined) return { type: error.type, message: error.message ?? '' }
    return this.#status >= 400 ? { type: String(this.#status), message: '' } : undefined
  }

  #writeResponse(facts: ResponseFacts): void {
    this.#set(mutable({ ...responseAttributes(facts, this.#options.facts), ...this.#estimate(facts), ...finishReasonAttributes(facts) }))
    const { outputMessages } = facts
    if (outputMessages.length > 0) addContent(this.span, { outputMessages: this.#shared ? ownCopy(outputMessages) : outputMessages })
    const { dialect, facts: asked } = this.#options
    // Agents are named by their answers, if at all.
    const operation = asked.operation ?? dialect.operation
    if (this.#owned && operation === 'invoke_agent' && this.span.isRecording()) this.span.updateName(inferenceName(dialect, asked, facts))
  }

  /** Of a refused or failed call, and of an answer fetched again, nobody can say what it took. */
  #estimate(facts: ResponseFacts): Attributes {
    const { usage, facts: request } = this.#options
    if (usage?.estimate === undefined || this.#reported(facts) !== undefined || request.operation === 'fetch_response') return {}
    const estimated = present(usageAttributes(usage.estimate(request, facts)))
    return Object.keys(estimated).length === 0 ? {} : { ...estimated, [ATTR_USAGE_ESTIMATED]: true }
  }

  #settle(end: SpanEnd, reason?: Failure, known?: ResponseFacts): void {
    if (this.#end !== undefined) return
    this.#end = end
    const failure = reason && withoutCredentials(reason, this.#options.request)
    this.#failure = failure
    const facts = known ?? this.#facts()
    if (facts !== undefined) this.#writeResponse(facts)
    if (this.#owned) this.#endOwn(end, failure)
    else if (this.span.isRecording()) this.#noteAttempt(end, failure)
    // What was known when its client ended it stands on it.
    else if (!this.#wasAsked) this.#amend(end, failure)
    if (failure !== undefined) rememberFailure(this.#options.request, this.span.spanContext())
    this.#options.onSettled(this, failure !== undefined)
  }

  #endOwn(end: SpanEnd, failure: Failure | undefined): void {
    this.#set({ [ATTR_END]: end })
    if (failure !== undefined) failSpan(this.span, failure, this.#status)
    if (this.#options.contentOnSpan) content.module?.writeContent(this.span)
    // A span that was given its start measures its end by the wall clock, in whole milliseconds, unless it is given that too.
    this.span.end(timeOf(this.#options.began, this.#endTime ?? now()))
    this.#live.close()
  }

  /** The client has ended its span: exporters have it as it was, the panel has what the wire says as well. */
  #amend(end: SpanEnd, failure: Failure | undefined): void {
    const known = { ...this.#late, ...errorAttributes(failure, this.#status), [ATTR_END]: end }
    setLateFacts(this.span, lateFactsFor(this.span, this.#options, known, failure))
    this.#live.amend()
    this.#options.onLate?.()
  }

  /** The client ends its span itself, when it has read the answer or given up trying; until then this attempt is one event on it. */
  #noteAttempt(end: SpanEnd, failure: Failure | undefined): void {
    this.span.addEvent(
      EVENT_ATTEMPT,
      {
        [ATTR_END]: end,
        ...(this.#status === 0 ? {} : { [ATTR_HTTP_STATUS]: this.#status }),
        ...(failure === undefined ? {} : { [ATTR_ERROR_TYPE]: failure.type }),
      },
      timeOf(this.#options.began, this.#endTime ?? now()),
    )
    this.#live.update()
  }

  #set(attributes: Parameters<Span['setAttributes']>[0]): void {
    if (this.span.isRecording()) this.span.setAttributes(attributes)
    else if (!this.#owned) Object.assign(this.#late, attributes)
  }
}

/** What came may be all: usage, more text or another choice may follow, so that only the body, or who reads it, tells the end. */
function seemsOver({ complete, error }: ResponseFacts): boolean {
  return complete || error !== undefined
}

function isAborted({ signal }: RequestSnapshot): boolean {
  return hasAborted(signal) && timeoutOf(signal) === undefined
}
