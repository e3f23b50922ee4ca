/** OpenAI Chat Completions and the many servers that speak it (Azure, Groq, DeepSeek, xAI, OpenRouter, vLLM, Ollama, llama.cpp, ...). */
import type { JsonValue } from '../../protocol/records.ts'
import type { Answer, Choice } from '../answer/answer.ts'
import { isList, isObject, list, number, object, objects, says, string, word, type JsonObject } from '../read/json.ts'
import { tokenLogprob } from '../answer/logprobs.ts'
import { readChatRequest } from './openai-chat-request.ts'
import { ChoicesReader, type ChoiceReader } from './openai-choices.ts'
import { jsonField } from '../read/json-text.ts'
import { callIdOf, isRepeated, OpenCalls } from '../answer/open-calls.ts'
import { contentParts } from './openai-content.ts'
import { part, serverToolCallPart, serverToolResponsePart } from '../read/parts.ts'
import type { Reading, TextDelta } from '../read/dialect.ts'

export const chatReading: Reading = {
  readRequest: readChatRequest,
  createReader: (request) => new ChoicesReader(request, (answer, choice) => new ChatChoiceReader(answer, choice)),
}

/** What a delta may hold beside text that adds something each time it comes. */
const COUNTED = ['refusal', 'tool_calls', 'function_call', 'audio', 'images', 'executed_tools', 'reasoning_details']
const REASONING = ['reasoning_content', 'reasoning']

/** Reads the deltas (or the whole message) of one choice. */
class ChatChoiceReader implements ChoiceReader {
  private readonly calls = new OpenCalls()
  private readonly executed = new Map<number, { call: { part: unknown }; answered: boolean }>()
  private readonly answer: Answer
  private readonly choice: Choice

  constructor(answer: Answer, choice: Choice) {
    this.answer = answer
    this.choice = choice
  }

  isWhole(data: JsonObject): boolean {
    return isObject(data['message']) && !isObject(data['delta'])
  }

  read(data: JsonObject): readonly TextDelta[] {
    this.readTokenLogprob(data)
    const deltas = this.readMessage(object(data['delta']))
    // Some servers repeat the whole message beside each delta; it counts only where no delta said anything.
    return this.choice.parts.length > 0 ? deltas : this.readMessage(object(data['message']))
  }

  again(data: JsonObject): ((text: string) => readonly TextDelta[]) | undefined {
    const delta = object(data['delta'])
    if (delta === undefined || says(data, 'message') || says(delta, ...COUNTED)) return undefined
    if (!says(delta, 'content')) return (text) => this.append('reasoning', text)
    return typeof delta['content'] === 'string' && !says(delta, ...REASONING) ? (text) => this.append('text', text) : undefined
  }

  /** Together streams one token a chunk, its log-probability a bare number beside it. */
  private readTokenLogprob(data: JsonObject): void {
    const logprob = number(data['logprobs'])
    const token = string(object(data['delta'])?.['content'])
    if (logprob !== undefined && token !== undefined) this.answer.addLogprobs(this.choice, [tokenLogprob(token, logprob)])
  }

  private readMessage(message: JsonObject | undefined): readonly TextDelta[] {
    if (message === undefined) return []
    const deltas = [
      ...this.append('reasoning', reasoningOf(message)),
      ...this.readContent(message['content']),
      ...this.append('refusal', string(message['refusal'])),
      ...objects(message['tool_calls']).flatMap((call) => this.readCall(call)),
      ...this.readFunctionCall(object(message['function_call'])),
    ]
    this.readAudio(object(message['audio']))
    for (const image of contentParts(list(message['images']))) this.answer.add(this.choice, image)
    for (const tool of objects(message['executed_tools'])) this.readExecutedTool(tool)
    return deltas
  }

  private readContent(content: JsonValue | undefined): readonly TextDelta[] {
    if (!isList(content)) return this.append('text', string(content))
    return contentParts(content).flatMap((whole) => {
      const text = string(whole['content'])
      if ((whole.type === 'text' || whole.type === 'reasoning') && text !== undefined) return this.append(whole.type, text)
      this.answer.add(this.choice, whole)
      return []
    })
  }

  private append(kind: 'text' | 'reasoning' | 'refusal', text: string | undefined): readonly TextDelta[] {
    return this.answer.grow(this.choice, kind, text)
  }

  /** Pieces of calls; arguments may also come as an object. */
  private readCall(call: JsonObject): readonly TextDelta[] {
    const details = object(call['function']) ?? object(call['custom'])
    const text = argumentsText(details?.['arguments'] ?? details?.['input'])
    const piece = { index: number(call['index']), id: callIdOf(call), name: word(details?.['name']), text }
    const known = this.calls.find(piece)
    const open = known ?? this.answer.open(this.choice, 'tool_call')
    const repeated = known !== undefined && isRepeated(known, piece)
    this.calls.take(open, piece)
    this.answer.changed()
    return repeated ? [] : this.answer.append(this.choice, open, text)
  }

  /** The form before `tool_calls`; some servers send it empty. */
  private readFunctionCall(call: JsonObject | undefined): readonly TextDelta[] {
    const input = argumentsText(call?.['arguments'])
    return call !== undefined && (word(call['name']) !== undefined || input !== '') ? this.readCall({ index: -1, function: call }) : []
  }

  private readAudio(audio: JsonObject | undefined): void {
    const data = word(audio?.['data'])
    const transcript = word(audio?.['transcript'])
    if (data === undefined && transcript === undefined) return
    const open = this.choice.parts.find((known) => known.kind === 'audio') ?? this.answer.open(this.choice, 'audio')
    if (open.kind !== 'audio') return
    if (transcript !== undefined) open.value = (string(open.value) ?? '') + transcript
    this.answer.append(this.choice, open, data ?? '')
  }

  /** Groq's own tools: sent once as they start, and once more with their output. */
  private readExecutedTool(tool: JsonObject): void {
    const index = number(tool['index']) ?? 0
    const name = word(tool['type']) ?? word(tool['name']) ?? 'tool'
    if (!this.executed.has(index)) {
      const details = part(name, jsonField('arguments', string(tool['arguments'])))
      this.executed.set(index, { call: this.answer.add(this.choice, serverToolCallPart(undefined, name, details)), answered: false })
    }
    const known = this.executed.get(index)
    const output = string(tool['output'])
    if (known === undefined || known.answered || output === undefined) return
    known.answered = true
    this.answer.add(this.choice, serverToolResponsePart(undefined, part(name, jsonField('output', output))))
  }
}

/** DeepSeek, Qwen and others say `reasoning_content`, Groq and OpenRouter `reasoning`; OpenRouter's details repeat it. */
function reasoningOf(message: JsonObject): string | undefined {
  const text = word(message['reasoning_content']) ?? word(message['reasoning'])
  if (text !== undefined) return text
  return objects(message['reasoning_details'])
    .map((detail) => string(detail['text']) ?? string(detail['summary']) ?? '')
    .join('')
}

function argumentsText(input: JsonValue | undefined): string {
  if (typeof input === 'string') return input
  return isObject(input) ? JSON.stringify(input) : ''
}
