import type { JsonValue, Message, MessagePart, ToolDefinition } from '../../protocol/records.ts'
import { askedAttributes } from '../read/asked.ts'
import { boolean, defined, isList, isObject, number, object, objects, string, strings, word, type JsonObject } from '../read/json.ts'
import { blobPart, part, reasoningPart, textPart, toolCallPart, toolResponsePart } from '../read/parts.ts'
import { endsWith, segments } from '../read/path.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'
import { wholeNumber } from '../answer/usage-counts.ts'

const DEFAULT_PORT = '11434'

/** Keys of Ollama's own, by which a body tells where the host does not. */
const OWN_KEYS: readonly string[] = ['options', 'keep_alive', 'think', 'raw']

/**
 * `POST /api/<name>` of an Ollama server. The path alone is no evidence: `/api/chat` and `/api/generate` are also what applications call
 * routes of their own. So is: Ollama's port, its name in the host or the path, or a key that only Ollama knows.
 */
export function isOllama(shape: RequestShape, name: string): boolean {
  const { method, url } = shape
  if (method !== 'POST' || !endsWith(url, 'api', name)) return false
  const { body } = shape
  if (isObject(body) && objects(body['messages']).some((message) => message['parts'] !== undefined)) return false
  const named = /(?:^|[.-])ollama(?:[.-]|$)/i.test(url.hostname) || segments(url).some((segment) => /^ollama$/i.test(segment))
  return url.port === DEFAULT_PORT || named || (isObject(body) && word(body['model']) !== undefined && hasOwnKey(body))
}

function hasOwnKey(body: JsonObject): boolean {
  return OWN_KEYS.some((key) => body[key] !== undefined)
}

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
    attributes: dimensions === undefined ? undefined : { 'gen_ai.embeddings.dimension.count': dimensions },
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
