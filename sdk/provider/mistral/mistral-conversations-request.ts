import type { JsonValue, Message, MessagePart, ToolDefinition } from '../../protocol/records.ts'
import { ATTR_REQUEST_AGENT_ID } from '../../own-names.ts'
import { askedAttributes, someAttributes } from '../read/asked.ts'
import { boolean, defined, isList, number, object, objects, string, strings, word, type JsonObject } from '../read/json.ts'
import { jsonField } from '../read/json-text.ts'
import { contentParts } from '../openai/openai-content.ts'
import { part, serverToolCallPart, serverToolResponsePart, textPart, toolCallPart, toolResponsePart } from '../read/parts.ts'
import { segments } from '../read/path.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'

export function readConversationRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body)
  const config = object(request?.['completion_args'])
  const system = word(request?.['instructions'])
  const agent = word(request?.['agent_id'])
  const path = segments(url)
  return defined<RequestFacts>({
    model: word(request?.['model']),
    stream: boolean(request?.['stream']),
    maxTokens: number(config?.['max_tokens']),
    temperature: number(config?.['temperature']),
    topP: number(config?.['top_p']),
    frequencyPenalty: number(config?.['frequency_penalty']),
    presencePenalty: number(config?.['presence_penalty']),
    stopSequences: strings(config?.['stop']),
    seed: number(config?.['random_seed']),
    reasoningLevel: word(config?.['reasoning_effort']),
    outputType: outputType(object(config?.['response_format'])),
    conversationId: path[path.lastIndexOf('conversations') + 1],
    attributes: someAttributes({ [ATTR_REQUEST_AGENT_ID]: agent, ...askedAttributes(request, true) }),
    systemInstructions: system === undefined ? undefined : [textPart(system)],
    inputMessages: readInputs(request?.['inputs']),
    toolDefinitions: readTools(request),
  })
}

function outputType(format: JsonObject | undefined): string | undefined {
  const type = word(format?.['type'])
  return type === 'json_object' || type === 'json_schema' ? 'json' : type === 'text' ? 'text' : undefined
}

function readInputs(inputs: JsonValue | undefined): readonly Message[] | undefined {
  if (typeof inputs === 'string') return [{ role: 'user', parts: [textPart(inputs)] }]
  return isList(inputs) ? objects(inputs).map(readEntry) : undefined
}

function readEntry(entry: JsonObject): Message {
  const content = entry['content']
  switch (word(entry['type'])) {
    case 'function.result':
      return { role: 'tool', parts: [toolResponsePart(word(entry['tool_call_id']), entry['result'])] }
    case 'function.call':
    case 'tool.execution':
    case 'agent.handoff':
      return { role: 'assistant', parts: entryParts(entry) }
    default:
      return { role: word(entry['role']) ?? 'user', parts: contentParts(content) }
  }
}

function readTools(request: JsonObject | undefined): readonly ToolDefinition[] | undefined {
  const tools = objects(request?.['tools']).map((tool) =>
    toolDefinition(word(tool['type']) ?? 'function', object(tool['function']) ?? tool),
  )
  return tools.length > 0 ? tools : undefined
}

/** An entry that is no message, whole; or the event of a stream that begins or ends one. */
export function entryParts(entry: JsonObject): readonly MessagePart[] {
  const id = word(entry['id'])
  const name = string(entry['name']) ?? ''
  const call = serverToolCallPart(id, name, part(name || 'tool', jsonField('arguments', entry['arguments'])))
  const response = serverToolResponsePart(id, part(name || 'tool', { info: entry['info'] }))
  switch (word(entry['type'])) {
    case 'function.call':
      return [toolCallPart(word(entry['tool_call_id']), name, entry['arguments'])]
    case 'tool.execution':
      return entry['info'] === undefined ? [call] : [call, response]
    case 'tool.execution.started':
      return [call]
    case 'tool.execution.done':
      return [response]
    default:
      return [part(word(entry['type']) ?? 'unknown', entry)]
  }
}
