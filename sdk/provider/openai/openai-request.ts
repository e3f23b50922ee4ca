/** What requests of OpenAI's wires have in common. */
import type { JsonValue, ToolDefinition } from '../../protocol/records.ts'
import { defined, number, object, objects, strings, word, type JsonObject } from '../read/json.ts'
import { segments } from '../read/path.ts'
import type { RequestFacts } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'

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
