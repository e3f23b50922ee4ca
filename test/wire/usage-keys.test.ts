/**
 * Every key of every recorded usage object is read, or is in the list below with the reason why it is not. What a provider adds to its usage makes this
 * test fail, so that nobody finds out years later that it was never shown.
 */
import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { parseJson } from '../../sdk/parser/json.ts'
import { createBodyReader } from '../../sdk/provider/body.ts'
import type { Dialect, ResponseReader } from '../../sdk/provider/read/dialect.ts'
import { requirement } from '../support/require.ts'
import { recordings, wireDirectory, wirePresent, type Recording } from './recordings.ts'
import { KeyReads } from './key-reads.ts'
import { recognise, recogniseHeaders } from '../support/dialects.ts'

const absent = requirement('wire', wirePresent, `no recordings at ${wireDirectory}`)

/** Keys of a payload under which something is counted, wherever they stand. */
const COUNTED = /usage|timings|time_info|_duration$|_count$|^billed|^num_/i

/** Subtrees that count nothing of the call, though a key in them may be called so. */
const WORDS =
  /(?:^|\.)(?:tools|arguments|input_schema|parameters|message\.content|content|output|item|part|citations|choices\[\]\.message)(?:\.|\[)/

/** Paths that stay unread, by a pattern, each with its reason. */
const UNREAD: readonly (readonly [RegExp, string])[] = [
  [/usage\.iterations/, 'the parts, one a model call, of what the usage sums up'],
  [/usage_breakdown/, 'the parts, one a model, of what the usage sums up'],
  [/copilot_usage\.token_details/, 'the counts of the usage once more, with their prices'],
  [/billablePromptUsage/, 'characters, not tokens, and only of the prompt'],
  [/tool_usage\.image_gen\.(?:total_tokens|(?:input|output)_tokens_details)/, 'sum and parts of the two counts that are read'],
  [/usage\.request_count$/, 'null in all recordings: one call is one request'],
  [/providerMetadata\.anthropic/, 'what the application’s backend passes on of one step of several; the conventions want the sum over all'],
  [/time_info\.created$/, 'a moment, not a time that anything took'],
]

describe.skipIf(absent)('usage objects of recordings', () => {
  const all = absent ? [] : recordings()
  const reads = all.map((recording) => ({ recording, keys: keysOf(recording) }))

  test('are there for each wire that counts', () => {
    const counting = new Set(reads.filter(({ keys }) => keys.read.length > 0).map(({ recording }) => recording.api))
    expect(counting.size).toBeGreaterThanOrEqual(14)
    expect(reads.flatMap(({ keys }) => keys.read).length).toBeGreaterThan(1_000)
  })

  test('have no key that nobody reads without a reason', () => {
    const unread = reads.flatMap(({ recording, keys }) => keys.unread.map((path) => `${recording.api} ${path}`))
    const unexplained = [...new Set(unread)].filter((path) => !UNREAD.some(([pattern]) => pattern.test(path)))
    expect(unexplained.toSorted()).toEqual([])
  })

  test.each(UNREAD)('still has a use for the reason of %s', (pattern) => {
    expect(reads.some(({ keys }) => keys.unread.some((path) => pattern.test(path)))).toBe(true)
  })
})

test.each([
  [
    'openai-chat',
    'https://api.openai.com/v1/chat/completions',
    { usage: { prompt_tokens: 1, brand_new_tokens: 2 } },
    'usage.brand_new_tokens',
  ],
  [
    'anthropic-messages',
    'https://api.anthropic.com/v1/messages',
    { type: 'message_delta', usage: { output_tokens: 1, odd: { requests: 2 } } },
    'usage.odd.requests',
  ],
  [
    'gemini-generate',
    'https://generativelanguage.googleapis.com/v1/models/m:generateContent',
    { usageMetadata: { promptTokenCount: 1, holoTokenCount: 2 } },
    'usageMetadata.holoTokenCount',
  ],
])('a new key of %s would be found', (_, url, payload, path) => {
  const dialect = recognise({ method: 'POST', url: new URL(url), body: { model: 'm', messages: [], contents: [] } })
  if (dialect === undefined) throw new Error(`${url} is nobody's`)
  expect(readAll(dialect, [{ data: payload }]).unread).toEqual([path])
})

interface Payload {
  readonly data: JsonValue
  readonly event?: string | undefined
}

/** The paths of a recording's counts that were read, and that were not. */
function keysOf(recording: Recording) {
  const { request, body, contentType, expected } = recording
  const asked = typeof request.body === 'string' ? parseJson(request.body) : parseJson(JSON.stringify(request.body))
  const shape = {
    method: request.method ?? 'POST',
    url: new URL(request.url),
    ...(asked !== undefined && asked !== null && { body: asked }),
  }
  const dialect = recognise(shape) ?? recogniseHeaders(recording.header)
  if (dialect === undefined) throw new Error(`${recording.name} is not recognised`)
  const payloads: Payload[] = []
  const keeping: Dialect = { ...dialect, createReader: () => keeper(payloads) }
  const facts = { ...dialect.readRequest(shape), stream: recording.stream }
  const reader = createBodyReader({ dialect: keeping, request: facts, status: expected.status, contentType })
  reader.feed(body())
  reader.end()
  return readAll(dialect, payloads, facts)
}

/** A reader that keeps what it is given. */
function keeper(payloads: Payload[]): ResponseReader {
  const facts = { finishReasons: [], usage: {}, outputMessages: [], complete: true }
  return { payload: (data, event) => (payloads.push({ data, event }), []), ended: false, failure: () => {}, facts: () => facts }
}

function readAll(dialect: Dialect, payloads: readonly Payload[], request: Parameters<Dialect['createReader']>[0] = {}) {
  const reader = dialect.createReader(request)
  const read: string[] = []
  const unread: string[] = []
  for (const { data, event } of payloads) {
    const keys = new KeyReads(data)
    reader.payload(keys.watched, event)
    const counted = (path: string): boolean => path.split('.').some((key) => COUNTED.test(key.replace('[]', ''))) && !WORDS.test(path)
    read.push(...keys.read().filter(counted))
    unread.push(...keys.unread().filter(counted))
  }
  return { read, unread }
}
