import { describe, expect, test } from 'vitest'
import { anthropicMessages } from '../../sdk/provider/anthropic-messages.ts'
import { createBodyReader } from '../../sdk/provider/body.ts'
import { geminiGenerate } from '../../sdk/provider/gemini-generate.ts'
import { openaiChat } from '../../sdk/provider/openai-chat.ts'
import type { ResponseFacts, TextDelta } from '../../sdk/provider/provider.ts'
import { chunkings, splits } from './chunkings.ts'
import { messageFaults } from './message-shape.ts'
import { anthropicBodies } from './own/anthropic.ts'
import { geminiBodies } from './own/gemini.ts'
import { openaiBodies } from './own/openai.ts'
import type { OwnRecording } from './own/recording.ts'

const ownRecordings = [...openaiBodies, ...anthropicBodies, ...geminiBodies]

const dialects = { 'openai-chat': openaiChat, 'anthropic-messages': anthropicMessages, 'gemini-generate': geminiGenerate }

interface Read {
  readonly facts: ResponseFacts
  /** Streamed text by choice, kind and index. */
  readonly streamed: { readonly [key: string]: string }
}

function read(recording: OwnRecording, chunks: Iterable<Uint8Array>): Read {
  const { api, stream, status = 200, contentType = 'text/event-stream' } = recording
  const reader = createBodyReader({ dialect: dialects[api], request: { stream }, status, contentType })
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

describe.each(ownRecordings.map((recording) => [recording.name, recording] as const))('%s', (_, recording) => {
  const bytes = new TextEncoder().encode(recording.body)
  const whole = read(recording, [bytes])

  test('is read right', () => {
    expect(whole.facts).toMatchObject(recording.facts)
    expect(whole.facts.error).toEqual(recording.facts.error)
    expect(whole.facts.outputMessages).toEqual(recording.messages)
    expect(messageFaults(whole.facts.outputMessages)).toEqual([])
  })

  test('is read the same, cut in two at every place', () => {
    for (const chunks of splits(bytes)) expect(read(recording, chunks)).toEqual(whole)
  })

  test.each(Object.entries(chunkings))('is read the same, cut: %s', (_name, cut) => {
    expect(read(recording, cut(bytes))).toEqual(whole)
  })
})
