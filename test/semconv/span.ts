/** A span as the check sees it, whoever tells of it: the SDK, a record of the panel, an OTLP document. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'

export interface CheckedSpan {
  /** Where it comes from, for whoever reads what is wrong with it. */
  readonly from?: string
  readonly name: string
  /** As in the OpenTelemetry API: 0 INTERNAL, 1 SERVER, 2 CLIENT. */
  readonly kind: number
  readonly failed: boolean
  readonly attributes: { readonly [name: string]: unknown }
  readonly events: readonly string[]
  /** Of how OTLP writes numbers, where that is known: `intValue` or `doubleValue`. */
  readonly numbers?: ReadonlyMap<string, 'int' | 'double'>
  /** Name of the innermost agent around it, where that is known. */
  readonly agent?: string
  /** The attributes that it started with, where that is known. */
  readonly early?: { readonly [name: string]: unknown }
  /** What crossed the wire, where that is known. */
  readonly wire?: Wire
}

export interface Wire {
  readonly url: URL
  /** The request's JSON. Absent: the page sent what may not be read. */
  readonly request?: unknown
  /** Each JSON text of the answer. */
  readonly answer: readonly unknown[]
  readonly status: number
}

/** Of spans that ended, in any order. */
export function checked(spans: readonly ReadableSpan[]): readonly CheckedSpan[] {
  return withAgents(
    spans.map((span) => {
      const { name, kind, status, attributes, events } = span
      const failed = status.code === SpanStatusCode.ERROR
      return {
        id: span.spanContext().spanId,
        parent: span.parentSpanContext?.spanId,
        span: { name, kind, failed, attributes, events: events.map((event) => event.name) },
      }
    }),
  )
}

/** A span as a page hands it to a test. */
export interface PlainSpan {
  readonly name: string
  readonly kind: number
  readonly status: { readonly code: number }
  readonly attributes: { readonly [name: string]: unknown }
  readonly events?: readonly { readonly name: string }[]
}

export function fromPlain({ name, kind, status, attributes, events = [] }: PlainSpan): CheckedSpan {
  return { name, kind, failed: status.code === SpanStatusCode.ERROR, attributes, events: events.map((event) => event.name) }
}

interface Placed {
  readonly id: string
  readonly parent: string | undefined
  readonly span: CheckedSpan
}

function withAgents(placed: readonly Placed[]): readonly CheckedSpan[] {
  const byId = new Map(placed.map((each) => [each.id, each]))
  const agentOf = (parent: Placed | undefined): string | undefined => {
    if (parent === undefined) return undefined
    const { 'gen_ai.operation.name': operation, 'gen_ai.agent.name': name } = parent.span.attributes
    if (operation === 'invoke_agent') return typeof name === 'string' ? name : undefined
    return agentOf(byId.get(parent.parent ?? ''))
  }
  return placed.map(({ parent, span }) => {
    const agent = agentOf(byId.get(parent ?? ''))
    return agent === undefined ? span : { ...span, agent }
  })
}

interface Fields {
  readonly [key: string]: unknown
}
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {})
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : [])

/** The spans of an OTLP/JSON document. */
export function checkedOtlp(document: string): readonly CheckedSpan[] {
  const scopes = listOf(fieldsOf(JSON.parse(document))['resourceSpans']).flatMap((resource) => listOf(resource['scopeSpans']))
  return withAgents(scopes.flatMap((scope) => listOf(scope['spans'])).map(fromOtlp))
}

function fromOtlp(span: Fields): Placed {
  const attributes = listOf(span['attributes']).map(({ key, value }) => [String(key), fieldsOf(value)] as const)
  const numbers = new Map<string, 'int' | 'double'>()
  for (const [key, { intValue, doubleValue }] of attributes) {
    if (intValue !== undefined) numbers.set(key, 'int')
    else if (doubleValue !== undefined) numbers.set(key, 'double')
  }
  return {
    id: String(span['spanId']),
    parent: String(span['parentSpanId'] ?? ''),
    span: {
      name: String(span['name']),
      // OTLP's numbers begin with "unspecified".
      kind: Number(span['kind']) - 1,
      failed: Number(fieldsOf(span['status'])['code'] ?? 0) === SpanStatusCode.ERROR,
      attributes: Object.fromEntries(attributes.map(([key, value]) => [key, valueOf(value)])),
      events: listOf(span['events']).map(({ name }) => String(name)),
      numbers,
    },
  }
}

function valueOf({ stringValue, boolValue, intValue, doubleValue, arrayValue }: Fields): unknown {
  if (arrayValue !== undefined) return listOf(fieldsOf(arrayValue)['values']).map(valueOf)
  if (intValue !== undefined || doubleValue !== undefined) return Number(intValue ?? doubleValue)
  return stringValue ?? boolValue
}

export const KINDS: { readonly [kind: string]: number } = {
  client: SpanKind.CLIENT,
  server: SpanKind.SERVER,
  internal: SpanKind.INTERNAL,
}
