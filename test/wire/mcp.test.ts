import { createHash } from 'node:crypto'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-web'
import { describe, expect, test } from 'vitest'
import { contentOf } from '../../sdk/content/span-content.ts'
import { answer, finished, newSink, page, request } from '../sdk/mcp/support.ts'
import { requirement } from '../support/require.ts'
import { chunkings, type Chunking } from './chunkings.ts'
import { mcpSequences, type McpExchange, type McpSequence } from './mcp-recordings.ts'
import { wireDirectory, wirePresent } from './recordings.ts'

const absent = requirement('wire', wirePresent, `no recordings at ${wireDirectory}`)

describe.skipIf(absent)('recordings of MCP servers', () => {
  const all = absent ? [] : mcpSequences()

  test('there are some', () => {
    expect(all.flatMap(({ exchanges }) => exchanges).length).toBeGreaterThan(0)
  })

  describe.each(all.map((sequence) => [sequence.name, sequence] as const))('%s', (_, sequence) => {
    test.each(Object.entries(chunkings))('is read right, cut: %s', (_name, chunking) => {
      expect(inOrder(play(sequence, chunking))).toEqual(inOrder(sequence.exchanges.flatMap(expectedSpans)))
      expect(page.open.size).toBe(0)
    })
  })
})

/** What is compared of a span. */
interface Fact {
  readonly kind: 'client' | 'server'
  readonly method: unknown
  readonly name: string
  readonly id?: unknown
  readonly tool?: unknown
  readonly prompt?: unknown
  readonly resource?: unknown
  readonly operation?: unknown
  readonly code?: unknown
  readonly error?: unknown
  readonly messageLength?: number
  readonly version?: unknown
  readonly text?: string
}

function play({ exchanges }: McpSequence, chunking: Chunking): readonly Fact[] {
  const sink = newSink()
  for (const { request: asked, response, body } of exchanges) {
    const { method, url, headers, body: sent } = asked
    const exchange = sink(request({ method, url, headers, body: sent ?? undefined }))
    answer(exchange, { ...response, chunks: body.length === 0 ? [] : chunking(body) })
  }
  return finished().map(factOf)
}

function factOf(span: ReadableSpan): Fact {
  const { attributes: given, status } = span
  return {
    kind: span.kind === 2 ? 'client' : 'server',
    name: span.name,
    method: given['mcp.method.name'],
    id: given['jsonrpc.request.id'],
    tool: given['gen_ai.tool.name'],
    prompt: given['gen_ai.prompt.name'],
    resource: given['mcp.resource.uri'],
    operation: given['gen_ai.operation.name'],
    code: given['rpc.response.status_code'],
    error: given['error.type'],
    messageLength: status.message?.length ?? 0,
    version: given['mcp.method.name'] === 'initialize' ? given['mcp.protocol.version'] : undefined,
    text: sha256(textOf(contentOf(span)?.toolCallResult)),
  }
}

/** One for what the page asked or said, and one for each of the server's own messages in the answer. */
function expectedSpans({ expected, request: { body } }: McpExchange): readonly Fact[] {
  const { rpc_method: method, notifications = [], server_requests: asked = [] } = expected
  const ownId = typeof body === 'object' && body !== null && 'id' in body && method !== undefined ? String(body.id) : undefined
  const code = expected.error_code == null ? undefined : String(expected.error_code)
  const target = expected.tool_name ?? expected.prompt_name
  const own: readonly Fact[] =
    method === undefined
      ? []
      : [
          {
            kind: 'client',
            method,
            name: target === undefined ? method : `${method} ${target}`,
            id: ownId,
            tool: expected.tool_name,
            prompt: expected.prompt_name,
            resource: expected.resource_uri,
            operation: method === 'tools/call' ? 'execute_tool' : undefined,
            code,
            error: expected.is_error === true ? 'tool_error' : code,
            messageLength: expected.error_message_length ?? 0,
            version: expected.protocol_version,
            text: expected.output_text_sha256,
          },
        ]
  const heard = [...asked.map((name) => serverFact(name, '0')), ...notifications.map((name) => serverFact(name, undefined))]
  return [...own, ...heard]
}

function serverFact(method: string, id: string | undefined): Fact {
  return { kind: 'server', method, name: method, id, messageLength: 0, text: sha256('') }
}

function textOf(value: unknown): string {
  const content: unknown = typeof value === 'object' && value !== null && 'content' in value ? value.content : []
  const blocks: readonly unknown[] = Array.isArray(content) ? content : []
  return blocks
    .map((block) => (typeof block === 'object' && block !== null && 'text' in block && typeof block.text === 'string' ? block.text : ''))
    .join('')
}

/** By what they say: the clock is too coarse to tell which of two spans began first. */
function inOrder(facts: readonly Fact[]): readonly Fact[] {
  const key = ({ kind, method, id }: Fact): string => [kind, String(method), String(id)].join(' ')
  return facts.toSorted((a, b) => key(a).localeCompare(key(b)))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
