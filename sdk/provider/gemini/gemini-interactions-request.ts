import type { JsonValue, Message, ToolDefinition } from '../../protocol/records.ts'
import { ATTR_REQUEST_AGENT_ID, ATTR_REQUEST_BACKGROUND } from '../../own-names.ts'
import { itemParts } from './gemini-interactions-content.ts'
import { askedAttributes, someAttributes } from '../read/asked.ts'
import { interactionsCall } from './match.ts'
import { boolean, defined, isList, isObject, number, object, objects, string, strings, word, type JsonObject } from '../read/json.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'
import { ATTR_GEN_AI_REQUEST_STREAM_CURSOR, ATTR_GEN_AI_RESPONSE_ID } from '../../semconv.ts'

export function readInteractionsRequest(shape: RequestShape): RequestFacts {
  const id = interactionsCall(shape)?.id
  return id === undefined ? readCreation(object(shape.body) ?? {}) : readFetch(id, shape.url)
}

/** The answer that a background interaction has by now, or the rest of its stream. */
function readFetch(id: string, { searchParams }: URL): RequestFacts {
  const cursor = searchParams.get('last_event_id') ?? searchParams.get('lastEventId')
  return {
    operation: 'fetch_response',
    stream: searchParams.get('stream') === 'true',
    attributes: { [ATTR_GEN_AI_RESPONSE_ID]: id, ...(cursor !== null && cursor !== '' && { [ATTR_GEN_AI_REQUEST_STREAM_CURSOR]: cursor }) },
  }
}

function readCreation(request: JsonObject): RequestFacts {
  const config = object(request['generation_config'])
  const system = itemParts(request['system_instruction'])
  const messages = readInput(request['input'])
  return defined<RequestFacts>({
    model: word(request['model']),
    stream: boolean(request['stream']),
    maxTokens: number(config?.['max_output_tokens']),
    temperature: number(config?.['temperature']),
    topP: number(config?.['top_p']),
    topK: number(config?.['top_k']),
    stopSequences: strings(config?.['stop_sequences']),
    seed: number(config?.['seed']),
    reasoningLevel: word(config?.['thinking_level']),
    outputType: outputType(request),
    previousResponseId: word(request['previous_interaction_id']),
    attributes: attributesOf(request),
    systemInstructions: system.length > 0 ? system : undefined,
    inputMessages: messages.length > 0 ? messages : undefined,
    toolDefinitions: readTools(request),
  })
}

function attributesOf(request: JsonObject): RequestFacts['attributes'] {
  const agent = word(request['agent'])
  return someAttributes({
    [ATTR_REQUEST_AGENT_ID]: agent,
    [ATTR_REQUEST_BACKGROUND]: request['background'] === true ? true : undefined,
    ...askedAttributes(request, true),
  })
}

function outputType(request: JsonObject): string | undefined {
  const format = request['response_format']
  const formats = isList(format) ? objects(format) : isObject(format) ? [format] : []
  const asked = request['response_modalities'] ?? object(request['generation_config'])?.['response_modalities']
  const modalities = [...(strings(asked) ?? []), ...formats.map((each) => string(each['type']) ?? '')]
  if (modalities.some((modality) => /^image$/i.test(modality))) return 'image'
  if (modalities.some((modality) => /^audio$/i.test(modality))) return 'speech'
  const mimeTypes = [request['response_mime_type'], ...formats.map((each) => each['mime_type'])]
  if (mimeTypes.includes('application/json')) return 'json'
  return modalities.some((modality) => /^text$/i.test(modality)) ? 'text' : undefined
}

/** A text, content of the user's, steps, or turns with roles; those of one role that follow each other are one message. */
function readInput(input: JsonValue | undefined): readonly Message[] {
  const items = isList(input) ? input : input === undefined ? [] : [input]
  const messages: Message[] = []
  for (const item of items) {
    const message = readItem(item)
    const last = messages.at(-1)
    if (message.parts.length === 0) continue
    if (last?.role === message.role) messages[messages.length - 1] = { ...last, parts: [...last.parts, ...message.parts] }
    else messages.push(message)
  }
  return messages
}

function readItem(item: JsonValue): Message {
  if (!isObject(item)) return { role: 'user', parts: itemParts(item) }
  const role = word(item['role'])
  if (role !== undefined) return { role: role === 'model' ? 'assistant' : role, parts: itemParts(item['content'] ?? item['parts']) }
  return { role: roleOf(word(item['type']) ?? ''), parts: itemParts(item) }
}

function roleOf(type: string): string {
  if (type === 'function_result') return 'tool'
  return type === 'model_output' || type === 'thought' || /_(?:call|result)$/.test(type) ? 'assistant' : 'user'
}

function readTools(request: JsonObject): readonly ToolDefinition[] | undefined {
  const tools = objects(request['tools']).map((tool) => toolDefinition(word(tool['type']) ?? 'function', tool))
  return tools.length > 0 ? tools : undefined
}
