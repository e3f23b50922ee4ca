/** Messages as LangChain serialises them: https://docs.langchain.com/oss/javascript/langchain/messages */
import type { JsonValue, Message, MessagePart } from '../../protocol/records.ts'
import { isObject, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { contentParts } from '../openai/openai-content.ts'
import { toolCallPart, toolResponsePart } from '../read/parts.ts'
import type { Usage } from '../read/dialect.ts'
import { readUsage } from '../answer/usage.ts'

export type MessageKind = 'ai' | 'chunk' | 'tool' | 'other'

export function kindOf(message: JsonObject): MessageKind {
  const type = word(message['type']) ?? word(message['role'])
  if (type === 'AIMessageChunk') return 'chunk'
  if (type === 'ai' || type === 'AIMessage' || type === 'assistant') return 'ai'
  return type === 'tool' || type === 'ToolMessage' ? 'tool' : 'other'
}

/** A human's message, who or whatever wrote it down. */
export function isHuman(message: JsonObject): boolean {
  const type = word(message['type']) ?? word(message['role'])
  return type === 'human' || type === 'user' || type === 'HumanMessage'
}

const ROLES: ReadonlyMap<string, string> = new Map([
  ['human', 'user'],
  ['ai', 'assistant'],
  ['HumanMessage', 'user'],
  ['AIMessage', 'assistant'],
  ['SystemMessage', 'system'],
])

export function inputMessage(message: JsonObject): Message {
  const type = word(message['role']) ?? word(message['type']) ?? 'user'
  if (kindOf(message) === 'tool') return { role: 'tool', parts: [toolResponsePart(word(message['tool_call_id']), message['content'])] }
  const calls = objects(message['tool_calls']).map((call) => toolCallPart(word(call['id']), word(call['name']) ?? '', call['args']))
  return { role: ROLES.get(type) ?? type, parts: [...spokenParts(message['content']), ...calls] }
}

/** Without the calls that some models put among the content as well. */
function spokenParts(content: JsonValue | undefined): readonly MessagePart[] {
  if (typeof content === 'string') return contentParts(content)
  return contentParts(objects(content).filter((block) => block['type'] !== 'tool_use' && block['type'] !== 'input_json_delta'))
}

/** What the model said: a text, or the text blocks of a list. */
export function textOf(message: JsonObject): string {
  const { content } = message
  if (typeof content === 'string') return content
  return objects(content)
    .map((block) => (block['type'] === 'text' ? (string(block['text']) ?? '') : ''))
    .join('')
}

/** What the model thought, in the blocks of Anthropic, of LangChain's own form and of OpenAI's summaries, or beside the content (DeepSeek). */
export function reasoningOf(message: JsonObject): string {
  const beside = string(object(message['additional_kwargs'])?.['reasoning_content'])
  return beside ?? objects(message['content']).map(thoughtOf).join('')
}

function thoughtOf(block: JsonObject): string {
  if (block['type'] === 'thinking') return string(block['thinking']) ?? ''
  if (block['type'] !== 'reasoning') return ''
  const summary = objects(block['summary']).map((item) => string(item['text']) ?? '')
  return string(block['reasoning']) ?? summary.join('')
}

/** LangChain's counts are of the conventions' kind: the input includes what was cached, the output what was thought. */
export function usageOf(message: JsonObject): Usage | undefined {
  return readUsage(message['usage_metadata'])
}

/** The model's own word for the end: OpenAI's, Anthropic's, Ollama's name of the field. */
export function reasonOf(message: JsonObject): string | undefined {
  const metadata = object(message['response_metadata'])
  return (
    word(metadata?.['finish_reason']) ??
    word(metadata?.['stop_reason']) ??
    word(metadata?.['finishReason']) ??
    word(metadata?.['done_reason'])
  )
}

export function modelOf(message: JsonObject): string | undefined {
  const metadata = object(message['response_metadata'])
  return word(metadata?.['model_name']) ?? word(metadata?.['model'])
}

/** One message, or a list of them; what is none is left out. */
export function messagesOf(value: JsonValue | undefined): readonly JsonObject[] {
  if (isObject(value)) return [value]
  return objects(value)
}
