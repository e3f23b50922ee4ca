import type { JsonValue, Message, MessagePart, ToolDefinition } from '../../protocol/records.ts'
import { askedAttributes } from '../read/asked.ts'
import { boolean, defined, isList, isObject, number, object, objects, string, strings, word, type JsonObject } from '../read/json.ts'
import { blobPart, part, reasoningPart, textPart, toolCallPart, toolResponsePart } from '../read/parts.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'
import { wholeNumber } from '../answer/usage-counts.ts'
import { ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT } from '../../semconv.ts'

export function readOllamaChat({ body }: RequestShape): RequestFacts {
  const request = object(body)
  return defined<RequestFacts>({
    ...shared(request),
    inputMessages: isList(request?.['messages']) ? objects(request['messages']).map(readMessage) : undefined,
    toolDefinitions: readTools(request),
  })
}

export function readOllamaGenerate({ body }: RequestShape): RequestFacts {
  const request = object(body)
  const system = word(request?.['system'])
  const parts = [
    ...texts(request?.['prompt']),
    ...images(request?.['images']),
    ...(word(request?.['suffix']) === undefined ? [] : [part('suffix', { content: request?.['suffix'] })]),
  ]
  return defined<RequestFacts>({
    ...shared(request),
    systemInstructions: system === undefined ? undefined : [textPart(system)],
    inputMessages: parts.length > 0 ? [{ role: 'user', parts }] : undefined,
  })
}

export function readOllamaEmbed({ body }: RequestShape): RequestFacts {
  const request = object(body)
  const dimensions = wholeNumber(request?.['dimensions'])
  return defined<RequestFacts>({
    model: word(request?.['model']),
    attributes: dimensions === undefined ? undefined : { [ATTR_GEN_AI_EMBEDDINGS_DIMENSION_COUNT]: dimensions },
  })
}

/** Ollama streams unless it is told not to. */
function shared(request: JsonObject | undefined): RequestFacts {
  const options = object(request?.['options'])
  const tokens = number(options?.['num_predict'])
  return defined<RequestFacts>({
    model: word(request?.['model']),
    stream: request === undefined ? undefined : (boolean(request['stream']) ?? true),
    // -1 and -2 mean no limit.
    maxTokens: tokens !== undefined && tokens > 0 ? tokens : undefined,
    temperature: number(options?.['temperature']),
    topP: number(options?.['top_p']),
    topK: number(options?.['top_k']),
    frequencyPenalty: number(options?.['frequency_penalty']),
    presencePenalty: number(options?.['presence_penalty']),
    stopSequences: strings(options?.['stop']),
    seed: number(options?.['seed']),
    reasoningLevel: word(request?.['think']),
    attributes: askedAttributes(request, true),
    outputType: request?.['format'] === 'json' || isObject(request?.['format']) ? 'json' : undefined,
  })
}

function readMessage(message: JsonObject): Message {
  const role = string(message['role']) ?? ''
  const content = message['content']
  if (role === 'tool') {
    const name = word(message['tool_name']) ?? word(message['name'])
    return { role, parts: [toolResponsePart(word(message['tool_call_id']), content ?? '', { name })] }
  }
  const thinking = word(message['thinking'])
  return {
    role,
    parts: [
      ...(thinking === undefined ? [] : [reasoningPart(thinking)]),
      ...texts(content),
      ...images(message['images']),
      ...objects(message['tool_calls']).map(sentCall),
    ],
  }
}

function sentCall(call: JsonObject): MessagePart {
  const details = object(call['function'])
  return toolCallPart(word(call['id']), string(details?.['name']) ?? '', details?.['arguments'])
}

function texts(content: JsonValue | undefined): readonly MessagePart[] {
  const text = word(content)
  return text === undefined ? [] : [textPart(text)]
}

/** Bare base64: the kind of image is not told. */
function images(list: JsonValue | undefined): readonly MessagePart[] {
  return (isList(list) ? list : []).flatMap((image) => (typeof image === 'string' ? [blobPart(undefined, image, 'image')] : []))
}

function readTools(request: JsonObject | undefined): readonly ToolDefinition[] | undefined {
  const tools = objects(request?.['tools']).map((tool) =>
    toolDefinition(word(tool['type']) ?? 'function', object(tool['function']) ?? tool),
  )
  return tools.length > 0 ? tools : undefined
}
