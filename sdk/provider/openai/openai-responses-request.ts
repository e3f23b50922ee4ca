import type { JsonValue, Message } from '../../protocol/records.ts'
import { askedAttributes } from '../read/asked.ts'
import { storedResponse } from './match.ts'
import { boolean, defined, isList, isObject, list, number, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { contentParts } from './openai-content.ts'
import { formatType, samplingFacts, tierAttributes, toolDefinitions } from './openai-request.ts'
import { itemParts, roleOf } from './openai-responses-items.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import {
  ATTR_GEN_AI_PROMPT_NAME,
  ATTR_GEN_AI_PROMPT_VERSION,
  ATTR_GEN_AI_REQUEST_STREAM_CURSOR,
  ATTR_GEN_AI_RESPONSE_ID,
} from '../../semconv.ts'

export function readResponsesRequest(shape: RequestShape): RequestFacts {
  if (shape.method === 'GET') return readFetch(shape.url)
  const request = object(shape.body) ?? {}
  return defined<RequestFacts>({
    model: word(request['model']),
    stream: boolean(request['stream']),
    maxTokens: number(request['max_output_tokens']),
    ...samplingFacts(request),
    reasoningLevel: word(object(request['reasoning'])?.['effort']),
    outputType: formatType(object(request['text'])?.['format']),
    conversationId: word(request['conversation']) ?? word(object(request['conversation'])?.['id']),
    previousResponseId: word(request['previous_response_id']),
    attributes: {
      'openai.api.type': 'responses',
      ...tierAttributes(request),
      ...promptAttributes(object(request['prompt'])),
      ...askedAttributes(request, false),
    },
    systemInstructions: instructions(request['instructions']),
    inputMessages: inputMessages(request['input']),
    toolDefinitions: toolDefinitionsOf(request),
  })
}

/** `GET …/responses/<id>`: an answer made before, whole or resumed as a stream after the event that the page saw last. */
function readFetch(url: URL): RequestFacts {
  const id = storedResponse(url)
  const cursor = url.searchParams.get('starting_after')
  const stream = url.searchParams.get('stream')
  return defined<RequestFacts>({
    operation: 'fetch_response',
    stream: stream === null ? undefined : stream === 'true',
    attributes: {
      'openai.api.type': 'responses',
      ...(id !== undefined && { [ATTR_GEN_AI_RESPONSE_ID]: id }),
      ...(cursor !== null && { [ATTR_GEN_AI_REQUEST_STREAM_CURSOR]: cursor }),
    },
  })
}

/** A stored prompt is a named template; its variables are content. */
function promptAttributes(prompt: JsonObject | undefined): { [key: string]: string } {
  const name = word(prompt?.['id'])
  const version = word(prompt?.['version'])
  return {
    ...(name !== undefined && { [ATTR_GEN_AI_PROMPT_NAME]: name }),
    ...(version !== undefined && { [ATTR_GEN_AI_PROMPT_VERSION]: version }),
  }
}

/** A text; in an answer that repeats them also a list of messages. */
function instructions(value: JsonValue | undefined) {
  const parts = isList(value) ? objects(value).flatMap((item) => contentParts(item['content'])) : contentParts(word(value))
  return parts.length > 0 ? parts : undefined
}

/** A text stands for one message of the user. Items that follow each other in the same role (reasoning, calls) are one message. */
function inputMessages(input: JsonValue | undefined): readonly Message[] | undefined {
  if (typeof input === 'string') return [{ role: 'user', parts: contentParts(input) }]
  if (!isList(input)) return undefined
  const messages: Message[] = []
  let joinable = false
  for (const item of list(input)) {
    if (!isObject(item)) continue
    const role = roleOf(item)
    const parts = itemParts(item)
    const spoken = string(item['role']) !== undefined && role !== 'assistant'
    const last = messages.at(-1)
    if (joinable && !spoken && role === 'assistant' && last?.role === role)
      messages[messages.length - 1] = { role, parts: [...last.parts, ...parts] }
    else messages.push({ role, parts })
    joinable = !spoken
  }
  return messages
}

function toolDefinitionsOf(request: JsonObject) {
  const tools = toolDefinitions(request['tools'])
  return tools.length > 0 ? tools : undefined
}
