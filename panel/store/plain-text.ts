/** Words of a call alone, to be put in elsewhere: what went in, what came out. */
import type { JsonValue, Message, MessagePart, SpanContent } from '../../sdk/protocol/records.ts'
import type { LiveText } from '../trace/model.ts'
import { answersOf, saidPart } from './said-parts.ts'

/** System and input messages, each under its role. A lone text of a user stands alone. */
export function promptText(content: SpanContent): string {
  const system = content.systemInstructions?.map(partText).join('\n\n')
  const input = content.inputMessages ?? []
  const [only] = input
  if (system === undefined && input.length === 1 && only?.role === 'user') return messageText(only)
  const messages = input.map((message) => `${roleOf(message)}:\n${messageText(message)}`)
  return [...(system === undefined ? [] : [`System:\n${system}`]), ...messages].join('\n\n')
}

/** The first choice, without its reasoning. */
export function answerText(content: SpanContent, live: readonly LiveText[]): string {
  const [first] = answersOf(content, live)
  const parts = first?.parts.filter(({ type }) => type !== 'reasoning') ?? []
  return parts.map(partText).join('\n\n')
}

/** A value as it stands: a text without quotes, anything else as JSON. */
export function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

/** What a copy of one part is. */
export function partText(part: MessagePart): string {
  const said = saidPart(part)
  switch (said.type) {
    case 'text':
    case 'reasoning':
      return said.text
    case 'call':
      return `${said.name}(${said.value === undefined ? '' : valueText(said.value)})`
    case 'result':
      return said.value === undefined ? '' : valueText(said.value)
    case 'media':
      return `[${said.words}]`
    case 'other':
      return valueText(said.value)
  }
}

export function messageText({ parts }: Message): string {
  return parts.map(partText).join('\n\n')
}

function roleOf({ role, name }: Message): string {
  const word = role.charAt(0).toUpperCase() + role.slice(1)
  return name === undefined ? word : `${word} (${name})`
}
