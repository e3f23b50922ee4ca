import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../sdk/parser/json.ts'
import { createBodyReader } from '../../sdk/provider/body.ts'
import type { Dialect, RequestFacts, RequestShape, ResponseFacts, TextDelta } from '../../sdk/provider/read/dialect.ts'
import { chunkings, type Chunking } from './chunkings.ts'
import { messageFaults, partFaults, toolFaults } from './message-shape.ts'
import { requirement } from '../support/require.ts'
import { APIS, recordings, wireDirectory, wirePresent, type Expected, type Recording } from './recordings.ts'
import { recognise, recogniseHeaders } from '../support/dialects.ts'

/** Expected values that the bytes prove wrong: `{ "<recording>": { "<field>": "reason" } }`. */
const disputed: { [name: string]: { [field: string]: string } } = readDisputed()

const absent = requirement('wire', wirePresent, `no recordings at ${wireDirectory}`)

describe.skipIf(absent)('recordings of real providers', () => {
  const all = absent ? [] : recordings()

  test('there are some of each wire', () => {
    expect(new Set(all.map(({ api }) => api))).toEqual(new Set(APIS))
  })

  test.each(all.map((recording) => [recording.name, recording] as const))('%s', (_, recording) => {
    const shape = shapeOf(recording)
    const dialect = recognise(shape) ?? recogniseHeaders(recording.header)
    expect(dialect?.api).toBe(recording.api)
    if (dialect === undefined) return
    const request = factsOf(dialect, shape, recording)
    const bytes = recording.body()
    const read = (chunking: Chunking) => readBody(dialect, request, recording, chunking(bytes))

    const [first, ...others] = Object.values(chunkings).map(read)
    if (first === undefined) throw new Error('no chunking')
    expect({ ...found(request, first, recording) }).toEqual(wanted(recording, found(request, first, recording)))
    for (const other of others) {
      expect(other.facts).toEqual(first.facts)
      expect(streamed(other.deltas)).toEqual(streamed(first.deltas))
    }

    expect(messageFaults([...(request.inputMessages ?? []), ...first.facts.outputMessages])).toEqual([])
    expect(partFaults(request.systemInstructions ?? [])).toEqual([])
    expect(toolFaults(request.toolDefinitions ?? [])).toEqual([])
    // A message that began anew, or was reworded at its end, has streamed text that it then took back.
    const anew = recording.expected.message_start_events !== undefined || recording.reworded
    expect(anew ? {} : streamed(first.deltas)).toEqual(anew ? {} : streamedBy(first.facts))
  })
})

interface Read {
  readonly facts: ResponseFacts
  readonly deltas: readonly TextDelta[]
}

function readBody(dialect: Dialect, request: RequestFacts, recording: Recording, chunks: Iterable<Uint8Array>): Read {
  const reader = createBodyReader({ dialect, request, status: recording.expected.status, contentType: recording.contentType })
  const deltas: TextDelta[] = []
  for (const chunk of chunks) deltas.push(...reader.feed(chunk))
  deltas.push(...reader.end())
  return { facts: { ...reader.facts() }, deltas }
}

function shapeOf({ request }: Recording): RequestShape {
  const body = typeof request.body === 'string' ? parseJson(request.body) : parseJson(JSON.stringify(request.body))
  return { method: request.method ?? 'POST', url: new URL(request.url), ...(body !== undefined && body !== null && { body }) }
}

/** Where the request's body is not known, whether it streams is taken from the recording. */
function factsOf(dialect: Dialect, shape: RequestShape, recording: Recording): RequestFacts {
  const facts = dialect.readRequest(shape)
  return shape.body === undefined ? { ...facts, stream: recording.stream } : facts
}

type Comparable = { [field: string]: unknown }

/** The facts in the words of the recordings' expectations. */
function found(request: RequestFacts, { facts }: Read, recording: Recording): Comparable {
  const parts = facts.outputMessages.flatMap((message) => message.parts)
  const firstParts = facts.outputMessages[0]?.parts ?? []
  const textOf = (type: string) => firstParts.flatMap((part) => (part.type === type ? [String(part['content'])] : [])).join('')
  return {
    request_model: recording.request.body === null ? null : request.model,
    response_model: facts.model,
    response_id: facts.id,
    input_tokens_total: facts.usage.inputTokens,
    output_tokens_total: facts.usage.outputTokens,
    cached_input_tokens: facts.usage.cacheReadTokens,
    cache_creation_tokens: facts.usage.cacheWriteTokens,
    reasoning_tokens: facts.usage.reasoningTokens,
    finish_reasons: facts.finishReasons,
    tool_call_names: parts.flatMap((part) => (part.type === 'tool_call' ? [part['name']] : [])),
    output_text_length: textOf('text').length,
    output_text_sha256: sha256(textOf('text')),
    reasoning_text_sha256: sha256(textOf('reasoning')),
    error: facts.error !== undefined,
  }
}

/** What was expected, and what was found wherever nothing is. */
function wanted({ name, expected, request }: Recording, got: Comparable): Comparable {
  const fields: Comparable = { ...expected, request_model: request.body === null ? null : expected.request_model, error: isError(expected) }
  return Object.fromEntries(
    Object.keys(got).map((field) => [field, fields[field] == null || disputed[name]?.[field] !== undefined ? got[field] : fields[field]]),
  )
}

function isError({ status, stream_error }: Expected): boolean {
  return status >= 400 || stream_error
}

/** Streamed text by choice and kind. */
function streamed(deltas: readonly TextDelta[]): { [kind: string]: string } {
  const texts: { [kind: string]: string } = {}
  for (const { choice, part, text } of deltas) {
    if (part !== 'tool_arguments') texts[`${choice} ${part}`] = (texts[`${choice} ${part}`] ?? '') + text
  }
  return texts
}

/** The same from the finished messages. */
function streamedBy({ outputMessages }: ResponseFacts): { [kind: string]: string } {
  const deltas = outputMessages.flatMap(({ parts }, choice) =>
    parts.flatMap((part, index): TextDelta[] => {
      const text = String(part['content'] ?? '')
      if (part.type === 'reasoning' && text !== '') return [{ choice, part: 'reasoning', index, text }]
      return part.type === 'text' || part.type === 'refusal' ? [{ choice, part: 'text', index, text }] : []
    }),
  )
  return streamed(deltas)
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function readDisputed() {
  const file = new URL('disputed.json', import.meta.url)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}
