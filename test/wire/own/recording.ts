/**
 * Small bodies of our own making, one for each form that a wire takes, with what must be read from them. Texts, names and ids are invented;
 * the forms follow the providers' documentation and what servers are known to send.
 */
import type { JsonValue, Message } from '../../../sdk/protocol/records.ts'
import type { Api, RequestFacts, ResponseFacts } from '../../../sdk/provider/read/dialect.ts'

export interface OwnRecording {
  readonly name: string
  readonly api: Api
  readonly stream: boolean
  /** What the request said besides, where the reading depends on it. */
  readonly request?: RequestFacts
  readonly status?: number
  readonly contentType?: string
  readonly body: string
  readonly facts: Partial<Omit<ResponseFacts, 'outputMessages'>>
  readonly messages: readonly Message[]
}

/** An event stream: each item one event's data; a pair is the event's name and its data. */
export function sse(events: readonly (JsonValue | { readonly event: string; readonly data: JsonValue })[], lineEnd = '\n'): string {
  return events.map((event) => eventLines(event).join(lineEnd) + lineEnd + lineEnd).join('')
}

function eventLines(event: JsonValue | { readonly event: string; readonly data: JsonValue }): readonly string[] {
  if (typeof event === 'object' && event !== null && 'event' in event) return [`event: ${event.event}`, `data: ${dataOf(event.data)}`]
  return [`data: ${dataOf(event)}`]
}

function dataOf(data: JsonValue | undefined): string {
  return typeof data === 'string' ? data : JSON.stringify(data)
}

export const assistant = (finishReason: string | undefined, ...parts: Message['parts']): Message => ({
  role: 'assistant',
  parts,
  ...(finishReason !== undefined && { finish_reason: finishReason }),
})

/** JSON texts, one a line. */
export function ndjson(...lines: readonly JsonValue[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}
