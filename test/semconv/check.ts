/** Judges a span by the conventions: what it must say and does not, what it says that nobody knows, what it says in another form. */
import { appliesTo } from './conditions.ts'
import { CORE_TYPES, DEPRECATED } from './core.ts'
import type { AttributeType, Model, SpanType } from './model.ts'
import { schemaFaults } from './schemas.ts'
import { spanTypeOf } from './span-type.ts'
import { KINDS, type CheckedSpan } from './span.ts'

export type Rule =
  | 'kind'
  | 'name'
  | 'missing'
  | 'late'
  | 'type'
  | 'noise'
  | 'value'
  | 'unknown'
  | 'unlisted'
  | 'deprecated'
  | 'schema'
  | 'no object'
  | 'no reason'
  | 'cardinality'
  | 'data in words'
  | 'status'
  | 'event'

export interface Finding {
  /** SHOULD: the conventions recommend it, or allow an exception. */
  readonly level: 'MUST' | 'SHOULD'
  readonly rule: Rule
  /** Of which span type. */
  readonly on: string
  readonly attribute: string
  readonly detail: string
}

type Judged = Omit<Finding, 'on'>
type Judge = (span: CheckedSpan, type: SpanType, model: Model) => readonly Judged[]

/** Namespaces that belong to the conventions. */
const OWNED = /^(?:gen_ai|mcp|openai|aws\.bedrock)\./

const must = (rule: Rule, attribute: string, detail: string): Judged => ({ level: 'MUST', rule, attribute, detail })
const should = (rule: Rule, attribute: string, detail: string): Judged => ({ level: 'SHOULD', rule, attribute, detail })

export function findingsOf(span: CheckedSpan, model: Model): readonly Finding[] {
  const type = spanTypeOf(span, model)
  if (type === undefined)
    return isNobodys(span) ? [{ ...must('missing', 'gen_ai.operation.name', span.name), on: 'a span of no type' }] : []
  return JUDGES.flatMap((judge) => judge(span, type, model)).map((judged) => ({ ...judged, on: type.type }))
}

/** It speaks of GenAI, and does not say what it is. */
function isNobodys({ attributes }: CheckedSpan): boolean {
  return Object.keys(attributes).some((name) => OWNED.test(name))
}

const kind: Judge = (span, { kind: wanted }) => (span.kind === KINDS[wanted] ? [] : [should('kind', '', `${span.kind}, not ${wanted}`)])

/** In each type's own words; the operation alone where the rest is not known. */
const SUBJECTS: { readonly [type: string]: readonly string[] } = {
  'gen_ai.client.inference': ['gen_ai.request.model'],
  'gen_ai.embeddings.client': ['gen_ai.request.model'],
  'gen_ai.retrieval.client': ['gen_ai.data_source.id'],
  'gen_ai.create_agent.client': ['gen_ai.agent.name'],
  'gen_ai.invoke_agent.client': ['gen_ai.agent.name'],
  'gen_ai.invoke_agent.internal': ['gen_ai.agent.name'],
  'gen_ai.invoke_workflow.internal': ['gen_ai.workflow.name'],
  'gen_ai.plan.internal': ['gen_ai.agent.name'],
  'gen_ai.execute_tool.internal': ['gen_ai.tool.name'],
  'mcp.client': ['gen_ai.tool.name', 'gen_ai.prompt.name'],
  'mcp.server': ['gen_ai.tool.name', 'gen_ai.prompt.name'],
}

const name: Judge = ({ name: given, attributes }, { type }) => {
  const first = attributes[type.startsWith('mcp.') ? 'mcp.method.name' : 'gen_ai.operation.name']
  const subject = (SUBJECTS[type] ?? []).map((each) => attributes[each]).find((value) => value !== undefined && value !== '')
  const wanted = subject === undefined ? String(first) : `${String(first)} ${String(subject)}`
  return given === wanted ? [] : [must('name', '', `"${given}", not "${wanted}"`)]
}

/** Opt-in attributes are content: whether they are there is the application's choice. */
const missing: Judge = (span, { attributes }) =>
  [...attributes].flatMap(([attribute, { level = 'recommended', condition = '' }]) => {
    if (level === 'opt_in' || hasValue(span.attributes[attribute])) return []
    if (level === 'required' && span.wire !== undefined && span.wire.request === undefined && attribute.startsWith('gen_ai.request.'))
      return [should('missing', attribute, 'required, and the request may not be read')]
    if (level === 'required') return [must('missing', attribute, 'required')]
    if (appliesTo(attribute, span) !== true) return []
    return [level === 'recommended' ? should('missing', attribute, condition) : must('missing', attribute, condition)]
  })

const hasValue = (value: unknown): boolean => value !== undefined && value !== ''

const late: Judge = (span, { attributes }) =>
  [...attributes].flatMap(([attribute, { early = false }]) => {
    if (!early || span.early === undefined || span.attributes[attribute] === undefined) return []
    return span.early[attribute] === span.attributes[attribute] ? [] : [should('late', attribute, 'known after the start')]
  })

const vocabulary: Judge = ({ attributes }, type, model) =>
  Object.keys(attributes).flatMap((attribute) => {
    const successor = DEPRECATED.get(attribute)
    if (successor !== undefined) return [must('deprecated', attribute, `is ${successor} now`)]
    if (!OWNED.test(attribute)) return []
    const registered = registeredOf(attribute, model)
    if (registered === undefined) return [must('unknown', attribute, 'is in no registry')]
    if (registered[1].deprecated) return [must('deprecated', attribute, 'by the registry')]
    return type.attributes.has(registered[0]) ? [] : [should('unlisted', attribute, 'the type does not list it')]
  })

/** By its own name, or as one of a family: `gen_ai.prompt.variable.city`. */
function registeredOf(attribute: string, { attributes }: Model): readonly [string, AttributeType] | undefined {
  const own = attributes.get(attribute)
  if (own !== undefined) return own.type.startsWith('template') ? undefined : [attribute, own]
  return [...attributes].find(([key, { type }]) => type.startsWith('template') && attribute.startsWith(`${key}.`))
}

const form: Judge = (span, _type, model) =>
  Object.entries(span.attributes).flatMap(([attribute, value]) => {
    const registered = registeredOf(attribute, model)?.[1]
    const type = registered?.type ?? CORE_TYPES.get(attribute)
    if (type === undefined) return []
    if (!isOf(type, value, span.numbers?.get(attribute))) return [must('type', attribute, `${JSON.stringify(value)} is no ${type}`)]
    const members = registered?.members
    if (members !== undefined && !members.includes(String(value))) return [should('value', attribute, String(value))]
    return registered?.schema === undefined ? [] : structure(attribute, registered.schema, value)
  })

/** `written`: how OTLP says a number. */
function isOf(type: string, value: unknown, written: 'int' | 'double' | undefined): boolean {
  switch (type) {
    case 'int':
      return Number.isSafeInteger(value) && written !== 'double'
    case 'double':
      return typeof value === 'number' && written !== 'int'
    case 'boolean':
      return typeof value === 'boolean'
    case 'string[]':
      return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')
    default:
      return typeof value === 'string' && value !== ''
  }
}

/** More digits than anybody sends or measures are what is left of a sum of binary fractions: 0.11630000000004656. */
const MAX_DIGITS = 16

const noise: Judge = ({ attributes }) =>
  Object.entries(attributes)
    .filter(([attribute, value]) => OWNED.test(attribute) && typeof value === 'number' && String(value).length > MAX_DIGITS)
    .map(([attribute, value]) => should('noise', attribute, String(value)))

/** A span carries structures as JSON texts. One text is judged once: the same prompt stands on many spans. */
function structure(attribute: string, schema: string, text: unknown): readonly Judged[] {
  const key = `${attribute} ${String(text)}`
  const before = judged.get(key)
  if (before !== undefined) return before
  const found = judgedText(attribute, schema, text)
  judged.set(key, found)
  return found
}

const judged = new Map<string, readonly Judged[]>()

function judgedText(attribute: string, schema: string, text: unknown): readonly Judged[] {
  const value = jsonOf(text)
  if (value === undefined) return [must('schema', attribute, 'is no JSON')]
  // "It's expected to be an object": a tool may still return a list, or a sentence.
  if (attribute.startsWith('gen_ai.tool.call.'))
    return schemaFaults(schema, value).length === 0 ? [] : [should('no object', attribute, shown(value))]
  return schemaFaults(schema, value).map((fault) => must('schema', attribute, fault))
}

const shown = (value: unknown): string => (Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`)

function jsonOf(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/** "error.type: if the operation ended in an error"; its span's status is ERROR then. */
const status: Judge = ({ failed, attributes }) => {
  const typed = attributes['error.type'] !== undefined
  return failed === typed
    ? []
    : [must('status', 'error.type', typed ? 'the status is not ERROR' : 'the status is ERROR, and error.type missing')]
}

/** A status of an answer that goes on is no reason for its end. */
const reasons: Judge = ({ attributes }) => {
  const given = attributes['gen_ai.response.finish_reasons']
  const wrong = (Array.isArray(given) ? given : []).filter((each) => each === 'queued' || each === 'in_progress')
  return wrong.map((each) => must('no reason', 'gen_ai.response.finish_reasons', String(each)))
}

/** "another low-cardinality error identifier": a word, not a sentence or an address. */
const cardinality: Judge = ({ attributes }) => {
  const type = attributes['error.type']
  return type === undefined || /^[\w.$:/-]{1,100}$/.test(String(type))
    ? []
    : [must('cardinality', 'error.type', String(type).slice(0, 100))]
}

/** "It should not be a base64 data URL, which should use the `blob` part instead." */
const base64: Judge = ({ attributes }) =>
  ['gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.system_instructions']
    .filter((attribute) => /"data:[\w.+-]+\/[\w.+-]+;base64,[\w+/]{100}/.test(String(attributes[attribute] ?? '')))
    .map((attribute) => must('data in words', attribute, 'a data: URL in base64 outside a blob'))

const events: Judge = ({ events: names }, _type, model) =>
  names.filter((each) => OWNED.test(each) && !model.events.has(each)).map((each) => must('event', each, 'is no event of the conventions'))

const JUDGES: readonly Judge[] = [kind, name, missing, late, vocabulary, form, noise, status, reasons, cardinality, base64, events]
