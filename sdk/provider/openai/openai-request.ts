/** What requests of OpenAI's wires have in common. */
import type { JsonValue, ToolDefinition } from '../../protocol/records.ts'
import { defined, isObject, number, object, objects, strings, word, type JsonObject } from '../read/json.ts'
import { endsWith, segments } from '../read/path.ts'
import { providerName } from '../read/provider-name.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'

/**
 * A path's last segment that applications may also use for something else (`/responses` of a survey, `/completions` of a task). Of a body
 * that is known, one of `keys` must be there, or else the host be a provider's; without a body the path or the host must say more.
 */
export function isWordOfOpenai({ url, body }: RequestShape, name: string, keys: readonly string[]): boolean {
  if (body === undefined) return endsWith(url, 'v1', name) || segments(url).includes('openai') || isKnownHost(url)
  return isKnownHost(url) || (isObject(body) && keys.some((key) => body[key] !== undefined))
}

/** Whether the host is that of a provider. Never enough by itself. */
export function isKnownHost(url: URL): boolean {
  return providerName(url, { defaultProvider: '' }) !== ''
}

/** Azure names the model in the path: `/openai/deployments/<deployment>/chat/completions`. */
export function deploymentOf(url: URL): string | undefined {
  const path = segments(url)
  const at = path.lastIndexOf('deployments')
  return at !== -1 && at + 2 < path.length ? path[at + 1] : undefined
}

export function samplingFacts(
  request: JsonObject,
): Pick<RequestFacts, 'temperature' | 'topP' | 'topK' | 'frequencyPenalty' | 'presencePenalty' | 'seed' | 'stopSequences' | 'choiceCount'> {
  const choices = number(request['n'])
  return defined({
    temperature: number(request['temperature']),
    topP: number(request['top_p']),
    topK: number(request['top_k']),
    frequencyPenalty: number(request['frequency_penalty']),
    presencePenalty: number(request['presence_penalty']),
    stopSequences: strings(request['stop']),
    seed: number(request['seed']),
    choiceCount: choices === 1 ? undefined : choices,
  })
}

/** The conventions want the tier only where one was asked for: `auto` is as good as none. */
export function tierAttributes(request: JsonObject): { [key: string]: string } {
  const tier = word(request['service_tier'])
  return tier === undefined || tier === 'auto' ? {} : { 'openai.request.service_tier': tier }
}

/** The `type` of a response format, in the conventions' words. */
export function formatType(format: JsonValue | undefined): string | undefined {
  const type = object(format)?.['type']
  if (type === 'json_object' || type === 'json_schema') return 'json'
  return type === 'text' ? 'text' : undefined
}

/** Tools of both forms: the definition beside its type (Responses), or under the type's name (Chat Completions). */
export function toolDefinitions(tools: JsonValue | undefined): readonly ToolDefinition[] {
  return objects(tools).map((tool) => {
    const type = word(tool['type']) ?? 'function'
    return toolDefinition(type, object(tool[type]) ?? tool)
  })
}
