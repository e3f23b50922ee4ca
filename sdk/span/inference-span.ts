/**
 * One attempt of a model call → one inference span, or facts and an event on the span that its client opened itself. Whoever sees the attempt tells what was
 * asked, what the answer says so far, and how it ended; by what way it came is not known here.
 */
import type { HrTime, Span } from '@opentelemetry/api'
import { ownCopy } from '../content/own-json.ts'
import type { LiveSpan } from '../export/live.ts'
import type { ResponseFacts } from '../provider/read/dialect.ts'
import { ATTR_GEN_AI_REQUEST_STREAM, ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK } from '../semconv.ts'
import { StreamedArguments } from '../content/streamed-arguments.ts'
import { setLateFacts } from '../export/late-facts.ts'
import type { Attributes, AttributeValue, Milliseconds, TextDelta } from '../protocol/records.ts'
import { adopt, lateFactsFor, nameByAttributes, sayOnClientSpan } from './client-span.ts'
import { emitted, present, writeAttributes } from '../otel-attributes.ts'
import { finishReasonAttributes, inferenceName, responseAttributes, usageAttributes } from './attributes.ts'
import { addContent } from '../content/given-content.ts'
import { content } from '../late-parts.ts'
import { endingAttributes, endSpan, type Ending, type Failure } from './ending.ts'
import { cancelOf, endingOf, hasFailed } from './failure.ts'
import { startSpan, type InferenceSpanOptions } from './inference-start.ts'
import { now, timeOf, toSeconds } from '../moment.ts'
import { ATTR_TIME_TO_FIRST_TOKEN, ATTR_USAGE_ESTIMATED, EVENT_ATTEMPT } from '../own-names.ts'

/** Moments of the answer, by the page's monotonic clock; `undefined`: not yet. */
export interface Marks {
  /** When its first event came. */
  readonly began: Milliseconds | undefined
  /** When the first text, reasoning or tool call came. */
  readonly firstToken: Milliseconds | undefined
  /** When the wire's terminator came. */
  readonly ended: Milliseconds | undefined
}

export class InferenceSpan {
  readonly span: Span
  readonly #options: InferenceSpanOptions
  readonly #live: LiveSpan
  readonly #owned: boolean
  #answer: { facts(): ResponseFacts } | undefined
  /** Of the answer, beside what it says: on spans that failed, and on attempts. */
  #about: Attributes = {}
  /** When the last chunk came, by the page's monotonic clock. */
  #lastChunk: Milliseconds | undefined
  /** Marks of the answer that the span was shown with; `undefined`: it was not shown since the answer came. */
  #shownMarks: number | undefined
  /** As the request says; as the answer shows, where the request does not say or could not be read. */
  #streams: boolean
  /** Whether the answer was read from a value that the page gets, too. */
  #shared = false
  #ending: Ending | undefined
  #arguments: StreamedArguments | undefined
  /** Before its client ended the span. */
  #wasAsked = false
  /** What came when the client had ended its span. */
  readonly #late: Record<string, AttributeValue> = {}

  constructor(options: InferenceSpanOptions) {
    const { asked, claimed, live } = options
    this.#options = options
    this.#owned = claimed === undefined
    this.#streams = asked.facts.stream === true
    this.span = claimed ?? startSpan(options)
    if (!this.#owned) adopt(this.span, asked.attributes)
    const { systemInstructions, inputMessages, toolDefinitions } = asked.facts
    addContent(this.span, {
      ...(systemInstructions === undefined ? {} : { systemInstructions }),
      ...(inputMessages === undefined ? {} : { inputMessages }),
      ...(toolDefinitions === undefined ? {} : { toolDefinitions }),
    })
    this.#live = live.open(this.span)
    if (!this.#owned) this.#live.update()
  }

  /** Whether the attempt is over. What is told of it then is left out. */
  get over(): boolean {
    return this.#ending !== undefined
  }

  get streams(): boolean {
    return this.#streams
  }

  /** An answer came, whose facts may be asked for from now on. `about`: see there. `isUnaskedStream`: it streams, and the request said nothing of that. */
  answered(answer: { facts(): ResponseFacts }, about: Attributes, isUnaskedStream: boolean): void {
    this.#answer = answer
    this.#about = about
    if (!isUnaskedStream) return
    this.#streams = true
    this.#set({ [ATTR_GEN_AI_REQUEST_STREAM]: true })
  }

  /** A chunk of the answer came, at that time by the page's monotonic clock. */
  chunk(bytes: number, at: Milliseconds): void {
    this.#live.chunk(bytes, at - this.#options.began.at)
    this.#lastChunk = at
  }

  /** The answer came as one. `shared`: as a value that the page gets, too. */
  whole(shared: boolean): void {
    this.#lastChunk = now()
    this.#shared = shared
  }

  /** What chunks of so many bytes were read to say. */
  read(deltas: readonly TextDelta[], bytes: number, marks: Marks): void {
    const facts = this.#facts()
    if (facts === undefined) return
    if (!this.#owned) this.#set(responseAttributes(facts, this.#options.asked.facts))
    this.#showMarks(marks)
    this.#live.text(this.#shown(deltas), bytes)
    // Nothing after the wire's own terminator is part of the answer, and many pages leave the stream there without a word.
    if (marks.ended !== undefined) this.#settleAt(marks.ended, 'completed', facts)
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
  #showMarks({ began, firstToken }: Marks): void {
    const marks = Number(began !== undefined) + Number(firstToken !== undefined)
    if (marks === this.#shownMarks) return
    this.#shownMarks = marks
    if (this.#streams && began !== undefined)
      this.#set({ [ATTR_GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: toSeconds(this.#live.began(began - this.#options.began.at)) })
    if (this.#streams && firstToken !== undefined) this.#set({ [ATTR_TIME_TO_FIRST_TOKEN]: toSeconds(firstToken - this.#options.began.at) })
    this.#live.update()
  }

  /** All of the answer has come. `last`: what was held back until then. */
  end(last: readonly TextDelta[]): void {
    // The record of a span of our own comes next, and has all of it.
    if (!this.#owned) this.#live.text(this.#shown(last), 0)
    const facts = this.#facts()
    this.#settleAt(undefined, facts?.complete === false ? 'incomplete' : 'completed', facts)
  }

  /** What the page's call, or its read of the answer, was rejected with. */
  fail(reason: unknown): void {
    const ending = endingOf(reason, this.#options.signal)
    if (hasFailed(ending)) this.#settle(ending)
    else this.leave(ending)
  }

  /** The page cancelled the answer. */
  cancel(): void {
    this.leave(cancelOf(this.#options.signal))
  }

  /** The page let go of the answer, so that nobody can read on. When that is noticed says nothing: the last chunk is the last that is known. */
  forget(): void {
    this.leave(this.#lastChunk === undefined ? 'unread' : 'cancelled', this.#lastChunk)
  }

  /** Ends what nobody will tell the end of. */
  abandon(end: 'page_hidden' | 'shutdown'): void {
    this.leave(end)
    // Its client cannot end it either any more.
    if (end === 'page_hidden' && !this.#owned && this.span.isRecording()) this.span.end()
  }

  /** The answer is left before its end. Where all of it seems to have come, that is no cancel: it was over with its last chunk. */
  leave(ending: Ending, at?: Milliseconds): void {
    const facts = this.#facts()
    if (facts !== undefined && seemsOver(facts)) this.#settleAt(this.#lastChunk, 'completed', facts)
    else this.#settleAt(at, ending, facts)
  }

  #facts(): ResponseFacts | undefined {
    return this.#answer?.facts()
  }

  /** The client is about to end the span that this attempt claimed last: the last moment for its facts. */
  beforeClientEnds(): void {
    if (this.#owned) return
    this.#wasAsked = true
    const facts = this.#facts()
    if (facts !== undefined) this.#writeResponse(facts)
    const ending = this.#ending ?? this.#clientLeft(facts)
    sayOnClientSpan(this.span, hasFailed(ending) ? this.#options.withoutCredentials(ending) : ending, this.#about)
    nameByAttributes(this.span)
    if (this.#options.contentOnSpan) content.module?.writeContent(this.span)
  }

  /** Clients leave the stream on an early `break` before its body tells us so. */
  #clientLeft(facts: ResponseFacts | undefined): Ending {
    const ending = this.#reported(facts) ?? (facts?.complete === true ? 'completed' : cancelOf(this.#options.signal))
    // A client that ends its span with nothing read has given the response away as it came: how that ends comes too late for its span.
    return ending === 'cancelled' && this.#lastChunk === undefined ? 'handed_over' : ending
  }

  /** Clients leave the body at an error that a stream reports, and drop that of a failed attempt unread: neither makes it a cancel. */
  #settleAt(at: Milliseconds | undefined, ending: Ending, facts: ResponseFacts | undefined): void {
    if (this.#ending === undefined) this.#settle(this.#reported(facts) ?? ending, facts, at)
  }

  /** What the provider itself said went wrong. */
  #reported(facts: ResponseFacts | undefined): Failure | undefined {
    const error = facts?.error
    return error && { type: error.type, message: error.message ?? '' }
  }

  #writeResponse(facts: ResponseFacts): void {
    const { operation, facts: asked } = this.#options.asked
    this.#set({ ...responseAttributes(facts, asked), ...this.#estimate(facts), ...finishReasonAttributes(facts) })
    const { outputMessages } = facts
    if (outputMessages.length > 0) addContent(this.span, { outputMessages: this.#shared ? ownCopy(outputMessages) : outputMessages })
    // Agents are named by their answers, if at all.
    if (this.#owned && operation === 'invoke_agent' && this.span.isRecording()) this.span.updateName(inferenceName(operation, asked, facts))
  }

  /** Of a refused or failed call, and of an answer fetched again, nobody can say what it took. */
  #estimate(facts: ResponseFacts): Attributes {
    const { usage, asked } = this.#options
    const { facts: request } = asked
    if (usage?.estimate === undefined || this.#reported(facts) !== undefined || request.operation === 'fetch_response') return {}
    const estimated = present(usageAttributes(usage.estimate(request, facts)))
    return Object.keys(estimated).length === 0 ? {} : { ...estimated, [ATTR_USAGE_ESTIMATED]: true }
  }

  /** `at`: by the page's monotonic clock; the moment of the end, where it is left out. */
  #settle(reason: Ending, known?: ResponseFacts, at: Milliseconds = now()): void {
    if (this.#ending !== undefined) return
    const ending = hasFailed(reason) ? this.#options.withoutCredentials(reason) : reason
    this.#ending = ending
    const facts = known ?? this.#facts()
    if (facts !== undefined) this.#writeResponse(facts)
    // A span that was given its start measures its end by the wall clock, in whole milliseconds, unless it is given that too.
    const time = timeOf(this.#options.began, at)
    if (this.#owned) {
      if (hasFailed(ending)) this.#set(this.#about)
      if (this.#options.contentOnSpan) content.module?.writeContent(this.span)
      endSpan(this.span, () => this.#live.close(), ending, time)
    } else if (this.span.isRecording()) this.#noteAttempt(ending, time)
    // What was known when its client ended it stands on it.
    else if (!this.#wasAsked && this.#options.isLast?.(this) !== false) this.#amend(ending)
    this.#options.onSettled(this, hasFailed(ending))
  }

  /** The client has ended its span: exporters have it as it was, the panel has what the wire says as well. */
  #amend(ending: Ending): void {
    const known = { ...this.#late, ...endingAttributes(ending), ...(hasFailed(ending) && this.#about) }
    setLateFacts(this.span, lateFactsFor(this.span, this.#options.asked.attributes, known, ending))
    this.#live.amend()
    this.#options.onLate?.()
  }

  /** The client ends its span itself, when it has read the answer or given up trying; until then this attempt is one event on it. */
  #noteAttempt(ending: Ending, time: HrTime): void {
    this.span.addEvent(EVENT_ATTEMPT, emitted({ ...endingAttributes(ending), ...this.#about }), time)
    this.#live.update()
  }

  #set(attributes: Attributes): void {
    if (this.#owned || this.span.isRecording()) writeAttributes(this.span, attributes)
    else Object.assign(this.#late, attributes)
  }
}

/** What came may be all: usage, more text or another choice may follow, so that only the body, or who reads it, tells the end. */
function seemsOver({ complete, error }: ResponseFacts): boolean {
  return complete || error !== undefined
}
