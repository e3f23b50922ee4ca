/** Calls as a conversation in Markdown: for an issue, a chat, a document. */
import type { Message, MessagePart, SpanContent } from '../../sdk/protocol/records.ts'
import { formatCount, formatDuration, formatTokens } from '../trace/format.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { repeated } from './history.ts'
import { statusWords } from './status.ts'
import { fenced, fencedValue, inlineCode, inlineWords, quoted } from './markdown-writing.ts'
import { answersOf, saidPart } from './said-parts.ts'

export interface SaidSpan {
  readonly view: SpanView
  readonly detail: Pick<SpanDetail, 'record' | 'live'>
}

/** Takes the spans of a trace, or one, in drawing order. What a call repeats of the one before is counted, not written again. */
export class Transcript {
  readonly #title: string | undefined
  #before: SpanContent | undefined

  /** `title`: of a trace, whose spans stand below it. */
  constructor(title?: string) {
    this.#title = title
  }

  get head(): string {
    return this.#title === undefined ? '' : `# ${inlineWords(this.#title)}\n\n`
  }

  /** The span's part of the text. */
  write({ view, detail: { record, live } }: SaidSpan): string {
    const depth = this.#title === undefined ? '#' : '##'
    const content = record.content ?? {}
    const old = view.class === 'inference' ? repeated(this.#before, content) : 0
    if (view.class === 'inference') this.#before = content
    const blocks = [
      `${depth} ${titleOf(view)}`,
      factsOf(view),
      ...failureOf(view),
      ...messagesOf(content, old, `${depth}#`),
      ...exchangeOf(content, `${depth}#`),
      ...answersOf(content, live).flatMap((message) => messageBlocks(message, `${depth}#`)),
    ]
    return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
  }
}

function titleOf({ operation, model, subject }: SpanView): string {
  return [operation, subject === '' ? (model ?? '') : subject]
    .filter((word) => word !== '')
    .map(inlineWords)
    .join(' ')
}

/** `anthropic · tool_use · 3.10 s · first chunk 1.34 s · 642 → 248 tokens (314 cached)`. */
function factsOf(view: SpanView): string {
  const { provider, model, subject, start, end, firstChunk } = view
  const words = [
    provider,
    subject === '' ? undefined : model,
    statusWords(view),
    view.cutOff ? 'cut off by length' : undefined,
    end === undefined ? undefined : formatDuration(end - start),
    firstChunk === undefined ? undefined : `first chunk ${formatDuration(firstChunk - start)}`,
    tokensOf(view),
  ]
  return words
    .filter((word) => word !== undefined && word !== '')
    .map((word) => inlineWords(word ?? ''))
    .join(' · ')
}

function tokensOf({ tokens }: SpanView): string | undefined {
  const sum = formatTokens(tokens)
  if (sum === '') return undefined
  const { cacheRead, reasoning } = tokens
  const parts = [
    cacheRead === undefined || cacheRead === 0 ? [] : `${formatCount(cacheRead)} cached`,
    reasoning === undefined || reasoning === 0 ? [] : `${formatCount(reasoning)} reasoning`,
  ].flat()
  return `${sum} tokens${parts.length === 0 ? '' : ` (${parts.join(', ')})`}`
}

function failureOf({ outcome, errorType, statusMessage }: SpanView): readonly string[] {
  if (outcome !== 'error') return []
  return [`**Failed** ${inlineCode(errorType ?? 'error')}`, ...(statusMessage === undefined ? [] : [fenced(statusMessage)])]
}

function messagesOf(content: SpanContent, old: number, depth: string): readonly string[] {
  const { systemInstructions: system, toolDefinitions: tools = [], inputMessages: input = [], truncatedMessages: gone } = content
  return [
    ...(system === undefined ? [] : [`${depth} System`, ...system.flatMap(partBlocks)]),
    ...(tools.length === 0 ? [] : [`Tools: ${tools.map(({ name }) => inlineCode(name)).join(', ')}`]),
    ...(gone === undefined ? [] : [`*${formatCount(gone)} older messages are not in the record.*`]),
    ...(old === 0 ? [] : [`*${formatCount(old)} ${old === 1 ? 'message' : 'messages'} as in the call before.*`]),
    ...input.slice(old).flatMap((message) => messageBlocks(message, depth)),
  ]
}

function messageBlocks(message: Message, depth: string): readonly string[] {
  const { role, name, parts, finish_reason: finish } = message
  const heading = [role.charAt(0).toUpperCase() + role.slice(1), ...(name === undefined ? [] : [name])].map(inlineWords).join(' · ')
  return [
    `${depth} ${heading}`,
    ...parts.flatMap(partBlocks),
    ...(parts.length === 0 ? ['*empty*'] : []),
    ...(finish === undefined ? [] : [`*finish reason: ${inlineWords(finish)}*`]),
  ]
}

function exchangeOf({ toolCallArguments: given, toolCallResult: result }: SpanContent, depth: string): readonly string[] {
  return [
    ...(given === undefined ? [] : [`${depth} Arguments`, fencedValue(given)]),
    ...(result === undefined ? [] : [`${depth} Result`, fencedValue(result)]),
  ]
}

function partBlocks(part: MessagePart): readonly string[] {
  const said = saidPart(part)
  const cut = 'cut' in said && said.cut > 0 ? [`*${formatCount(said.cut)} more characters are not in the record.*`] : []
  switch (said.type) {
    case 'text':
      return [said.text, ...cut]
    case 'reasoning':
      return [quoted(`**Reasoning**\n\n${said.text}`), ...cut]
    case 'call':
      return [`**Tool call** ${named(said.name, said.id)}`, ...(said.value === undefined ? [] : [fencedValue(said.value)]), ...cut]
    case 'result':
      return [`**Tool result** ${named('', said.id)}`.trim(), ...(said.value === undefined ? [] : [fencedValue(said.value)]), ...cut]
    case 'media':
      return [`*[${inlineWords(said.words)}]*`]
    case 'other':
      return [fencedValue(said.value)]
  }
}

function named(name: string, id: string): string {
  return [name === '' ? '' : inlineCode(name), id === '' ? '' : `(${inlineWords(id)})`].filter((word) => word !== '').join(' ')
}
