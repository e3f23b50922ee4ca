/** What an AG-UI client sends (`RunAgentInput`): https://docs.ag-ui.com/sdk/js/core/types */
import type { JsonValue, Message, MessagePart } from '../../protocol/records.ts'
import { ATTR_AG_UI_RUN } from '../../own-names.ts'
import { agentAttributes } from './agent.ts'
import { defined, isList, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { contentParts } from '../openai/openai-content.ts'
import { blobPart, toolCallPart, toolResponsePart, uriPart } from '../read/parts.ts'
import type { RequestFacts, RequestShape } from '../read/dialect.ts'
import { toolDefinition } from '../read/tool-definition.ts'

export function readAgUiRequest({ body }: RequestShape): RequestFacts {
  const input = object(body)
  const tools = objects(input?.['tools'])
  return {
    stream: true,
    attributes: agentAttributes('ag-ui', { [ATTR_AG_UI_RUN]: word(input?.['runId']) }),
    ...defined({
      conversationId: word(input?.['threadId']),
      inputMessages: input === undefined ? undefined : objects(input['messages']).map(inputMessage),
      toolDefinitions: tools.length > 0 ? tools.map((tool) => toolDefinition('function', tool)) : undefined,
    }),
  }
}

function inputMessage(message: JsonObject): Message {
  const role = word(message['role']) ?? 'user'
  if (role === 'tool') return { role, parts: [toolResponsePart(word(message['toolCallId']), message['content'])] }
  const calls = objects(message['toolCalls']).map((call) => {
    const called = object(call['function'])
    return toolCallPart(word(call['id']), word(called?.['name']) ?? '', called?.['arguments'])
  })
  return { role, parts: [...messageContent(message['content']), ...calls] }
}

/** A text, or a list of texts and of media by their source. */
function messageContent(content: JsonValue | undefined): readonly MessagePart[] {
  if (!isList(content)) return contentParts(content)
  return objects(content).flatMap((item) => mediaPart(item) ?? contentParts([item]))
}

function mediaPart(item: JsonObject): MessagePart | undefined {
  const source = object(item['source']) ?? (item['type'] === 'binary' ? item : undefined)
  if (source === undefined) return undefined
  const mimeType = word(source['mimeType'])
  const data = string(source['data']) ?? (source['type'] === 'data' ? string(source['value']) : undefined)
  return data === undefined
    ? uriPart(string(source['url']) ?? string(source['value']) ?? '', undefined, mimeType)
    : blobPart(mimeType, data)
}
