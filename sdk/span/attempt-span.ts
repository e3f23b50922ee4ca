/** The span of one HTTP attempt: one of our own, or the one that the client opened itself. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, Link, Span, Tracer } from '@opentelemetry/api'
import type { RequestSnapshot } from '../capture/exchange.ts'
import type { LiveSpans } from '../export/live.ts'
import type { LateFacts } from '../export/late-facts.ts'
import type { Attributes, ParentSource } from '../protocol/records.ts'
import type { Dialect, RequestFacts } from '../provider/read/dialect.ts'
import { ATTR_GEN_AI_CONVERSATION_ID, ATTR_GEN_AI_OPERATION_NAME, ATTR_GEN_AI_REQUEST_MODEL } from '../semconv.ts'
import type { UsagePolicy } from '../usage/usage.ts'
import { mutable } from '../otel-attributes.ts'
import { inferenceName, requestAttributes } from './attributes.ts'
import { setParentSource } from '../content/given-content.ts'
import { conversationOf } from './conversation.ts'
import type { InferenceAttempt } from './inference.ts'
import { timeOf, type Moment } from '../moment.ts'
import { ATTR_CLIENT_SPAN_NAME, ATTR_RETRY_ATTEMPT } from '../own-names.ts'
import { statusOf } from './fail-span.ts'
import type { Failure } from './failure.ts'
import { retryOf } from '../hold/retry.ts'

/** All that one attempt needs to know of its surroundings. */
export interface InferenceOptions {
  readonly tracer: Tracer
  readonly live: LiveSpans
  readonly dialect: Dialect
  readonly provider: string
  readonly facts: RequestFacts
  readonly request: RequestSnapshot
  /** An open span of the client itself, that this attempt belongs to. */
  readonly claimed: Span | undefined
  readonly parent: { readonly context: Context; readonly source: ParentSource } | undefined
  /** When the request was sent. */
  readonly began: Moment
  /** The context to start a root span in, where there is no parent. */
  readonly root: Context
  /** Whether content goes on the span itself, for exporters. */
  readonly contentOnSpan: boolean
  readonly usage?: UsagePolicy | undefined
  /** Called once, when the attempt is over however it ended. */
  readonly onSettled: (attempt: InferenceAttempt, failed: boolean) => void
  /** Called once where the client had ended its span before the attempt was over. */
  readonly onLate?: () => void
}

/** The operations whose spans name a conversation, by the conventions: to embed a text, or to fetch an old answer, is no turn of one. */
const IN_CONVERSATIONS: readonly string[] = ['chat', 'generate_content', 'text_completion', 'invoke_agent']

/** A span of our own. */
export function startSpan(options: InferenceOptions): Span {
  const { dialect, provider, facts, request, parent, began, root, tracer } = options
  const context = parent?.context ?? root
  const operation = facts.operation ?? dialect.operation
  const conversation = IN_CONVERSATIONS.includes(operation) ? conversationOf(context) : undefined
  const retry = retryOf(request)
  const links: Link[] = retry?.previous === undefined ? [] : [{ context: retry.previous }]
  const span = tracer.startSpan(
    inferenceName(dialect, facts),
    {
      kind: SpanKind.CLIENT,
      links,
      startTime: timeOf(began, began.at),
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

/** Whether the answer is a stream and the request said nothing of one: such answers come only to those who asked for them. */
export function isUnaskedStream({ stream }: RequestFacts, contentType: string): boolean {
  return stream === undefined && /\b(?:event-stream|x-ndjson)\b/i.test(contentType)
}

/** Gives the client's span the conventions' name and the attributes that it lacks. */
export function adopt(span: Span, { dialect, provider, facts, request }: InferenceOptions): void {
  if (!span.isRecording()) return
  const given = attributesOf(span)
  const missing = Object.entries(mutable(requestAttributes(dialect, provider, facts, request.url))).filter(([name]) => !(name in given))
  const name = 'name' in span && typeof span.name === 'string' ? span.name : undefined
  if (name !== undefined && !(ATTR_CLIENT_SPAN_NAME in given)) span.setAttribute(ATTR_CLIENT_SPAN_NAME, name)
  span.setAttributes(Object.fromEntries(missing))
  nameByAttributes(span)
}

/** Names a client's span by what stands on it: the client may know a model that the request did not tell, or tell it late. */
export function nameByAttributes(span: Span): void {
  const name = nameBy(attributesOf(span))
  if (name !== undefined && span.isRecording()) span.updateName(name)
}

function nameBy({ [ATTR_GEN_AI_OPERATION_NAME]: operation, [ATTR_GEN_AI_REQUEST_MODEL]: model }: Attributed): string | undefined {
  if (typeof operation !== 'string') return undefined
  return typeof model === 'string' && model !== '' ? `${operation} ${model}` : operation
}

/** As {@link adopt} and what follows would have written it, for a client's span that has ended. */
export function lateFactsFor(span: Span, options: InferenceOptions, known: Attributes, failure: Failure | undefined): LateFacts {
  const { dialect, provider, facts, request } = options
  const given = attributesOf(span)
  const name = 'name' in span && typeof span.name === 'string' ? span.name : ''
  const missing = { [ATTR_CLIENT_SPAN_NAME]: name, ...requestAttributes(dialect, provider, facts, request.url) }
  const failed = failure !== undefined && statusOf(span) !== SpanStatusCode.ERROR
  return {
    name: nameBy({ ...missing, ...given, ...known }) ?? name,
    missing,
    known,
    status: failed ? { code: SpanStatusCode.ERROR, message: failure.message } : undefined,
  }
}

interface Attributed {
  readonly [name: string]: unknown
}

function attributesOf(span: Span): Attributed {
  return 'attributes' in span && typeof span.attributes === 'object' && span.attributes !== null ? { ...span.attributes } : {}
}
