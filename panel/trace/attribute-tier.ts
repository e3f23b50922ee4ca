/** How settled an attribute's name is, and which conventions a span speaks. Loaded by itself: it brings all names of the conventions along. */
import * as semconv from '../../sdk/semconv.ts'
import type { Attributes } from '../../sdk/protocol/records.ts'
import { EARLIER_NAMES } from './attributes.ts'

export interface Tier {
  readonly word: 'stable' | 'development' | 'earlier' | 'ours' | 'unknown'
  /** One sentence for a tooltip. */
  readonly words: string
}

const CURRENT: ReadonlySet<unknown> = new Set(Object.values(semconv))
const VARIABLE = semconv.ATTR_GEN_AI_PROMPT_VARIABLE('')
const NOW_OF: ReadonlyMap<string, string> = new Map(
  [...EARLIER_NAMES].flatMap(([now, earlier]) => earlier.map((name) => [name, now] as const)),
)
/** Of the core conventions, which the GenAI ones borrow from. */
const STABLE =
  /^(?:error\.type|server\.(?:address|port)|client\.(?:address|port)|network\.[\w.]+|exception\.(?:type|message|stacktrace)|url\.\w+|http\.[\w.]+|service\.(?:name|version)|telemetry\.sdk\.\w+)$/
const OF_CONVENTIONS = /^(?:gen_ai|mcp|openai|aws\.bedrock)\./

/** `undefined` for a name that belongs to nobody we know. */
export function tierOf(name: string): Tier | undefined {
  if (STABLE.test(name)) return { word: 'stable', words: 'Stable in the conventions of OpenTelemetry' }
  if (CURRENT.has(name) || name.startsWith(VARIABLE))
    return { word: 'development', words: 'Of the GenAI conventions, in development: it may be renamed' }
  const now = NOW_OF.get(name)
  if (now !== undefined) return { word: 'earlier', words: `An earlier name of ${now}` }
  if (name.startsWith('genai_devtools.')) return { word: 'ours', words: 'Of GenAI DevTools: the conventions have no word for it' }
  return OF_CONVENTIONS.test(name) ? { word: 'unknown', words: 'Not, or not any more, in the conventions' } : undefined
}

/** Names by which other instrumentations are known. */
const DIALECTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:openinference\.|llm\.)/, 'OpenInference'],
  [/^traceloop\./, 'OpenLLMetry'],
  [/^ai\.(?:operationId|model|prompt|response|usage|settings|telemetry)\b/, 'Vercel AI SDK'],
  [/^langsmith\./, 'LangSmith'],
  [/^langfuse\./, 'Langfuse'],
  [/^mlflow\./, 'MLflow'],
]

const [SYSTEM] = EARLIER_NAMES.get(semconv.ATTR_GEN_AI_PROVIDER_NAME) ?? []
const [CACHE_CREATION] = EARLIER_NAMES.get(semconv.ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS) ?? []

/** Which conventions a span's names are of, by the names alone: a schema's address is seldom there. Empty where it has none of theirs. */
export function conventionsOf(attributes: Attributes, scope: string | undefined): readonly string[] {
  const names = Object.keys(attributes)
  const others = DIALECTS.filter(([pattern]) => names.some((name) => pattern.test(name))).map(([, dialect]) => dialect)
  return [...genAiVersion(new Set(names), scope), ...others]
}

function genAiVersion(names: ReadonlySet<string>, scope: string | undefined): readonly string[] {
  const has = (name: string | undefined): boolean => name !== undefined && names.has(name)
  if (![...names].some((name) => OF_CONVENTIONS.test(name))) return []
  if (scope?.startsWith('@genai-devtools/') === true) return [`OpenTelemetry GenAI at ${semconv.SEMCONV_GENAI_COMMIT}, in development`]
  if (has(SYSTEM) && !has(semconv.ATTR_GEN_AI_PROVIDER_NAME)) return ['OpenTelemetry GenAI 1.26 to 1.36']
  if (has(CACHE_CREATION)) return ['OpenTelemetry GenAI 1.40 to 1.41']
  if (has(semconv.ATTR_GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS)) return ['OpenTelemetry GenAI after 1.41, in development']
  return [has(semconv.ATTR_GEN_AI_PROVIDER_NAME) ? 'OpenTelemetry GenAI 1.37 or later' : 'OpenTelemetry GenAI']
}
