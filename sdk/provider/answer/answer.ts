/** What has come of a response so far: every dialect's reader fills one, and facts are made from it. */
import type { JsonValue, Message, MessagePart, TokenLogprob } from '../../protocol/records.ts'
import {
  ATTR_DROPPED_CHARACTERS,
  ATTR_DROPPED_LOGPROBS,
  ATTR_LEFT_OUT,
  ATTR_NATIVE_FINISH_REASONS,
  ATTR_RESPONSE_REFUSED,
} from '../../own-names.ts'
import { isReason } from './finish.ts'
import { isLabel, MAX_LABELS } from '../read/label.ts'
import { part, reasoningPart, refusalPart, textPart, toolCallPart } from '../read/parts.ts'
import type { ProviderError, ResponseFacts, TextDelta, Usage } from '../read/dialect.ts'
import { JsonProgress } from './json-progress.ts'

/** Choices of one response; OpenAI allows 128. What a server sends beyond is not read. */
export const MAX_CHOICES = 128
/** Parts of one choice. */
export const MAX_PARTS = 4_096
/** Characters of all parts together. What comes beyond is counted in {@link ATTR_DROPPED_CHARACTERS}. */
export const MAX_CONTENT_CHARACTERS = 16 * 1024 * 1024
/**
 * Token log-probabilities of all choices together, alternatives counted too: with what else a message holds they stay below the number of
 * values that the protocol lets through. Tokens beyond are counted in {@link ATTR_DROPPED_LOGPROBS}.
 */
export const MAX_LOGPROBS = 40_000

/** Parts that, come whole, are the first token of an answer. */
const TOKEN_PARTS: ReadonlySet<string> = new Set(['text', 'reasoning', 'refusal', 'tool_call', 'server_tool_call'])

type StreamedKind = 'text' | 'reasoning' | 'refusal' | 'tool_call' | 'audio'

/** Pieces of text that lie side by side before they are joined. */
const MAX_PIECES = 64

/** A part that is still growing. */
export class OpenPart {
  readonly kind: StreamedKind
  /** Position among the parts of its choice. */
  readonly index: number
  id?: string
  name?: string
  /** What the part holds beside its text: a call's parsed arguments, the transcript of audio. */
  value?: JsonValue
  private joined = ''
  private pieces: string[] = []
  private characters = 0
  /** Of a call's arguments. */
  private progress: JsonProgress | undefined

  constructor(kind: StreamedKind, index: number) {
    this.kind = kind
    this.index = index
  }

  get text(): string {
    this.join()
    return this.joined
  }

  set text(text: string) {
    this.pieces = []
    this.joined = text
    this.characters = text.length
    this.progress = undefined
  }

  /** Of the text, in characters, without joining it. */
  get length(): number {
    return this.characters
  }

  /** Whether the text may be a whole object or list. */
  get isClosed(): boolean {
    if (this.progress === undefined) (this.progress = new JsonProgress()).feed(this.text)
    return this.progress.isClosed
  }

  /**
   * A piece may be a part of a body's whole text to the engine, which keeps all of that for it, and a sum of a million pieces weighs ten times its
   * characters: joined, they are one text of its own.
   */
  grow(text: string): void {
    this.characters += text.length
    this.progress?.feed(text)
    if (this.pieces.push(text) >= MAX_PIECES) this.join()
  }

  private join(): void {
    if (this.pieces.length === 0) return
    this.joined += this.pieces.join('')
    this.pieces = []
  }
}

interface FixedPart {
  readonly kind: 'fixed'
  readonly index: number
  part: MessagePart
}

export interface Choice {
  readonly index: number
  finish: string | null
  /** The reason in the word of the provider behind a router. */
  native?: string
  readonly parts: (OpenPart | FixedPart)[]
  logprobs?: TokenLogprob[]
}

export class Answer {
  model: string | undefined
  id: string | undefined
  usage: Usage = {}
  error: ProviderError | undefined
  complete = false
  /** Read it; {@link Answer.end} sets it. */
  ended = false
  private hasToken = false
  readonly attributes: { [key: string]: string | number | boolean | readonly string[] } = {}
  /** Adds up what was counted since the last time that anybody asked. */
  count: (() => void) | undefined
  /** What the usage counts beside its sums, as attributes. */
  counted: { readonly [key: string]: string | number | boolean } = {}
  /** Values by the attribute that they are left out of. */
  private readonly leftOut = new Map<string, number>()
  private choices: Choice[] = []
  private characters = 0
  private droppedCharacters = 0
  private logprobs = 0
  private droppedLogprobs = 0
  private messages: readonly Message[] | undefined

  /** The choice of that index, made where it is new; `undefined` beyond {@link MAX_CHOICES}. */
  choice(index: number): Choice | undefined {
    const known = this.choices.find((choice) => choice.index === index)
    if (known !== undefined) return known
    if (this.choices.length >= MAX_CHOICES || !Number.isInteger(index) || index < 0) return undefined
    const made: Choice = { index, finish: null, parts: [] }
    this.choices.push(made)
    this.choices.sort((a, b) => a.index - b.index)
    this.changed()
    return made
  }

  /** Whether each choice has its finish reason; false while there is no choice. */
  get finished(): boolean {
    // An empty reason is what some servers say until they know one.
    return this.choices.length > 0 && this.choices.every((choice) => choice.finish !== null && choice.finish !== '')
  }

  /** The wire's own terminator came. */
  end(): void {
    this.complete = true
    this.ended = true
  }

  /** A new growing part at the end of `choice`. */
  open(choice: Choice, kind: StreamedKind): OpenPart {
    this.hasToken ||= kind === 'tool_call'
    const made = new OpenPart(kind, choice.parts.length)
    if (choice.parts.length < MAX_PARTS) choice.parts.push(made)
    if (kind === 'refusal') this.attributes[ATTR_RESPONSE_REFUSED] = true
    this.changed()
    return made
  }

  /** A part that came whole. Returns it, so that a later payload may replace what it holds. */
  add(choice: Choice, whole: MessagePart): FixedPart {
    this.hasToken ||= TOKEN_PARTS.has(whole.type)
    const made: FixedPart = { kind: 'fixed', index: choice.parts.length, part: whole }
    if (choice.parts.length < MAX_PARTS) choice.parts.push(made)
    this.changed()
    return made
  }

  /** The last part of `choice` if it is of that kind, so that text goes on where it stopped; else a new one. */
  last(choice: Choice, kind: StreamedKind): OpenPart {
    const last = choice.parts.at(-1)
    return last !== undefined && last.kind === kind ? last : this.open(choice, kind)
  }

  /** Appends to the last part of `choice` if it is of that kind, else to a new one. */
  grow(choice: Choice, kind: StreamedKind, text: string | undefined): readonly TextDelta[] {
    return text ? this.append(choice, this.last(choice, kind), text) : []
  }

  /** Appends to `open` and tells what was appended; nothing for an empty text. */
  append(choice: Choice, open: OpenPart, text: string): readonly TextDelta[] {
    if (text === '') return []
    if (this.characters + text.length > MAX_CONTENT_CHARACTERS || choice.parts[open.index] !== open) {
      this.droppedCharacters += text.length
      return []
    }
    this.characters += text.length
    this.hasToken ||= open.kind !== 'audio'
    open.grow(text)
    this.changed()
    return open.kind === 'audio' ? [] : [{ choice: choice.index, part: deltaPart(open.kind), index: open.index, text }]
  }

  /**
   * The whole text of `open`, said once more at its end. Where it goes on from what came, the rest is told; where it differs (a stream that
   * was joined in its middle, a provider that reworded) it replaces that.
   */
  replace(choice: Choice, open: OpenPart, text: string): readonly TextDelta[] {
    if (text === '' || text.startsWith(open.text)) return this.append(choice, open, text.slice(open.text.length))
    if (this.characters - open.text.length + text.length > MAX_CONTENT_CHARACTERS) {
      this.droppedCharacters += text.length
      return []
    }
    this.characters += text.length - open.text.length
    open.text = text
    this.changed()
    return []
  }

  /** A word of the provider's as an attribute, or several; see label.ts. What is said again replaces what was said before. */
  tell(name: string, value: string | readonly string[] | undefined): void {
    if (value === undefined || value.length === 0) return
    const words = typeof value === 'string' ? [value] : value
    const told = words.filter(isLabel).filter((_, index) => index < MAX_LABELS)
    if (told.length < words.length) this.leftOut.set(name, words.length - told.length)
    const [first] = told
    if (first !== undefined) this.attributes[name] = typeof value === 'string' ? first : told
  }

  addLogprobs(choice: Choice, logprobs: readonly TokenLogprob[]): void {
    for (const logprob of logprobs) {
      const entries = 1 + (logprob.top?.length ?? 0)
      if (this.logprobs + entries > MAX_LOGPROBS) {
        this.droppedLogprobs++
        continue
      }
      this.logprobs += entries
      choice.logprobs ??= []
      choice.logprobs.push(logprob)
    }
    if (logprobs.length > 0) this.changed()
  }

  /** Forgets what was said so far: the provider began anew. */
  restart(): void {
    this.choices = []
    this.changed()
  }

  /** Call it after a part was changed by hand. */
  changed(): void {
    this.messages = undefined
  }

  facts(): ResponseFacts {
    const { model, id, error } = this
    // Facts are asked for after each chunk; counts, attributes and messages, which are put together when they are asked for, mostly once at the end.
    const usage = (): Usage => this.countedUsage()
    const attributes = (): ResponseFacts['attributes'] => this.factsAttributes()
    const messages = (): readonly Message[] => this.outputMessages()
    return {
      ...(model !== undefined && { model }),
      ...(id !== undefined && { id }),
      ...(error !== undefined && { error }),
      finishReasons: this.choices.map((choice) => choice.finish),
      complete: this.complete && error === undefined,
      ...(this.ended && { ended: true }),
      ...(this.hasToken && { hasToken: true }),
      get usage() {
        return usage()
      },
      get attributes() {
        return attributes()
      },
      get outputMessages() {
        return messages()
      },
    }
  }

  private countedUsage(): Usage {
    this.count?.()
    this.count = undefined
    return this.usage
  }

  private factsAttributes(): ResponseFacts['attributes'] {
    this.countedUsage()
    const native = this.choices.some((choice) => choice.native !== undefined)
    const leftOut = this.leftOut.size === 0 ? 0 : [...this.leftOut.values()].reduce((total, count) => total + count)
    const all = {
      ...this.attributes,
      ...this.counted,
      ...(native && { [ATTR_NATIVE_FINISH_REASONS]: this.choices.map((choice) => choice.native ?? '') }),
      ...(leftOut > 0 && { [ATTR_LEFT_OUT]: leftOut }),
      ...(this.droppedCharacters > 0 && { [ATTR_DROPPED_CHARACTERS]: this.droppedCharacters }),
      ...(this.droppedLogprobs > 0 && { [ATTR_DROPPED_LOGPROBS]: this.droppedLogprobs }),
    }
    return Object.keys(all).length > 0 ? all : undefined
  }

  private outputMessages(): readonly Message[] {
    this.messages ??= this.choices.map((choice) => ({
      role: 'assistant',
      parts: choice.parts.flatMap(finishedPart),
      ...(isReason(choice.finish) && { finish_reason: choice.finish }),
      ...(choice.logprobs !== undefined && { logprobs: [...choice.logprobs] }),
    }))
    return this.messages
  }
}

function deltaPart(kind: Exclude<StreamedKind, 'audio'>): TextDelta['part'] {
  if (kind === 'tool_call') return 'tool_arguments'
  return kind === 'reasoning' ? 'reasoning' : 'text'
}

function finishedPart(open: OpenPart | FixedPart): readonly MessagePart[] {
  switch (open.kind) {
    case 'fixed':
      return [open.part]
    case 'tool_call':
      return [toolCallPart(open.id, open.name ?? '', open.value ?? open.text)]
    case 'audio':
      return open.text === '' ? [] : [part('blob', { modality: 'audio', content: open.text, transcript: open.value })]
    case 'text':
      return open.text === '' ? [] : [textPart(open.text)]
    case 'refusal':
      return open.text === '' ? [] : [refusalPart(open.text)]
    case 'reasoning':
      return open.text === '' ? [] : [reasoningPart(open.text)]
  }
}
