/** Reads an OTLP/JSON document as any backend would: no code of the panel's, so that both may not share a mistake. */

export type OtlpValue = string | number | boolean | readonly OtlpValue[] | undefined

export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly name: string
  readonly kind: number
  readonly start: bigint
  readonly end: bigint
  readonly statusCode: number
  readonly attributes: ReadonlyMap<string, OtlpValue>
}

type Fields = { readonly [key: string]: unknown }

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const fields = (value: unknown): Fields => (isFields(value) ? value : {})
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const nano = (value: unknown): bigint => BigInt(typeof value === 'string' || typeof value === 'number' ? value : 0)

/** 64-bit integers are written as strings. */
function readValue(value: unknown): OtlpValue {
  const { stringValue, intValue, doubleValue, boolValue, arrayValue } = fields(value)
  if (typeof stringValue === 'string' || typeof boolValue === 'boolean')
    return typeof stringValue === 'string' ? stringValue : boolValue === true
  if (intValue !== undefined || doubleValue !== undefined) return Number(intValue ?? doubleValue)
  return arrayValue === undefined ? undefined : list(fields(arrayValue)['values']).map(readValue)
}

function readSpan(value: unknown): OtlpSpan {
  const span = fields(value)
  const attributes = list(span['attributes']).map((each): [string, OtlpValue] => [
    text(fields(each)['key']),
    readValue(fields(each)['value']),
  ])
  return {
    traceId: text(span['traceId']),
    spanId: text(span['spanId']),
    parentSpanId: text(span['parentSpanId']),
    name: text(span['name']),
    kind: Number(span['kind']),
    start: nano(span['startTimeUnixNano']),
    end: nano(span['endTimeUnixNano']),
    statusCode: Number(fields(span['status'])['code'] ?? 0),
    attributes: new Map(attributes),
  }
}

/** All spans of the document, by start. @throws SyntaxError when it is no JSON */
export function readOtlp(document: string): readonly OtlpSpan[] {
  const parsed: unknown = JSON.parse(document)
  const scopes = list(fields(parsed)['resourceSpans']).flatMap((resource) => list(fields(resource)['scopeSpans']))
  const spans = scopes.flatMap((scope) => list(fields(scope)['spans'])).map(readSpan)
  return spans.toSorted((one, other) => (one.start < other.start ? -1 : one.start > other.start ? 1 : 0))
}
