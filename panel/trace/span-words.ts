/** What a span's content says → the few words of its row: what went in, and what came out. Nothing where it says nothing. */
import { ATTR_RETRY_ATTEMPT } from '../../sdk/own-names.ts'
import type { JsonValue, Message, MessagePart } from '../../sdk/protocol/records.ts'
import { ATTR_GEN_AI_RETRIEVAL_DOCUMENTS, ATTR_GEN_AI_RETRIEVAL_QUERY_TEXT } from '../../sdk/semconv.ts'
import { count, text } from './attributes.ts'
import { briefValue, quoted } from './brief-value.ts'
import { failureOf } from './failure.ts'
import { isolated } from './isolate.ts'
import type { LiveText, SpanDetail, SpanView } from './model.ts'
import { firstLine, oneLine } from './one-line.ts'

export interface SpanWords {
  /** First line of what the user asked last, as it is. */
  readonly asked: string
  /** What else came in: tools whose results came, arguments. */
  readonly input: string
  /** The answer, the tools that it calls, a result, or what failed. */
  readonly output: string
  /** Which attempt of a call it is, from 2 on; absent on first ones. */
  readonly attempt?: number
}

export const NO_WORDS: SpanWords = { asked: '', input: '', output: '' }

type Said = Pick<SpanView, 'class' | 'outcome' | 'statusMessage'>

export function spanWords(span: Said, detail: SpanDetail): SpanWords {
  const words = wordsByClass(span, detail)
  const failed = span.outcome === 'error' ? failedWords(span, detail) : ''
  const attempt = attemptOf(detail)
  return { ...words, ...(failed === '' ? {} : { output: failed }), ...(attempt === undefined ? {} : { attempt }) }
}

/** Why there is nothing to say of a failed call: its answer said it, and the page looked at the status alone. */
export const UNREAD_MESSAGE = "the page did not read the provider's message"

function failedWords(span: Said, detail: SpanDetail): string {
  const { message, isUnread, retryAfter } = failureOf(span, detail)
  if (message !== undefined) return isolated(oneLine(message))
  if (!isUnread) return ''
  return retryAfter === undefined ? UNREAD_MESSAGE : `${UNREAD_MESSAGE}, retry-after: ${retryAfter}`
}

/** The attribute counts retries, from 1 on; a reader counts attempts. */
export function attemptOf({ record }: Pick<SpanDetail, 'record'>): number | undefined {
  const retry = count(record.attributes, ATTR_RETRY_ATTEMPT)
  return retry === undefined || retry < 1 ? undefined : Math.floor(retry) + 1
}

/** An agent's own words first; where it has none, those of the calls below it. */
export function talkWords(own: SpanWords, first: SpanWords | undefined, last: SpanWords | undefined): SpanWords {
  return { ...own, asked: own.asked || (first?.asked ?? ''), output: own.output || (last?.output ?? '') }
}

function wordsByClass(span: Said, detail: SpanDetail): SpanWords {
  const { content = {}, attributes } = detail.record
  switch (span.class) {
    case 'tool':
    case 'mcp':
      return { asked: '', input: briefValue(content.toolCallArguments), output: briefValue(content.toolCallResult) }
    case 'embeddings':
      return { ...NO_WORDS, input: embedded(content.inputMessages ?? []) }
    case 'retrieval':
      return {
        asked: '',
        input: quoted(oneLine(text(attributes, ATTR_GEN_AI_RETRIEVAL_QUERY_TEXT) ?? '')),
        output: briefValue(attributes[ATTR_GEN_AI_RETRIEVAL_DOCUMENTS]),
      }
    default:
      return exchanged(span, detail)
  }
}

function exchanged({ outcome }: Said, { record, live }: SpanDetail): SpanWords {
  const { inputMessages = [], outputMessages = [] } = record.content ?? {}
  const isLive = live.length > 0 && (outcome === 'running' || outputMessages.length === 0)
  return {
    asked: askedIn(inputMessages),
    input: resultsIn(inputMessages),
    output: isLive ? liveWords(live) : answerWords(outputMessages[0]),
  }
}

/** First line of the last message of the user that has words. */
function askedIn(messages: readonly Message[]): string {
  for (const message of messages.toReversed()) {
    const line = message.role === 'user' ? firstLine(textIn(message.parts)) || mediaIn(message.parts) : ''
    if (line !== '') return line
  }
  return ''
}

function textIn(parts: readonly MessagePart[]): string {
  return parts.flatMap(({ type, content }) => (type === 'text' && typeof content === 'string' ? [content] : [])).join('\n')
}

/** What is no text: `[image]`. */
function mediaIn(parts: readonly MessagePart[]): string {
  const media = parts.find(({ type }) => type === 'blob' || type === 'uri' || type === 'file')
  return media === undefined ? '' : `[${typeof media['modality'] === 'string' ? media['modality'] : media.type}]`
}

/** The tools whose results are the newest of what came in: those after the last answer. */
function resultsIn(messages: readonly Message[]): string {
  const from = messages.findLastIndex(({ role }) => role === 'assistant') + 1
  const results = messages.slice(from).flatMap(({ parts }) => parts.filter(({ type }) => type === 'tool_call_response'))
  if (results.length === 0) return ''
  const names = new Map(messages.flatMap(({ parts }) => parts.filter(isCall).map(({ id, name }) => [id, name] as const)))
  return counted(results.map(({ id, name }) => (id === undefined ? undefined : names.get(id)) ?? name))
}

const isCall = ({ type }: MessagePart): boolean => type === 'tool_call'

function answerWords(message: Message | undefined): string {
  if (message === undefined) return ''
  const calls = message.parts.filter(isCall)
  if (calls.length > 0) return counted(calls.map(({ name }) => name))
  return briefValue(textIn(message.parts)) || mediaIn(message.parts)
}

/** Calls of tools have no name yet while they stream. */
function liveWords(live: readonly LiveText[]): string {
  const [first] = live
  const words = live.find(({ part, choice, text: said }) => part === 'text' && choice === first?.choice && said !== '')
  if (words !== undefined) return quoted(oneLine(words.text))
  return live.some(({ part }) => part === 'tool_arguments') ? 'tool call…' : 'reasoning…'
}

/** `read_file, search_web ×3`; one without a name is a `tool`. */
function counted(names: readonly (JsonValue | undefined)[]): string {
  const counts = new Map<string, number>()
  for (const name of names) {
    const word = typeof name === 'string' && name !== '' ? oneLine(name, 64) : 'tool'
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return Array.from(counts, ([word, times]) => isolated(word) + (times > 1 ? ` ×${times}` : '')).join(', ')
}

function embedded(messages: readonly Message[]): string {
  const parts = messages.flatMap((message) => message.parts)
  return parts.length < 2 ? quoted(oneLine(textIn(parts))) : `${parts.length.toLocaleString('en')} inputs`
}
