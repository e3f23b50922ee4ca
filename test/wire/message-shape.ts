/** A check of messages by hand against the shapes of the conventions' JSON schemas (`gen-ai-*-messages.json`): no validator is installed. */
import type { Message, MessagePart, ToolDefinition } from '../../sdk/protocol/records.ts'

type Kind = 'string' | 'object' | 'any'

/** The required fields of each part's type; other types are the schemas' GenericPart and need only the type. */
const REQUIRED: { readonly [type: string]: { readonly [field: string]: Kind } } = {
  text: { content: 'string' },
  reasoning: { content: 'string' },
  tool_call: { name: 'string' },
  tool_call_response: { response: 'any' },
  server_tool_call: { name: 'string', server_tool_call: 'object' },
  server_tool_call_response: { server_tool_call_response: 'object' },
  blob: { modality: 'string', content: 'string' },
  file: { modality: 'string', file_id: 'string' },
  uri: { modality: 'string', uri: 'string' },
}
const OPTIONAL_STRINGS = ['id', 'mime_type']

/** What is wrong with the messages; empty when nothing is. */
export function messageFaults(messages: readonly Message[]): readonly string[] {
  return messages.flatMap((message, at) => [
    ...(typeof message.role === 'string' && message.role !== '' ? [] : [`${at}: role`]),
    ...(message.finish_reason === undefined || typeof message.finish_reason === 'string' ? [] : [`${at}: finish_reason`]),
    ...partFaults(message.parts).map((fault) => `${at}: ${fault}`),
  ])
}

export function partFaults(parts: readonly MessagePart[]): readonly string[] {
  return parts.flatMap((part, at) => {
    if (typeof part.type !== 'string' || part.type === '') return [`${at}: type`]
    const required = Object.entries(REQUIRED[part.type] ?? {}).filter(([field, kind]) => !isOf(kind, part[field]))
    const optional = OPTIONAL_STRINGS.filter(
      (field) => part[field] !== undefined && part[field] !== null && typeof part[field] !== 'string',
    )
    const dataUrl = part.type === 'uri' && /^data:/i.test(String(part['uri'])) ? ['uri is a data: URL'] : []
    return [...required.map(([field]) => field), ...(part.type in REQUIRED ? optional : []), ...dataUrl].map(
      (fault) => `${at} ${part.type}: ${fault}`,
    )
  })
}

export function toolFaults(tools: readonly ToolDefinition[]): readonly string[] {
  return tools.filter(({ type, name }) => !type || !name).map((tool) => JSON.stringify(tool))
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === 'any') return value !== undefined
  if (kind === 'string') return typeof value === 'string'
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
