import type { Message, ToolDefinition } from '../../protocol/records.ts'
import { blockParts } from './anthropic-content.ts'
import { askedAttributes } from '../read/asked.ts'
import { boolean, defined, isList, number, object, objects, string, strings, word, type JsonObject } from '../read/json.ts'
import { customMethod } from '../read/path.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'

export function readMessagesRequest({ url, body }: RequestShape): RequestFacts {
  const request = object(body) ?? {}
  const system = blockParts(request['system'])
  return defined<RequestFacts>({
    model: word(request['model']) ?? customMethod(url)?.resource,
    stream: boolean(request['stream']),
    maxTokens: number(request['max_tokens']),
    temperature: number(request['temperature']),
    topP: number(request['top_p']),
    topK: number(request['top_k']),
    stopSequences: strings(request['stop_sequences']),
    reasoningLevel: word(object(request['output_config'])?.['effort']),
    outputType: outputType(request),
    attributes: askedAttributes(request, true),
    systemInstructions: system.length > 0 ? system : undefined,
    inputMessages: isList(request['messages']) ? objects(request['messages']).map(readMessage) : undefined,
    toolDefinitions: readTools(request),
  })
}

/** Structured output: `output_config.format`, in its beta `output_format`. */
function outputType(request: JsonObject): string | undefined {
  const format = object(object(request['output_config'])?.['format']) ?? object(request['output_format'])
  return format?.['type'] === 'json_schema' ? 'json' : undefined
}

function readMessage(message: JsonObject): Message {
  return { role: string(message['role']) ?? '', parts: blockParts(message['content']) }
}

/** The application's own tools have no type or `custom`; the provider's have a dated one (`web_search_20250305`). */
function readTools(request: JsonObject): readonly ToolDefinition[] | undefined {
  const tools = objects(request['tools']).map((tool) => {
    const type = word(tool['type']) ?? 'custom'
    return toolDefinition(type === 'custom' ? 'function' : type, tool, tool['input_schema'])
  })
  return tools.length > 0 ? tools : undefined
}
