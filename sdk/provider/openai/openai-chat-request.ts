import type { Message, MessagePart, ToolDefinition } from '../../protocol/records.ts'
import { askedAttributes } from '../read/asked.ts'
import { boolean, defined, isObject, number, object, objects, string, strings, word, type JsonObject } from '../read/json.ts'
import { contentParts } from './openai-content.ts'
import { deploymentOf, formatType, samplingFacts, tierAttributes, toolDefinitions } from './openai-request.ts'
import { reasoningPart, refusalPart, responseOf, toolCallPart, toolResponsePart } from '../read/parts.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'

export function readChatRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body) ?? {}
  return defined<RequestFacts>({
    model: word(request['model']) ?? deploymentOf(url),
    stream: boolean(request['stream']),
    maxTokens: number(request['max_completion_tokens']) ?? number(request['max_tokens']),
    ...samplingFacts(request),
    reasoningLevel: word(request['reasoning_effort']) ?? word(object(request['reasoning'])?.['effort']),
    outputType: outputType(request),
    attributes: { 'openai.api.type': 'chat_completions', ...tierAttributes(request), ...askedAttributes(request, false) },
    inputMessages: Array.isArray(request['messages']) ? objects(request['messages']).map(readMessage) : undefined,
    toolDefinitions: readTools(request),
  })
}

function outputType(request: JsonObject): string | undefined {
  const modalities = strings(request['modalities']) ?? []
  if (modalities.includes('audio')) return 'speech'
  if (modalities.includes('image')) return 'image'
  return formatType(request['response_format']) ?? (modalities.includes('text') ? 'text' : undefined)
}

function readMessage(message: JsonObject): Message {
  const name = word(message['name'])
  return { role: string(message['role']) ?? '', parts: messageParts(message), ...(name !== undefined && { name }) }
}

function messageParts(message: JsonObject): readonly MessagePart[] {
  const content = message['content']
  if (message['role'] === 'tool' || message['role'] === 'function') {
    const response = typeof content === 'string' ? content : responseOf(contentParts(content))
    return [toolResponsePart(word(message['tool_call_id']), response)]
  }
  const reasoning = word(message['reasoning_content']) ?? word(message['reasoning'])
  const refusal = word(message['refusal'])
  return [
    ...(reasoning !== undefined ? [reasoningPart(reasoning)] : []),
    ...contentParts(content),
    ...(refusal !== undefined ? [refusalPart(refusal)] : []),
    ...objects(message['tool_calls']).map(sentCall),
    ...(isObject(message['function_call']) ? [sentCall({ function: message['function_call'] })] : []),
  ]
}

function sentCall(call: JsonObject): MessagePart {
  const details = object(call['function']) ?? object(call['custom'])
  return toolCallPart(word(call['id']), string(details?.['name']) ?? '', details?.['arguments'] ?? details?.['input'])
}

/** Tools, and the `functions` of the form before them. */
function readTools(request: JsonObject): readonly ToolDefinition[] | undefined {
  const tools = [...toolDefinitions(request['tools']), ...objects(request['functions']).map((tool) => toolDefinition('function', tool))]
  return tools.length > 0 ? tools : undefined
}
