import type { JsonValue, Message, MessagePart, ToolDefinition } from '../protocol.ts'
import { boolean, defined, isObject, number, object, objects, string, strings, word, type JsonObject } from './json.ts'
import { contentParts } from './openai-content.ts'
import { reasoningPart, refusalPart, toolCallPart, toolResponsePart } from './parts.ts'
import { segments } from './path.ts'
import type { RequestFacts, RequestShape } from './provider.ts'
import { toolDefinition } from './tool-definition.ts'

/** `model` and messages with roles; not Anthropic's (asked before), not a UI framework's own messages, which have `parts`. */
export function matchesChatBody(body: JsonValue | undefined): boolean {
  if (!isObject(body) || word(body['model']) === undefined) return false
  const messages = objects(body['messages'])
  return messages.length > 0 && messages.every((message) => word(message['role']) !== undefined && message['parts'] === undefined)
}

export function readChatRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body) ?? {}
  const choices = number(request['n'])
  return defined<RequestFacts>({
    model: word(request['model']) ?? deploymentOf(url),
    stream: boolean(request['stream']),
    maxTokens: number(request['max_completion_tokens']) ?? number(request['max_tokens']),
    temperature: number(request['temperature']),
    topP: number(request['top_p']),
    topK: number(request['top_k']),
    frequencyPenalty: number(request['frequency_penalty']),
    presencePenalty: number(request['presence_penalty']),
    stopSequences: strings(request['stop']),
    seed: number(request['seed']),
    choiceCount: choices === 1 ? undefined : choices,
    reasoningLevel: word(request['reasoning_effort']) ?? word(object(request['reasoning'])?.['effort']),
    outputType: outputType(request),
    attributes: attributesOf(request),
    inputMessages: Array.isArray(request['messages']) ? objects(request['messages']).map(readMessage) : undefined,
    toolDefinitions: readTools(request),
  })
}

/** Azure names the model in the path: `/openai/deployments/<deployment>/chat/completions`. */
function deploymentOf(url: URL): string | undefined {
  const path = segments(url)
  return path.at(-4) === 'deployments' ? path.at(-3) : undefined
}

function outputType(request: JsonObject): string | undefined {
  const modalities = strings(request['modalities']) ?? []
  if (modalities.includes('audio')) return 'speech'
  if (modalities.includes('image')) return 'image'
  const format = object(request['response_format'])?.['type']
  if (format === 'json_object' || format === 'json_schema') return 'json'
  return format === 'text' ? 'text' : undefined
}

/** The conventions want the tier only where one was asked for: `auto` is as good as none. */
function attributesOf(request: JsonObject): { [key: string]: string } {
  const tier = word(request['service_tier'])
  return {
    'openai.api.type': 'chat_completions',
    ...(tier !== undefined && tier !== 'auto' && { 'openai.request.service_tier': tier }),
  }
}

function readMessage(message: JsonObject): Message {
  const name = word(message['name'])
  return { role: string(message['role']) ?? '', parts: messageParts(message), ...(name !== undefined && { name }) }
}

function messageParts(message: JsonObject): readonly MessagePart[] {
  const content = message['content']
  if (message['role'] === 'tool' || message['role'] === 'function') {
    const response = typeof content === 'string' ? content : contentParts(content)
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
  const tools = [
    ...objects(request['tools']).map((tool) => {
      const type = word(tool['type']) ?? 'function'
      return toolDefinition(type, object(tool[type]) ?? tool)
    }),
    ...objects(request['functions']).map((tool) => toolDefinition('function', tool)),
  ]
  return tools.length > 0 ? tools : undefined
}
