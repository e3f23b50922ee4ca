/** Tokens by a rule of thumb over the words, for answers that carry none. Pure. */
import { estimateTokenCount } from 'tokenx'
import { headOf } from '../protocol/cutting.ts'
import type { JsonValue, MessagePart } from '../protocol/records.ts'
import type { RequestFacts, ResponseFacts, Usage } from '../provider/read/dialect.ts'

/** Characters of one side of a call that are counted (some 10 ms); a longer text is taken to go on as it began. */
export const SAMPLE_CHARACTERS = 50_000

/** Empty where the provider counted, or where there are no words to count: images and audio have no tokens that anybody could guess. */
export function estimateUsage(request: RequestFacts, response: ResponseFacts): Usage {
  const { inputTokens, outputTokens } = response.usage
  const input = inputTokens === undefined ? countOf(inputText(request)) : undefined
  const output = outputTokens === undefined ? countOf(partsText(response.outputMessages.flatMap(({ parts }) => parts))) : undefined
  return { ...(input !== undefined && { inputTokens: input }), ...(output !== undefined && { outputTokens: output }) }
}

function countOf(text: string): number | undefined {
  if (text === '') return undefined
  const sample = headOf(text, SAMPLE_CHARACTERS)
  return Math.round((estimateTokenCount(sample) * text.length) / sample.length)
}

function inputText({ systemInstructions = [], inputMessages = [], toolDefinitions = [] }: RequestFacts): string {
  const messages = partsText([...systemInstructions, ...inputMessages.flatMap(({ parts }) => parts)])
  return messages === '' ? '' : [messages, ...toolDefinitions.map((tool) => JSON.stringify(tool))].join('\n')
}

function partsText(parts: readonly MessagePart[]): string {
  return parts
    .map(textOf)
    .filter((text) => text !== '')
    .join('\n')
}

function textOf(part: MessagePart): string {
  if (part.type === 'tool_call') return `${words(part['name'])} ${words(part['arguments'])}`
  if (part.type === 'tool_call_response') return words(part['response'] ?? part['result'])
  return typeof part['content'] === 'string' && part['mime_type'] === undefined ? part['content'] : ''
}

function words(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
