/** The output of OpenAI Responses as its events build it up: items, and the texts within them. */
import type { JsonValue } from '../../protocol/records.ts'
import { MAX_PARTS, type Answer, type Choice, type OpenPart } from '../answer/answer.ts'
import { isObject, number, objects, string, word, type JsonObject } from '../read/json.ts'
import { readLogprobs } from '../answer/logprobs.ts'
import { contentParts } from './openai-content.ts'
import { callId, hostedParts, TOOL_CALLS, typeOf } from './openai-responses-items.ts'
import type { TextDelta } from '../read/dialect.ts'

/** The lists of texts that an item may have: a message's text and refusal, reasoning's summary and what was reasoned. */
type Slot = 'text' | 'refusal' | 'summary' | 'thought'

const KINDS = { text: 'text', refusal: 'refusal', summary: 'reasoning', thought: 'reasoning' } as const

/** Events by what they are about: `<name>.delta` has a piece of a text, `<name>.done` the whole of it. */
const TEXTS: ReadonlyMap<string, { readonly type: string; readonly slot: Slot }> = new Map([
  ['response.output_text', { type: 'message', slot: 'text' }],
  ['response.refusal', { type: 'message', slot: 'refusal' }],
  ['response.reasoning_summary_text', { type: 'reasoning', slot: 'summary' }],
  ['response.reasoning_summary', { type: 'reasoning', slot: 'summary' }],
  ['response.reasoning_text', { type: 'reasoning', slot: 'thought' }],
  ['response.reasoning', { type: 'reasoning', slot: 'thought' }],
])
const INPUTS: ReadonlyMap<string, { readonly type: string; readonly field: string }> = new Map([
  ['response.function_call_arguments', { type: 'function_call', field: 'arguments' }],
  ['response.custom_tool_call_input', { type: 'custom_tool_call', field: 'input' }],
])

interface Item {
  readonly type: string
  readonly index: number
  id: string | undefined
  done: boolean
  /** The texts of each slot in order, and by the index that was announced for them. */
  readonly texts: { readonly [S in Slot]: OpenPart[] }
  readonly announced: Map<string, OpenPart>
  readonly whole: ReturnType<Answer['add']>[]
  call?: OpenPart
  logprobs: boolean
}

export class OutputReader {
  private readonly items: Item[] = []
  private readonly answer: Answer

  constructor(answer: Answer) {
    this.answer = answer
  }

  get empty(): boolean {
    return this.items.length === 0
  }

  event(type: string, data: JsonObject): readonly TextDelta[] {
    const [, name = '', moment = ''] = /^(.+)\.(delta|done)$/.exec(type) ?? []
    const text = TEXTS.get(name)
    const input = INPUTS.get(name)
    const whole = moment === 'done'
    if (type === 'response.output_item.added' || type === 'response.output_item.done') return this.item(data, type.endsWith('.done'))
    if (type === 'response.content_part.added' || type === 'response.reasoning_part.added') return this.announce(data, slotOf(data['part']))
    if (type === 'response.reasoning_summary_part.added') return this.announce(data, 'summary')
    if (text !== undefined) return this.text(this.find(text.type, data), text.slot, data, whole)
    if (input !== undefined) return this.input(this.find(input.type, data), data[whole ? input.field : 'delta'], whole)
    return type.startsWith('response.audio.') ? this.audio(type, string(data['delta']) ?? '') : []
  }

  /**
   * The items of the last event's whole response: what no event of their own has told. They are known by their ids or, where a server gives
   * each event ids of its own, by their order among those of their type.
   */
  final(output: readonly JsonObject[]): readonly TextDelta[] {
    const byId = new Map(output.map((data) => [data, this.items.find((item) => isSame(item, typeOf(data), word(data['id'])))]))
    const taken = new Set(byId.values())
    const others = this.items.filter((item) => !taken.has(item))
    return output.flatMap((data, index) => {
      const at = others.findIndex((item) => item.type === typeOf(data))
      const known = byId.get(data) ?? (at === -1 ? undefined : others.splice(at, 1)[0])
      return known?.done === true ? [] : this.read(known ?? this.make(typeOf(data), word(data['id']), index), data)
    })
  }

  private get choice(): Choice {
    return this.answer.choice(0) ?? { index: 0, finish: null, parts: [] }
  }

  private item({ item: data, output_index }: JsonObject, done: boolean): readonly TextDelta[] {
    if (!isObject(data)) return []
    const type = typeOf(data)
    const id = word(data['id'])
    const index = number(output_index) ?? 0
    const same = this.items.findLast((item) => isSame(item, type, id))
    // Ids may change from event to event; so may, on other servers, not even the index.
    const item = same ?? (done ? this.items.findLast((other) => other.type === type && other.index === index && !other.done) : undefined)
    const found = item ?? this.make(type, id, index)
    const deltas = this.read(found, data)
    found.done ||= done
    return deltas
  }

  /** The item that an event is about, by its id or else its place; made where the stream began after it. */
  private find(type: string, { item_id, output_index }: JsonObject): Item {
    const id = word(item_id)
    const index = number(output_index) ?? 0
    return (
      this.items.findLast((item) => isSame(item, type, id)) ??
      this.items.findLast((item) => item.type === type && item.index === index) ??
      this.make(type, id, index)
    )
  }

  private make(type: string, id: string | undefined, index: number): Item {
    const texts = { text: [], refusal: [], summary: [], thought: [] }
    const item: Item = { type, id, index, done: false, texts, announced: new Map(), whole: [], logprobs: false }
    // What has no room among the parts need not be found again.
    if (this.items.length < MAX_PARTS) this.items.push(item)
    return item
  }

  private open(item: Item, slot: Slot): OpenPart {
    const open = this.answer.open(this.choice, KINDS[slot])
    if (this.choice.parts[open.index] === open) item.texts[slot].push(open)
    return open
  }

  private announce(data: JsonObject, slot: Slot | undefined): readonly TextDelta[] {
    if (slot === undefined) return []
    const item = this.find(slot === 'text' || slot === 'refusal' ? 'message' : 'reasoning', data)
    const key = keyOf(slot, data)
    if (!item.announced.has(key) && item.announced.size < MAX_PARTS) item.announced.set(key, this.open(item, slot))
    return []
  }

  /** Without an announcement a piece belongs to the last text: some servers count the pieces where the parts should be counted. */
  private text(item: Item, slot: Slot, data: JsonObject, whole: boolean): readonly TextDelta[] {
    const announced = item.announced.get(keyOf(slot, data))
    if (whole) {
      const text = string(data['text']) ?? string(data['refusal'])
      return announced === undefined || text === undefined ? [] : this.answer.replace(this.choice, announced, text)
    }
    const logprobs = readLogprobs(data['logprobs'])
    item.logprobs ||= logprobs.length > 0
    this.answer.addLogprobs(this.choice, logprobs)
    const open = announced ?? item.texts[slot].at(-1) ?? this.open(item, slot)
    return this.answer.append(this.choice, open, deltaText(data['delta']))
  }

  private input(item: Item, text: JsonValue | undefined, whole: boolean): readonly TextDelta[] {
    const open = this.callOf(item)
    if (typeof text !== 'string') return []
    return whole ? this.answer.replace(this.choice, open, text) : this.answer.append(this.choice, open, text)
  }

  private callOf(item: Item): OpenPart {
    item.call ??= this.answer.open(this.choice, 'tool_call')
    return item.call
  }

  private audio(type: string, delta: string): readonly TextDelta[] {
    const open = this.answer.last(this.choice, 'audio')
    if (type === 'response.audio.transcript.delta') open.value = (string(open.value) ?? '') + delta
    this.answer.changed()
    return type === 'response.audio.delta' ? this.answer.append(this.choice, open, delta) : []
  }

  /** What an item says as a whole. */
  private read(item: Item, data: JsonObject): readonly TextDelta[] {
    if (item.type === 'message')
      return [...this.wholeTexts(item, 'text', data['content']), ...this.wholeTexts(item, 'refusal', data['content'])]
    if (item.type === 'reasoning')
      return [...this.wholeTexts(item, 'summary', data['summary']), ...this.wholeTexts(item, 'thought', data['content'])]
    if (TOOL_CALLS.includes(item.type)) return this.call(item, data)
    this.hosted(item, data)
    return []
  }

  /** The texts of one slot, matched with what came of them by their order. */
  private wholeTexts(item: Item, slot: Slot, content: JsonValue | undefined): readonly TextDelta[] {
    const parts = objects(content)
    if (slot === 'text') this.others(item, parts)
    const texts = parts.filter((part) => slotOf(part) === slot || (slot === 'summary' && string(part['text']) !== undefined))
    return texts.flatMap((part, at) => {
      const text = string(part['text']) ?? string(part['refusal']) ?? ''
      if (slot === 'text' && !item.logprobs) this.answer.addLogprobs(this.choice, readLogprobs(part['logprobs']))
      if (text === '') return []
      return this.answer.replace(this.choice, item.texts[slot][at] ?? this.open(item, slot), text)
    })
  }

  /** Parts of a message that are no text. */
  private others(item: Item, parts: readonly JsonObject[]): void {
    const others = contentParts(parts.filter((part) => slotOf(part) === undefined))
    others.forEach((part, at) => this.put(item, at, part))
  }

  private call(item: Item, data: JsonObject): readonly TextDelta[] {
    const open = this.callOf(item)
    const id = callId(data)
    if (id !== undefined) open.id = id
    const name = word(data['name'])
    if (name !== undefined) open.name = name
    this.answer.changed()
    const input = data['arguments'] ?? data['input']
    if (isObject(input)) return this.answer.replace(this.choice, open, JSON.stringify(input))
    return typeof input === 'string' ? this.answer.replace(this.choice, open, input) : []
  }

  private hosted(item: Item, data: JsonObject): void {
    hostedParts(data).forEach((part, at) => this.put(item, at, part))
  }

  private put(item: Item, at: number, part: ReturnType<Answer['add']>['part']): void {
    const known = item.whole[at]
    if (known === undefined) item.whole.push(this.answer.add(this.choice, part))
    else known.part = part
    this.answer.changed()
  }
}

function isSame(item: Item, type: string, id: string | undefined): boolean {
  return item.type === type && item.id !== undefined && item.id === id
}

function keyOf(slot: Slot, data: JsonObject): string {
  return `${slot} ${number(data[slot === 'summary' ? 'summary_index' : 'content_index']) ?? 0}`
}

/** The list of texts that a part of content belongs to. */
function slotOf(part: JsonValue | undefined): Slot | undefined {
  if (!isObject(part)) return undefined
  switch (part['type']) {
    case 'output_text':
    case 'text':
      return 'text'
    case 'refusal':
      return 'refusal'
    case 'summary_text':
      return 'summary'
    case 'reasoning_text':
      return 'thought'
    default:
      return undefined
  }
}

/** A text; some servers wrap it as `{ text }`. */
function deltaText(delta: JsonValue | undefined): string {
  return string(delta) ?? (isObject(delta) ? string(delta['text']) : undefined) ?? ''
}
