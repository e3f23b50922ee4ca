import type { JsonValue, Message, MessagePart, ToolDefinition } from '../../protocol/records.ts'
import { askedAttributes } from '../read/asked.ts'
import { boolean, defined, isList, number, object, objects, string, strings, word, type JsonObject } from '../read/json.ts'
import { contentParts } from '../openai/openai-content.ts'
import { reasoningPart, responseOf, toolCallPart, toolResponsePart } from '../read/parts.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'

export function readCohereRequest({ body }: RequestShape): RequestFacts {
  const request = object(body)
  return defined<RequestFacts>({
    model: word(request?.['model']),
    stream: boolean(request?.['stream']),
    maxTokens: number(request?.['max_tokens']),
    temperature: number(request?.['temperature']),
    topP: number(request?.['p']),
    topK: number(request?.['k']),
    frequencyPenalty: number(request?.['frequency_penalty']),
    presencePenalty: number(request?.['presence_penalty']),
    stopSequences: strings(request?.['stop_sequences']),
    seed: number(request?.['seed']),
    outputType: outputType(request),
    attributes: askedAttributes(request, true),
    inputMessages: isList(request?.['messages']) ? objects(request['messages']).map(readMessage) : undefined,
    toolDefinitions: readTools(request),
  })
}

function outputType(request: JsonObject | undefined): string | undefined {
  const format = object(request?.['response_format'])?.['type']
  if (format === 'json_object') return 'json'
  return format === 'text' ? 'text' : undefined
}

function readMessage(message: JsonObject): Message {
  const role = string(message['role']) ?? ''
  const content = message['content']
  if (role === 'tool') return { role, parts: [toolResponsePart(word(message['tool_call_id']), toolResult(content))] }
  const plan = word(message['tool_plan'])
  return {
    role,
    parts: [
      ...(plan === undefined ? [] : [reasoningPart(plan)]),
      ...contentParts(content),
      ...objects(message['tool_calls']).map(sentCall),
    ],
  }
}

function toolResult(content: JsonValue | undefined): JsonValue {
  return typeof content === 'string' ? content : responseOf(contentParts(content))
}

function sentCall(call: JsonObject): MessagePart {
  const details = object(call['function'])
  return toolCallPart(word(call['id']), string(details?.['name']) ?? '', details?.['arguments'])
}

function readTools(request: JsonObject | undefined): readonly ToolDefinition[] | undefined {
  const tools = objects(request?.['tools']).map((tool) =>
    toolDefinition(word(tool['type']) ?? 'function', object(tool['function']) ?? tool),
  )
  return tools.length > 0 ? tools : undefined
}
