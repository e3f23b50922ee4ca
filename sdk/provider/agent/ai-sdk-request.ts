/** What the AI SDK's chat hooks (`useChat` of its versions 4 to 7) send to an application's route: https://ai-sdk.dev/docs/ai-sdk-ui/transport */
import type { JsonValue, Message, MessagePart } from '../../protocol/records.ts'
import { agentAttributes, foreignPart } from './agent.ts'
import { defined, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { blobPart, reasoningPart, textPart, toolCallPart, toolResponsePart, uriPart } from '../read/parts.ts'
import type { Api, RequestFacts, RequestShape } from '../read/dialect.ts'

/** The body is the application's own to shape: what is not the hooks' is not read. */
export function readUiRequest(api: Api, { body }: RequestShape): RequestFacts {
  const request = object(body)
  const messages = objects(request?.['messages'])
  return {
    stream: true,
    attributes: agentAttributes(api),
    ...defined({
      // `useChat` names each chat and sends that name with every message of it.
      conversationId: messages.length > 0 ? word(request?.['id']) : undefined,
      inputMessages: messages.length > 0 ? messages.map(uiMessage) : undefined,
    }),
  }
}

function uiMessage(message: JsonObject): Message {
  const parts = objects(message['parts'])
  const text = string(message['content'])
  const whole = parts.length > 0 || text === undefined ? parts.flatMap(uiPart) : [textPart(text)]
  return { role: word(message['role']) ?? 'user', parts: whole }
}

function uiPart(given: JsonObject): readonly MessagePart[] {
  const type = word(given['type']) ?? 'unknown'
  switch (type) {
    case 'step-start':
      return []
    case 'text':
      return [textPart(string(given['text']) ?? '')]
    case 'reasoning':
      return [reasoningPart(string(given['text']) ?? string(given['reasoning']) ?? '')]
    case 'file':
      return [filePart(given)]
    case 'tool-invocation':
      return toolParts(object(given['toolInvocation']) ?? {}, undefined)
    case 'dynamic-tool':
      return toolParts(given, undefined)
    default:
      return type.startsWith('tool-') ? toolParts(given, type.slice('tool-'.length)) : [foreignPart(type, given)]
  }
}

/** Version 4 has base64 in `data`, later ones an address that may be a `data:` URL. */
export function filePart(file: JsonObject): MessagePart {
  const mimeType = word(file['mediaType']) ?? word(file['mimeType'])
  const data = string(file['data'])
  return data === undefined ? uriPart(string(file['url']) ?? '', undefined, mimeType) : blobPart(mimeType, data)
}

/** A call and, once it is there, what came of it. Version 4 says `args` and `result`, later ones `input` and `output`. */
function toolParts(tool: JsonObject, name: string | undefined): readonly MessagePart[] {
  const id = word(tool['toolCallId'])
  const call = toolCallPart(id, name ?? word(tool['toolName']) ?? '', tool['input'] ?? tool['args'])
  const error = word(tool['errorText'])
  const result: JsonValue | undefined = tool['output'] ?? tool['result'] ?? (error === undefined ? undefined : { error })
  return result === undefined || result === null ? [call] : [call, toolResponsePart(id, result)]
}
