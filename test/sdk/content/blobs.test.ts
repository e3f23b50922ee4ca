import { createHash, randomBytes } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { extractBlobs, extractFrom } from '../../../sdk/content/blobs.ts'
import { hashLater, MAX_HASHED_BYTES, whyNoHash } from '../../../sdk/content/hash.ts'
import type { Hashed } from '../../../sdk/content/hash.ts'
import { uriPart } from '../../../sdk/provider/read/parts.ts'

const bytes = randomBytes(3_001)
const base64 = bytes.toString('base64')

describe('base64', () => {
  test('of a blob part becomes what can be said of it, its other fields kept', () => {
    const { value, blobs } = extractBlobs({
      type: 'blob',
      modality: 'audio',
      mime_type: 'audio/wav',
      content: base64,
      transcript: 'Hello.',
    })
    expect(value).toEqual({ type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: '', bytes: 3_001, transcript: 'Hello.' })
    expect(blobs.map((blob) => blob.base64)).toEqual([base64])
  })

  test('of a data URL that a message refers to', () =>
    expect(extractBlobs(uriPart(`data:image/png;base64,${base64}`, 'image')).value).toEqual({
      type: 'blob',
      modality: 'image',
      mime_type: 'image/png',
      content: '',
      bytes: 3_001,
    }))

  test.each([
    ['MCP', { type: 'image', data: base64, mimeType: 'image/png' }, 'data'],
    ['Anthropic', { type: 'base64', data: base64, media_type: 'image/jpeg' }, 'data'],
    ['the AI SDK', { type: 'file', data: base64, mediaType: 'image/png' }, 'data'],
    ['a resource', { uri: 'file:///a', blob: base64, mimeType: 'application/pdf' }, 'blob'],
  ])('in a tool’s answer, as %s has it', (_whose, content, field) => {
    const { value, blobs } = extractFrom({ content: [{ type: 'text', text: 'see' }, content] })
    expect(JSON.stringify(value)).not.toContain(base64.slice(0, 40))
    expect(value).toMatchObject({ content: [{ type: 'text', text: 'see' }, { [field]: { type: 'blob', bytes: 3_001 } }] })
    expect(blobs).toHaveLength(1)
  })

  test('in the midst of a text is named there', () => {
    const { value } = extractBlobs({ type: 'text', content: `Look: ![](data:image/png;base64,${base64}) Nice?` })
    expect(value).toEqual({ type: 'text', content: 'Look: ![]([blob image/png, 3,001 bytes]) Nice?' })
  })

  test('arguments that are a data URL become the blob itself', () =>
    expect(extractFrom({ picture: `data:image/png;base64,${base64}` }).value).toEqual({
      picture: { type: 'blob', modality: 'image', mime_type: 'image/png', content: '', bytes: 3_001 },
    }))

  test('that is none stays as it is', () => {
    const words = {
      type: 'tool_call_response',
      response: { data: 'a plain sentence. '.repeat(200), mimeType: 'text/plain', icon: 'data:image/png;base64,AAAA' },
    }
    expect(extractBlobs(words)).toEqual({ value: words, blobs: [] })
    expect(extractBlobs(words).value).toBe(words)
  })
})

describe('a hash', () => {
  afterEach(() => void vi.unstubAllGlobals())
  const hashed = (text: string) => new Promise<Hashed>((resolve) => hashLater(text, resolve))

  test('is of the decoded bytes', async () => {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    expect(await hashed(base64)).toEqual({ sha256 })
    expect(await hashed(bytes.toString('base64url'))).toEqual({ sha256 })
  })

  test('of what is no base64 is none, and says so', async () =>
    expect(await hashed('*not base64*')).toEqual({ note: expect.stringContaining('not base64') }))

  test('is left out, and said, without a secure context and where it would cost too much', () => {
    expect(whyNoHash(10)).toBeUndefined()
    expect(whyNoHash(MAX_HASHED_BYTES + 1)).toContain('larger than')
    vi.stubGlobal('crypto', {})
    expect(whyNoHash(10)).toContain('secure context')
  })
})
