/** The conventions' own model (YAML, Weaver's `definition/2`), read in place: what may stand on which span, and of what form. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

export const modelDirectory = resolve(process.env['GENAI_SEMCONV'] ?? '../shared/reference/semconv-model')
export const absentModel = `no model of the conventions at ${modelDirectory}`
export const modelPresent = existsSync(join(modelDirectory, 'gen-ai', 'registry.yaml'))

export type Level = 'required' | 'conditionally_required' | 'recommended' | 'opt_in'

export interface Demand {
  /** Recommended, where nothing is said. */
  readonly level?: Level
  /** In the conventions' words, where the level depends on one. */
  readonly condition?: string
  /** To be there when the span starts: samplers decide by it. */
  readonly early?: boolean
}

export interface SpanType {
  readonly type: string
  /** The type that it refines. */
  readonly of?: string
  readonly kind: string
  readonly attributes: ReadonlyMap<string, Demand>
}

export interface AttributeType {
  readonly type: string
  /** The values that an enumeration knows; others are allowed. */
  readonly members?: readonly string[]
  /** The file of its JSON schema, where it is a structure. */
  readonly schema?: string
  readonly deprecated: boolean
}

export interface Model {
  readonly attributes: ReadonlyMap<string, AttributeType>
  readonly spans: ReadonlyMap<string, SpanType>
  /** Spans of one provider: what they add to, or change of, the type that they refine. */
  readonly refinements: ReadonlyMap<string, SpanType>
  readonly events: ReadonlySet<string>
  readonly metrics: ReadonlySet<string>
}

interface Ref {
  readonly ref?: string
  readonly ref_group?: string
  readonly requirement_level?: string | { readonly [level: string]: string }
  readonly sampling_relevant?: boolean
}

interface Group {
  readonly id?: string
  readonly type?: string
  readonly name?: unknown
  readonly ref?: string
  readonly kind?: string
  readonly attributes?: readonly Ref[]
}

interface Registered {
  readonly key: string
  readonly type: string | { readonly members: readonly { readonly value: string }[] }
  readonly deprecated?: unknown
  readonly annotations?: { readonly type?: { readonly json_schema?: string } }
}

interface Document {
  readonly attributes?: readonly Registered[]
  readonly attribute_groups?: readonly Group[]
  readonly spans?: readonly Group[]
  readonly span_refinements?: readonly Group[]
  readonly events?: readonly Group[]
  readonly metrics?: readonly Group[]
}

export function readModel(directory: string): Model {
  const documents = readdirSync(directory, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.yaml'))
    .map((file): Document => parse(readFileSync(join(directory, file), 'utf8')))
  const groups = new Map(documents.flatMap(({ attribute_groups: all = [] }) => all).map((group) => [group.id, group]))
  const demandsOf = (refs: readonly Ref[] = []): Map<string, Demand> => {
    const demands = new Map<string, Demand>()
    for (const ref of refs) for (const [name, demand] of resolved(ref)) demands.set(name, merged(demands.get(name), demand))
    return demands
  }
  const resolved = (ref: Ref): Iterable<readonly [string, Demand]> =>
    ref.ref_group === undefined ? [[ref.ref ?? '', demandOf(ref)]] : demandsOf(groups.get(ref.ref_group)?.attributes)
  const typeOf = ({ type, ref, id, kind = '', attributes }: Group): SpanType => ({
    type: type ?? id ?? '',
    ...(ref === undefined ? {} : { of: ref }),
    kind,
    attributes: demandsOf(attributes),
  })
  const spans = new Map(documents.flatMap(({ spans: all = [] }) => all).map((group) => [group.type ?? '', typeOf(group)]))
  const named = (of: 'events' | 'metrics') => new Set(documents.flatMap(({ [of]: all = [] }) => all).map(({ name }) => String(name)))
  return {
    attributes: new Map(documents.flatMap(({ attributes = [] }) => attributes).map((each) => [each.key, attributeType(each)])),
    spans,
    refinements: new Map(documents.flatMap(({ span_refinements: all = [] }) => all).map((group) => [group.id ?? '', typeOf(group)])),
    events: named('events'),
    metrics: named('metrics'),
  }
}

function demandOf({ requirement_level: given, sampling_relevant: early }: Ref): Demand {
  const sampling = early === undefined ? {} : { early }
  if (given === undefined) return sampling
  if (typeof given === 'string') return { level: levelOf(given), ...sampling }
  const [[level, condition] = ['', '']] = Object.entries(given)
  return { level: levelOf(level), condition, ...sampling }
}

function levelOf(word: string): Level {
  if (word === 'required' || word === 'conditionally_required' || word === 'recommended' || word === 'opt_in') return word
  throw new Error(`a requirement level that nobody knows: ${word}`)
}

/** A later mention of an attribute changes what it says, a condition together with its level, and keeps the rest. */
export function merged({ level, condition, early }: Demand = {}, after: Demand): Demand {
  const before = after.level === undefined && level !== undefined ? { level, ...(condition === undefined ? {} : { condition }) } : {}
  return { ...(early === undefined ? {} : { early }), ...before, ...after }
}

function attributeType({ key, type, deprecated, annotations }: Registered): AttributeType {
  const schema = annotations?.type?.json_schema?.split('/').at(-1)
  if (type === undefined) throw new Error(`${key} has no type`)
  return {
    ...(typeof type === 'string' ? { type } : { type: 'enum', members: type.members.map(({ value }) => value) }),
    ...(schema === undefined ? {} : { schema }),
    deprecated: deprecated !== undefined,
  }
}
