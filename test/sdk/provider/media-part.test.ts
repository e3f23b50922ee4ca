import { describe, expect, test } from 'vitest'
import type { JsonValue, MessagePart } from '../../../sdk/protocol/records.ts'
import type { JsonObject } from '../../../sdk/provider/read/json.ts'
import { mediaPart } from '../../../sdk/provider/read/media-part.ts'
import { partFaults } from '../../wire/message-shape.ts'
import { recognise } from '../../support/dialects.ts'

const pdf = 'data:application/pdf;base64,cGRm'
const blob = (modality: string, mimeType: string, content: string, more: object = {}) => ({
  type: 'blob',
  modality,
  mime_type: mimeType,
  content,
  ...more,
})

test.each<readonly [JsonObject, object | undefined]>([
  [
    { type: 'document_url', document_url: pdf, document_name: 'a.pdf' },
    blob('document', 'application/pdf', 'cGRm', { document_name: 'a.pdf' }),
  ],
  [{ type: 'document_url', document_url: { url: pdf } }, blob('document', 'application/pdf', 'cGRm')],
  [
    { type: 'document_url', document_url: 'https://a.example/a.pdf' },
    { type: 'uri', modality: 'document', uri: 'https://a.example/a.pdf' },
  ],
  [{ type: 'audio_url', audio_url: { url: 'data:audio/wav;base64,c25k' } }, blob('audio', 'audio/wav', 'c25k')],
  [
    { type: 'file_url', file_url: { url: 'gs://b/a.mp4', mime_type: 'video/mp4' } },
    { type: 'uri', modality: 'document', uri: 'gs://b/a.mp4' },
  ],
  [{ type: 'input_video', video_url: 'data:video/mp4;base64,bXA0' }, undefined],
  [{ type: 'image', image: 'data:image/png;base64,aW1n', detail: 'low' }, blob('image', 'image/png', 'aW1n', { detail: 'low' })],
  [{ type: 'image', image: 'aW1n', mediaType: 'image/png' }, blob('image', 'image/png', 'aW1n')],
  [
    { type: 'image', source_type: 'base64', data: 'aW1n', mime_type: 'image/png' },
    blob('image', 'image/png', 'aW1n', { source_type: 'base64' }),
  ],
  [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aW1n' } }, blob('image', 'image/png', 'aW1n')],
  [
    { type: 'image', url: 'https://a.example/a.png' },
    { type: 'uri', modality: 'image', uri: 'https://a.example/a.png' },
  ],
  [{ type: 'media', mimeType: 'audio/wav', data: 'c25k' }, blob('audio', 'audio/wav', 'c25k')],
  [
    { type: 'file', data: 'cGRm', mediaType: 'application/pdf', filename: 'a.pdf' },
    blob('document', 'application/pdf', 'cGRm', { filename: 'a.pdf' }),
  ],
  [
    { type: 'document', file_id: 'f1' },
    { type: 'file', modality: 'document', file_id: 'f1' },
  ],
  [{ type: 'image' }, undefined],
  [{ type: 'reference', url: 'https://a.example' }, undefined],
  [{ type: 'image_generation', data: 'aW1n' }, undefined],
])('%j', (given, expected) => {
  const found = mediaPart(String(given['type']), given)
  expect(found).toEqual(expected)
  if (found !== undefined) expect(partFaults([found])).toEqual([])
})

const messages = (part: JsonValue): JsonValue => [{ role: 'user', content: [part] }]

describe.each<readonly [string, string, (part: JsonValue) => JsonValue]>([
  ['Mistral', 'https://api.mistral.ai/v1/chat/completions', (part) => ({ model: 'm', messages: messages(part) })],
  ['Chat Completions', 'https://api.openai.com/v1/chat/completions', (part) => ({ model: 'm', messages: messages(part) })],
  ['Anthropic', 'https://api.anthropic.com/v1/messages', (part) => ({ model: 'm', max_tokens: 1, messages: messages(part) })],
])('a document in a request of %s', (_, url, bodyOf) => {
  test('is a blob', () => {
    const shape = { method: 'POST', url: new URL(url), body: bodyOf({ type: 'document_url', document_url: pdf }) }
    const parts = recognise(shape)
      ?.readRequest(shape)
      .inputMessages?.flatMap((message): readonly MessagePart[] => message.parts)
    expect(parts).toEqual([blob('document', 'application/pdf', 'cGRm')])
  })
})
