/**
 * The Model Context Protocol's messages (JSON-RPC 2.0) → plain facts: https://modelcontextprotocol.io/specification, from 2024-11-05 to
 * 2026-07-28. Pure; never throws.
 */
import type { JsonValue } from '../protocol/records.ts'
import { isList, number, object, string, word, type JsonObject } from '../provider/read/json.ts'

/** Something one side asks (`request`: it has an id, and a reply will come) or says (`notification`). */
export interface McpAsked {
  readonly kind: 'request' | 'notification'
  /** JSON-RPC allows numbers too; some servers answer with the other kind, so that all are compared as strings. Empty for a notification. */
  readonly id: string
  readonly method: string
  readonly params: JsonObject
  /** `jsonrpc` of the message where it is not 2.0. */
  readonly version?: string
}

export interface McpReply {
  readonly kind: 'reply'
  /** `undefined` where the peer could not tell whom it answers: JSON-RPC's null. */
  readonly id: string | undefined
  readonly result?: JsonValue
  readonly error?: { readonly code?: number; readonly message?: string }
}

export type McpMessage = McpAsked | McpReply

/** The messages of a body: one, or a batch (2025-03-26 has them). What is none is left out. */
export function readMessages(body: JsonValue | undefined): readonly McpMessage[] {
  return (isList(body) ? body : [body]).flatMap((value) => readMessage(value) ?? [])
}

function readMessage(value: JsonValue | undefined): McpMessage | undefined {
  const message = object(value)
  if (message === undefined) return undefined
  const method = word(message['method'])
  const id = idOf(message['id'])
  if (method !== undefined) return asked(message, method, id)
  const error = object(message['error'])
  if (error !== undefined) return { kind: 'reply', id, error: errorOf(error) }
  const result = message['result']
  return result === undefined || id === undefined ? undefined : { kind: 'reply', id, result }
}

function asked(message: JsonObject, method: string, id: string | undefined): McpAsked {
  const version = string(message['jsonrpc'])
  return {
    kind: id === undefined ? 'notification' : 'request',
    id: id ?? '',
    method,
    params: object(message['params']) ?? {},
    ...(version === undefined || version === '2.0' ? {} : { version }),
  }
}

function idOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

function errorOf(error: JsonObject): NonNullable<McpReply['error']> {
  const code = number(error['code'])
  const message = string(error['message'])
  return { ...(code === undefined ? {} : { code }), ...(message === undefined ? {} : { message }) }
}

/** What a request's headers say of it. */
export interface McpHints {
  /** It carries a header that only MCP has. */
  readonly headers: boolean
  /** It accepts both JSON and an event stream, as the transport demands of every POST. */
  readonly accepts: boolean
}

/** Rooms of MCP's method names that no other JSON-RPC protocol is known to use. (A2A has `tasks/` and `message/`.) */
const ROOMS = /^(?:tools|prompts|resources|roots|sampling|elicitation|logging|completion|notifications|server|subscriptions)\/./

/** Whether a body that is JSON-RPC is MCP's. A2A's clients may accept the same types, so that those alone do not tell. */
export function isMcp(messages: readonly McpMessage[], { headers, accepts }: McpHints): boolean {
  if (messages.length === 0) return false
  return headers || messages.some((message) => (message.kind === 'reply' ? accepts : isMcpMethod(message, accepts)))
}

function isMcpMethod({ method, params }: McpAsked, accepts: boolean): boolean {
  if (ROOMS.test(method)) return true
  if (method === 'initialize') return string(params['protocolVersion']) !== undefined
  // A2A: `message/send`, `tasks/get`, `agent/getAuthenticatedExtendedCard`; from its 1.0 on `SendMessage`, ...
  return accepts && !/^(?:message|tasks|agent)\/|^[A-Z]/.test(method)
}

export interface McpFacts {
  readonly toolName?: string
  readonly promptName?: string
  readonly resourceUri?: string
  readonly protocolVersion?: string
  /** What a tool, or a prompt, was asked for with. */
  readonly arguments?: JsonValue
}

/** The key of `_meta` that has carried the protocol's version since 2026-07-28, where no handshake does. */
const META_VERSION = 'io.modelcontextprotocol/protocolVersion'

/** What a message says of its subject. */
export function factsOf({ method, params }: McpAsked): McpFacts {
  const name = word(params['name'])
  const version = word(object(params['_meta'])?.[META_VERSION]) ?? (method === 'initialize' ? word(params['protocolVersion']) : undefined)
  return {
    ...(method === 'tools/call' && name !== undefined ? { toolName: name } : {}),
    ...(/^(?:tools\/call|prompts\/get)$/.test(method) && params['arguments'] !== undefined ? { arguments: params['arguments'] } : {}),
    ...(method === 'prompts/get' && name !== undefined ? { promptName: name } : {}),
    ...(method === 'completion/complete' ? completedPrompt(params['ref']) : {}),
    ...(method.startsWith('resources/') || method === 'notifications/resources/updated' ? resourceFacts(params) : {}),
    ...(version === undefined ? {} : { protocolVersion: version }),
  }
}

/** A completion is asked for an argument of a prompt or of a resource's template; the latter has no URI yet. */
function completedPrompt(ref: JsonValue | undefined): McpFacts {
  const { type, name } = object(ref) ?? {}
  const promptName = type === 'ref/prompt' ? word(name) : undefined
  return promptName === undefined ? {} : { promptName }
}

function resourceFacts(params: JsonObject): McpFacts {
  const uri = word(params['uri'])
  return uri === undefined ? {} : { resourceUri: uri }
}

/** The id of the request that a `notifications/cancelled` takes back, and why. */
export function cancelled({ method, params }: McpAsked): { readonly id: string; readonly reason: string } | undefined {
  const id = method === 'notifications/cancelled' ? idOf(params['requestId']) : undefined
  return id === undefined ? undefined : { id, reason: string(params['reason']) ?? '' }
}

/** A tool's own failure: the call went well, what it did not. */
export function isToolError({ result }: McpReply): boolean {
  return object(result)?.['isError'] === true
}

/** The version that the server chose, in its answer to `initialize`. */
export function agreedVersion({ result }: McpReply): string | undefined {
  return word(object(result)?.['protocolVersion'])
}
