/** One way to talk to all three vendors, so that the agent is the same agent with each. */
import type { Client, ToolDefinition } from '../jobs.ts'

export interface Settings {
  readonly client: Client
  readonly baseUrl: string
  readonly apiKey: string
  readonly model: string
}

export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

export type Turn =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly call: ToolCall; readonly result: string }

export interface Ask {
  readonly system?: string
  readonly transcript: readonly Turn[]
  readonly tools?: readonly ToolDefinition[]
  readonly maxTokens?: number
  readonly signal?: AbortSignal
  /** Called with each piece of text as it streams in. */
  readonly onPiece?: (text: string) => void
}

export interface Answer {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  /** The provider's own word; empty where the stream ended without one. */
  readonly finishReason: string
}

/** @throws whatever the vendor's client throws, untouched */
export type Chat = (ask: Ask) => Promise<Answer>

/** Tool arguments as the model wrote them. @throws SyntaxError when they are no JSON object */
export function readArguments(source: string): ToolCall['arguments'] {
  const value: unknown = JSON.parse(source === '' ? '{}' : source)
  if (typeof value !== 'object' || value === null) throw new SyntaxError(`tool arguments are no object: ${source.slice(0, 80)}`)
  return { ...value }
}
