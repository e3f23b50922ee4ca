/** The span that a client opened itself for its call, and that attempts of the call add to. */
import { SpanStatusCode } from '@opentelemetry/api'
import type { Span } from '@opentelemetry/api'
import type { LateFacts } from '../export/late-facts.ts'
import type { Attributes } from '../protocol/records.ts'
import { ATTR_GEN_AI_OPERATION_NAME, ATTR_GEN_AI_REQUEST_MODEL } from '../semconv.ts'
import { emitted, writeAttributes } from '../otel-attributes.ts'
import { ATTR_CLIENT_SPAN_NAME } from '../own-names.ts'
import { endingAttributes, type Ending, type Failure } from './ending.ts'
import { hasFailed } from './failure.ts'

/** Gives the client's span the conventions' name and the attributes that it lacks. */
export function adopt(span: Span, attributes: Attributes): void {
  if (!span.isRecording()) return
  const given = attributesOf(span)
  const missing = Object.entries({ ...ownName(span), ...attributes }).filter(([name]) => !(name in given))
  writeAttributes(span, Object.fromEntries(missing))
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

/** How an attempt ended, as far as the client has not told itself. `about`: what else is told of a failure. */
export function sayOnClientSpan(span: Span, ending: Ending, about: Attributes): void {
  if (!span.isRecording()) return
  // The words of a client that has told of its failure itself stay.
  if (hasFailed(ending) && !saysFailed(span)) setError(span, ending)
  writeAttributes(span, { ...endingAttributes(ending), ...(hasFailed(ending) && about) })
}

/**
 * Mistral's client (2.7) calls its own span OK when the headers come, and OpenTelemetry takes that for final; the body can still break off. Then the
 * status is replaced as the SDK itself would.
 */
function setError(span: Span, { message }: Failure): void {
  const status = { code: SpanStatusCode.ERROR, message }
  span.setStatus(status)
  if (statusOf(span) === SpanStatusCode.OK) Reflect.set(span, 'status', status)
}

const saysFailed = (span: object): boolean => statusOf(span) === SpanStatusCode.ERROR

function statusOf(span: object): unknown {
  const status: unknown = 'status' in span ? span.status : undefined
  return typeof status === 'object' && status !== null && 'code' in status ? status.code : undefined
}

/** As {@link adopt} and what follows would have written it, for a client's span that has ended. */
export function lateFactsFor(span: Span, attributes: Attributes, known: Attributes, ending: Ending): LateFacts {
  const given = attributesOf(span)
  const own = ownName(span)
  const missing = { ...own, ...attributes }
  return {
    name: nameBy({ ...missing, ...given, ...known }) ?? own?.[ATTR_CLIENT_SPAN_NAME] ?? '',
    missing: emitted(missing),
    known: emitted(known),
    status: hasFailed(ending) && !saysFailed(span) ? { code: SpanStatusCode.ERROR, message: ending.message } : undefined,
  }
}

/** The name that the client gave it. */
function ownName(span: Span): { readonly [ATTR_CLIENT_SPAN_NAME]: string } | undefined {
  return 'name' in span && typeof span.name === 'string' ? { [ATTR_CLIENT_SPAN_NAME]: span.name } : undefined
}

interface Attributed {
  readonly [name: string]: unknown
}

function attributesOf(span: Span): Attributed {
  return 'attributes' in span && typeof span.attributes === 'object' && span.attributes !== null ? { ...span.attributes } : {}
}
