/** Messages, parts and states of the Agent2Agent protocol, up to 0.3 and from 1.0 on: https://a2a-protocol.org/latest/specification/ */
import type { JsonValue, Message, MessagePart } from '../../protocol/records.ts'
import { foreignPart } from './agent.ts'
import { object, objects, string, word, type JsonObject } from '../read/json.ts'
import { blobPart, part, textPart, uriPart } from '../read/parts.ts'

export function messageOf(message: JsonObject): Message {
  return { role: roleOf(message['role']), parts: objects(message['parts']).map(partOf) }
}

/** `agent` and `ROLE_AGENT` are what the conventions call the assistant. */
function roleOf(role: JsonValue | undefined): string {
  const name = (word(role) ?? 'user').replace(/^ROLE_/, '').toLowerCase()
  return name === 'agent' ? 'assistant' : name
}

/** A part by the field that holds its content: 1.0 has no `kind` any more, and its files have no object of their own. */
function partOf(given: JsonObject): MessagePart {
  const text = string(given['text'])
  if (text !== undefined) return textPart(text)
  const file = object(given['file']) ?? given
  const mimeType = word(file['mediaType']) ?? word(file['mimeType'])
  const bytes = string(file['bytes']) ?? string(file['raw'])
  if (bytes !== undefined) return blobPart(mimeType, bytes)
  const uri = string(file['uri']) ?? string(file['url'])
  if (uri !== undefined) return uriPart(uri, undefined, mimeType)
  return 'data' in given ? part('data', { data: given['data'] }) : foreignPart(word(given['kind']) ?? 'unknown', given)
}

/** States in which nothing more comes unless the client does something, in either version's spelling. */
const LAST_STATES: ReadonlyMap<string, 'ok' | 'failed'> = new Map([
  ['completed', 'ok'],
  ['canceled', 'ok'],
  ['failed', 'failed'],
  ['rejected', 'failed'],
  ['input-required', 'ok'],
  ['auth-required', 'ok'],
])

/** `TASK_STATE_INPUT_REQUIRED` → `input-required` */
function plain(state: string): string {
  return state
    .replace(/^TASK_STATE_/, '')
    .toLowerCase()
    .replaceAll('_', '-')
}

export function lastState(state: string): 'ok' | 'failed' | undefined {
  return LAST_STATES.get(plain(state))
}

const STATUSES: ReadonlyMap<string, string> = new Map([
  ['submitted', 'queued'],
  ['working', 'in_progress'],
  ['completed', 'completed'],
  ['failed', 'failed'],
  ['rejected', 'failed'],
  ['canceled', 'cancelled'],
  ['input-required', 'incomplete'],
  ['auth-required', 'incomplete'],
])

/** The conventions' `gen_ai.response.status` for a task's state. */
export function statusOf(state: string): string | undefined {
  return STATUSES.get(plain(state))
}
