/** Anthropic Messages: https://platform.claude.com/docs/en/api/messages and its streaming events; also Claude on Vertex AI. */
import type { JsonValue, MessagePart } from '../../protocol/records.ts'
import { ATTR_RESPONSE_REFUSAL_CATEGORY, ATTR_RESPONSE_REFUSED } from '../../own-names.ts'
import { blockPart } from './anthropic-content.ts'
import { readMessagesRequest } from './anthropic-request.ts'
import { AnswerReader } from '../answer/answer-reader.ts'
import { MAX_PARTS, type OpenPart } from '../answer/answer.ts'
import { tellAnthropicDiagnosis } from '../answer/cache-diagnosis.ts'
import { isObject, number, object, objects, string, word, type JsonObject } from '../read/json.ts'
import { isAnother } from '../answer/open-calls.ts'
import type { Reading, RequestFacts, TextDelta } from '../read/dialect.ts'
import { tellStop } from '../answer/stop-sequence.ts'

export const messagesReading: Reading = {
  readRequest: readMessagesRequest,
  createReader: (request) => new MessagesReader(request),
}

/** A content block that is still growing. `start`: as `content_block_start` had it, for blocks that are no text. */
interface Block {
  readonly start: JsonObject
  readonly open: OpenPart | undefined
  /** Position among the choice's parts, where the finished block goes. */
  readonly place: { part: MessagePart } | undefined
  input: string
}

class MessagesReader extends AnswerReader {
  private readonly blocks = new Map<number, Block>()
  private readonly request: RequestFacts

  constructor(request: RequestFacts) {
    // `message_delta` counts anew what `message_start` said, or says 0 of it.
    super('anthropic')
    this.request = request
  }

  payload(data: JsonValue, event?: string): readonly TextDelta[] {
    if (!isObject(data)) return []
    switch (word(data['type']) ?? event) {
      case 'message_start':
        return this.start(object(data['message']) ?? {})
      case 'message':
        return this.whole(data)
      case 'content_block_start':
        return this.startBlock(number(data['index']) ?? 0, object(data['content_block']) ?? {})
      case 'content_block_delta':
        return this.delta(number(data['index']) ?? 0, object(data['delta']) ?? {})
      case 'content_block_stop':
        this.stopBlock(number(data['index']) ?? 0)
        return []
      case 'message_delta':
        this.meter.read(data['usage'])
        tellAnthropicDiagnosis(this.answer, data['diagnostics'])
        this.readStop(object(data['delta']) ?? {})
        return []
      case 'message_stop':
        // Bedrock counts once more here, and says how long it took.
        this.meter.read(data['amazon-bedrock-invocationMetrics'])
        this.answer.end()
        return []
      default:
        this.readError(data, event)
        return []
    }
  }

  again(data: JsonValue): ((text: string) => readonly TextDelta[]) | undefined {
    if (!isObject(data) || data['type'] !== 'content_block_delta') return undefined
    const [key] = ['text', 'thinking', 'partial_json'].filter((name) => string(object(data['delta'])?.[name]) !== undefined)
    return key === undefined ? undefined : (text) => this.delta(number(data['index']) ?? 0, { [key]: text })
  }

  /** A second start within one stream replaces the first: a gateway tried again after the upstream broke. */
  private start(message: JsonObject): readonly TextDelta[] {
    this.answer.restart()
    this.blocks.clear()
    this.meter.restart()
    this.answer.model = word(message['model']) ?? this.answer.model
    this.answer.id = word(message['id']) ?? this.answer.id
    this.meter.read(message['usage'])
    tellAnthropicDiagnosis(this.answer, message['diagnostics'])
    const deltas = objects(message['content']).flatMap((block, index) => this.startBlock(index, block))
    this.readStop(message)
    return deltas
  }

  private whole(message: JsonObject): readonly TextDelta[] {
    const deltas = this.start(message)
    for (const index of this.blocks.keys()) this.stopBlock(index)
    this.answer.complete = true
    return deltas
  }

  private startBlock(index: number, start: JsonObject): readonly TextDelta[] {
    const { answer, choice } = this
    if (this.blocks.size >= MAX_PARTS) return []
    if (start['type'] === 'tool_use' && this.goesOn(this.blocks.get(index)?.open, start)) return []
    const kind = streamedKind(start)
    if (kind === undefined) {
      this.blocks.set(index, { start, open: undefined, place: answer.add(choice, blockPart(start)), input: '' })
      return []
    }
    const open = answer.open(choice, kind)
    this.blocks.set(index, { start, open, place: undefined, input: '' })
    if (kind !== 'tool_call') return answer.append(choice, open, string(start['text']) ?? string(start['thinking']) ?? '')
    open.id = string(start['id']) ?? ''
    open.name = string(start['name']) ?? ''
    // The start of a streamed call has `{}`; a call that comes whole has its arguments there.
    const input = object(start['input'])
    if (input === undefined) return []
    open.value = input
    return Object.keys(input).length === 0 ? [] : [{ choice: 0, part: 'tool_arguments', index: open.index, text: JSON.stringify(input) }]
  }

  /** Some gateways begin the block again with each piece, some with another id. */
  private goesOn(open: OpenPart | undefined, start: JsonObject): boolean {
    const id = string(start['id'])
    const name = string(start['name'])
    if (open?.kind !== 'tool_call' || (id !== open.id && (open.value !== undefined || isAnother(open, { id, name, text: '' }))))
      return false
    if (id !== undefined && id !== open.id) {
      open.id = id
      this.answer.changed()
    }
    return true
  }

  private delta(index: number, delta: JsonObject): readonly TextDelta[] {
    const { answer, choice } = this
    const block = this.blocks.get(index)
    if (block === undefined) return []
    const text = string(delta['text']) ?? string(delta['thinking']) ?? string(delta['partial_json']) ?? string(delta['content']) ?? ''
    if (block.open === undefined) {
      block.input += text
      return []
    }
    if (text !== '' && block.open.kind === 'tool_call') delete block.open.value
    return answer.append(choice, block.open, text)
  }

  /** A server tool's input and a compaction's text stream too, but their parts are made when they are whole. */
  private stopBlock(index: number): void {
    const block = this.blocks.get(index)
    if (block?.place === undefined || block.input === '') return
    const grown = block.start['type'] === 'compaction' ? { content: block.input } : { input: block.input }
    block.place.part = blockPart({ ...block.start, ...grown })
    block.input = ''
    this.answer.changed()
  }

  private readStop(delta: JsonObject): void {
    // Made even without a reason: a message that broke off has one choice, whose reason never came.
    const { choice } = this
    const reason = word(delta['stop_reason'])
    tellStop(this.answer, this.request, delta['stop_sequence'])
    this.answer.tell(ATTR_RESPONSE_REFUSAL_CATEGORY, word(object(delta['stop_details'])?.['category']))
    if (reason === undefined) return
    if (reason === 'refusal') this.answer.attributes[ATTR_RESPONSE_REFUSED] = true
    choice.finish = reason
    this.answer.complete = true
    this.answer.changed()
  }
}

function streamedKind(block: JsonObject): 'text' | 'reasoning' | 'tool_call' | undefined {
  if (block['type'] === 'text') return 'text'
  if (block['type'] === 'thinking') return 'reasoning'
  return block['type'] === 'tool_use' ? 'tool_call' : undefined
}
