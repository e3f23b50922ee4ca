/**
 * What a request asks for that the conventions have no name for: which tools to call, how long to think, in which tier. One table of spellings for each
 * fact; a wire knows one of them, and gateways send others' along.
 */
import type { JsonValue } from '../../protocol/records.ts'
import {
  ATTR_REQUEST_PARALLEL_TOOL_CALLS,
  ATTR_REQUEST_SERVICE_TIER,
  ATTR_REQUEST_THINKING_BUDGET,
  ATTR_REQUEST_TOOL_CHOICE,
  ATTR_REQUEST_TOOL_CHOICE_NAME,
} from '../../own-names.ts'
import { boolean, defined, isObject, object, strings, word, type JsonObject } from './json.ts'
import { label } from './label.ts'
import type { RequestFacts } from './dialect.ts'

type Attributes = NonNullable<RequestFacts['attributes']>

const TOOL_CHOICE: readonly string[] = [
  'tool_choice', // OpenAI, Anthropic, Mistral, Cohere
  'function_call', // OpenAI before there were tools
  'generation_config.tool_choice', // Gemini Interactions
  'completion_args.tool_choice', // Mistral Conversations
  'toolConfig.functionCallingConfig', // Gemini
  'tool_config.function_calling_config',
  'tool_config.functionCallingConfig',
]

const THINKING_BUDGET: readonly string[] = [
  'thinking.budget_tokens', // Anthropic
  'thinking.token_budget', // Cohere
  'reasoning.max_tokens', // OpenRouter
  'thinking_budget', // Qwen, SiliconFlow
  'thinking_token_budget', // vLLM
  'thinking_budget_tokens', // llama.cpp
  'generationConfig.thinkingConfig.thinkingBudget', // Gemini
  'generation_config.thinking_config.thinking_budget',
  'generationConfig.thinking_config.thinking_budget',
  'extra_body.google.thinking_config.thinking_budget', // Gemini behind OpenAI's wire
]

const SERVICE_TIER: readonly string[] = ['service_tier', 'serviceTier']

/** `tier`: whether the wire's tier has no name in the conventions, which know OpenAI's. */
export function askedAttributes(request: JsonObject | undefined, tier: boolean): Attributes | undefined {
  const attributes: { [name: string]: Attributes[string] } = {}
  const put = (name: string, value: Attributes[string] | undefined): void => {
    if (value !== undefined) attributes[name] = value
  }
  const choice = first(request, TOOL_CHOICE)
  const chosen = object(choice)
  put(ATTR_REQUEST_TOOL_CHOICE, choiceWord(choice))
  put(ATTR_REQUEST_TOOL_CHOICE_NAME, chosen && chosenName(chosen))
  const single = boolean(chosen?.['disable_parallel_tool_use'])
  put(ATTR_REQUEST_PARALLEL_TOOL_CALLS, boolean(request?.['parallel_tool_calls']) ?? (single === undefined ? undefined : !single))
  const budget = first(request, THINKING_BUDGET)
  put(ATTR_REQUEST_THINKING_BUDGET, typeof budget === 'number' && Number.isSafeInteger(budget) ? budget : undefined)
  if (tier) put(ATTR_REQUEST_SERVICE_TIER, label(first(request, SERVICE_TIER)))
  return someAttributes(attributes)
}

/** Those that are known; `undefined` where none is. */
export function someAttributes(attributes: { readonly [name: string]: Attributes[string] | undefined }): Attributes | undefined {
  const known = defined<Attributes>(attributes)
  return Object.keys(known).length > 0 ? known : undefined
}

/** A word; of an object its type or mode; where that is only a name (`function_call` of old), that it is a function. */
function choiceWord(choice: JsonValue | undefined): string | undefined {
  if (!isObject(choice)) return label(choice)
  const allowed = object(choice['allowed_tools'])
  return label(allowed?.['mode'] ?? choice['mode'] ?? choice['type']) ?? (word(choice['name']) === undefined ? undefined : 'function')
}

/** The tool that an object names: beside its type (Responses, Anthropic), or under it; Gemini has a list, which names one where it has one. */
function chosenName(choice: JsonObject): string | undefined {
  const allowed = strings(choice['allowedFunctionNames'] ?? choice['allowed_function_names'])
  const [only, ...more] = allowed ?? []
  const under = object(choice[word(choice['type']) ?? ''])
  return label(choice['name']) ?? label(under?.['name']) ?? (more.length === 0 ? label(only) : undefined)
}

function first(request: JsonObject | undefined, paths: readonly string[]): JsonValue | undefined {
  if (request === undefined) return undefined
  for (const path of paths) {
    const value = path.split('.').reduce<JsonValue | undefined>((from, key) => object(from)?.[key], request)
    if (value !== undefined && value !== null) return value
  }
  return undefined
}
