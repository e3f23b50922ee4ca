import type { JsonValue, Message, MessagePart, ToolDefinition } from '../../protocol/records.ts'
import { field, geminiPart } from './gemini-content.ts'
import { askedAttributes } from '../read/asked.ts'
import { geminiMethod } from './match.ts'
import { defined, isList, isObject, number, object, objects, string, strings, word, type JsonObject } from '../read/json.ts'
import { textPart } from '../read/parts.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'

export function readGeminiRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body) ?? {}
  const config = object(field(request, 'generationConfig'))
  const method = geminiMethod(url)
  const system = instructions(field(request, 'systemInstruction'))
  const choices = number(field(config, 'candidateCount'))
  return defined<RequestFacts>({
    model: method?.model ?? word(request['model'])?.replace(/^models\//, ''),
    stream: method?.stream,
    maxTokens: number(field(config, 'maxOutputTokens')),
    temperature: number(config?.['temperature']),
    topP: number(field(config, 'topP')),
    topK: number(field(config, 'topK')),
    frequencyPenalty: number(field(config, 'frequencyPenalty')),
    presencePenalty: number(field(config, 'presencePenalty')),
    stopSequences: strings(field(config, 'stopSequences')),
    seed: number(config?.['seed']),
    choiceCount: choices === 1 ? undefined : choices,
    reasoningLevel: word(field(object(field(config, 'thinkingConfig')), 'thinkingLevel')),
    outputType: outputType(config),
    attributes: askedAttributes(request, true),
    systemInstructions: system.length > 0 ? system : undefined,
    inputMessages: isList(request['contents']) ? objects(request['contents']).map(readMessage) : undefined,
    toolDefinitions: readTools(request),
  })
}

function outputType(config: JsonObject | undefined): string | undefined {
  const modalities = strings(field(config, 'responseModalities'))?.map((modality) => modality.toUpperCase()) ?? []
  if (modalities.includes('IMAGE')) return 'image'
  if (modalities.includes('AUDIO')) return 'speech'
  const mimeType = word(field(config, 'responseMimeType'))
  if (mimeType === 'application/json') return 'json'
  return mimeType?.startsWith('text/') === true || modalities.includes('TEXT') ? 'text' : undefined
}

/** One content, its parts a list or a single one, or (in the SDKs' older forms) a text. */
function instructions(system: JsonValue | undefined): readonly MessagePart[] {
  return typeof system === 'string' ? [textPart(system)] : contentParts(object(system))
}

function contentParts(content: JsonObject | undefined): readonly MessagePart[] {
  const parts = content?.['parts']
  const many = isObject(parts) ? [parts] : objects(parts)
  return many.flatMap((from) => geminiPart(from) ?? [])
}

/** The conventions' roles for Google's: `model` speaks as the assistant, `function` is the tool. Without a role it is the user. */
const ROLES: { readonly [role: string]: string } = { model: 'assistant', function: 'tool' }

function readMessage(content: JsonObject): Message {
  const role = string(content['role']) ?? 'user'
  return { role: Object.hasOwn(ROLES, role) ? (ROLES[role] ?? role) : role, parts: contentParts(content) }
}

/** Functions by name; Google's own tools (`googleSearch`, ...) by the key that turns them on. */
function readTools(request: JsonObject): readonly ToolDefinition[] | undefined {
  const tools = objects(request['tools']).flatMap((tool) =>
    Object.keys(tool).flatMap((key) =>
      /^function_?declarations$/i.test(key) ? objects(tool[key]).map(declared) : [{ type: key, name: key }],
    ),
  )
  return tools.length > 0 ? tools : undefined
}

function declared(declaration: JsonObject): ToolDefinition {
  return toolDefinition('function', declaration, declaration['parameters'] ?? field(declaration, 'parametersJsonSchema'))
}
