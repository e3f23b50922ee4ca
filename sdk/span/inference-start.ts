/** How an inference span begins: what is known of the attempt, and a span of our own where its client has none. */
import { SpanKind, trace } from '@opentelemetry/api'
import type { Context, Link, Span, Tracer } from '@opentelemetry/api'
import { setParentSource, setPlaceOf } from '../content/given-content.ts'
import type { LiveSpans } from '../export/live.ts'
import { timeOf, type Moment } from '../moment.ts'
import { emitted } from '../otel-attributes.ts'
import type { Attributes, CodePlace, ParentSource } from '../protocol/records.ts'
import type { RequestFacts } from '../provider/read/dialect.ts'
import { ATTR_GEN_AI_CONVERSATION_ID } from '../semconv.ts'
import type { UsagePolicy } from '../usage/usage.ts'
import { inferenceName } from './attributes.ts'
import { conversationOf } from './conversation.ts'
import type { Failure } from './ending.ts'
import type { InferenceSpan } from './inference-span.ts'

/** What is asked of a model. */
export interface Asked {
  /** The conventions' `gen_ai.operation.name`. */
  readonly operation: string
  readonly facts: RequestFacts
  /** The span's at its start: samplers decide on them. */
  readonly attributes: Attributes
}

export interface InferenceSpanOptions {
  readonly tracer: Tracer
  readonly live: LiveSpans
  readonly asked: Asked
  /** Attempts before this one. */
  readonly links: Link[]
  /** An open span of the client itself, that this attempt belongs to. */
  readonly claimed: Span | undefined
  readonly parent: { readonly context: Context; readonly source: ParentSource; readonly place?: CodePlace | undefined } | undefined
  /** When it was asked. */
  readonly began: Moment
  /** The context to start a root span in, where there is no parent. */
  readonly root: Context
  /** Whether content goes on the span itself, for exporters. */
  readonly contentOnSpan: boolean
  readonly usage?: UsagePolicy | undefined
  /** The page's own, which it stops the attempt by. */
  readonly signal: AbortSignal | undefined
  /** Takes out of a failure's words what was sent along to be let in. */
  readonly withoutCredentials: (failure: Failure) => Failure
  /** Called once, when the attempt is over however it ended. */
  readonly onSettled: (inference: InferenceSpan, failed: boolean) => void
  /** Called once where the client had ended its span before the attempt was over. */
  readonly onLate?: () => void
  /** Whether no later attempt has claimed the client's span since: the last one says how the call ended. */
  readonly isLast?: (inference: InferenceSpan) => boolean
}

/** The operations whose spans name a conversation, by the conventions: to embed a text, or to fetch an old answer, is no turn of one. */
const IN_CONVERSATIONS: readonly string[] = ['chat', 'generate_content', 'text_completion', 'invoke_agent']

/** A span of our own. */
export function startSpan({ asked, links, parent, began, root, tracer }: InferenceSpanOptions): Span {
  const context = parent?.context ?? root
  const conversation = IN_CONVERSATIONS.includes(asked.operation) ? conversationOf(context) : undefined
  const span = tracer.startSpan(
    inferenceName(asked.operation, asked.facts),
    {
      kind: SpanKind.CLIENT,
      links,
      startTime: timeOf(began, began.at),
      attributes: emitted({
        ...(conversation === undefined ? {} : { [ATTR_GEN_AI_CONVERSATION_ID]: conversation }),
        ...asked.attributes,
      }),
    },
    context,
  )
  if (parent !== undefined && trace.getSpan(parent.context) !== undefined) setParentSource(span, parent.source)
  setPlaceOf(span, parent?.place)
  return span
}
