import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { createBodyReader } from '../../sdk/provider/body.ts'
import type { ResponseFacts, TextDelta } from '../../sdk/provider/read/dialect.ts'
import { longRun } from '../support/long-run.ts'
import { chunkings, splits } from './chunkings.ts'
import { messageFaults } from './message-shape.ts'
import { ownBodies } from './own/all.ts'
import type { OwnRecording } from './own/recording.ts'
import { dialectOf } from '../support/dialects.ts'

interface Read {
  readonly facts: ResponseFacts
  /** Streamed text by choice, kind and index. */
  readonly streamed: { readonly [key: string]: string }
}

function read(recording: OwnRecording, chunks: Iterable<Uint8Array>): Read {
  const { api, stream, request, status = 200, contentType = 'text/event-stream' } = recording
  const dialect = dialectOf(api)
  const reader = createBodyReader({ dialect, request: { stream, ...request }, status, contentType })
  const deltas: TextDelta[] = []
  for (const chunk of chunks) deltas.push(...reader.feed(chunk))
  deltas.push(...reader.end())
  const streamed: { [key: string]: string } = {}
  for (const { choice, part, index, text } of deltas) {
    const key = `${choice} ${part} ${index}`
    streamed[key] = (streamed[key] ?? '') + text
  }
  return { facts: { ...reader.facts() }, streamed }
}

describe.each(ownBodies.map((recording) => [recording.name, recording] as const))('%s', (_, recording) => {
  const bytes = new TextEncoder().encode(recording.body)
  const whole = read(recording, [bytes])

  test('is read right', () => {
    expect(whole.facts).toMatchObject(recording.facts)
    expect(whole.facts.error).toEqual(recording.facts.error)
    expect(whole.facts.outputMessages).toEqual(recording.messages)
    expect(messageFaults(whole.facts.outputMessages)).toEqual([])
  })

  // Some thousand readings of the longer bodies: on a busy machine they take longer than tests are given.
  test(`is read the same, cut in two at ${longRun ? 'every' : 'each fifth'} place`, { timeout: 60_000 }, () => {
    const readings = splits(bytes, longRun ? 1 : 5)
    // Vitest's own comparison of each would take as long as the reading.
    const differing = [...readings].map((chunks) => read(recording, chunks)).filter((parts) => !isDeepStrictEqual(parts, whole))
    expect(differing).toEqual([])
  })

  test.each(Object.entries(chunkings))('is read the same, cut: %s', (_name, cut) => {
    expect(read(recording, cut(bytes))).toEqual(whole)
  })
})
