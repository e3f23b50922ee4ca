import { describe, expect, test } from 'vitest'
import type { Unread } from '../../../sdk/capture/exchange.ts'
import { givenBody, MAX_BODY_BYTES } from '../../../sdk/capture/given-body.ts'

const TEXT = '{"model":"m","messages":[{"role":"user","content":"Grüße 🐦"}]}'
const bytes = new TextEncoder().encode(TEXT)

/** The text somewhere within a larger buffer. */
function within(make: (buffer: ArrayBuffer, at: number, length: number) => ArrayBufferView): ArrayBufferView {
  const buffer = new ArrayBuffer(bytes.length + 16)
  new Uint8Array(buffer).set(bytes, 8)
  return make(buffer, 8, bytes.length)
}

class Hiding extends Uint8Array {
  override get byteLength(): number {
    throw new Error('the page was asked')
  }
  override get buffer(): ArrayBuffer {
    throw new Error('the page was asked')
  }
}

const hiding = new Hiding(bytes.length)
hiding.set(bytes)
const padded = `${TEXT}${' '.repeat((8 - (bytes.length % 8)) % 8)}`

function form<F extends FormData | URLSearchParams>(made: F): F {
  made.append('model', 'm')
  made.append('prompt', '42')
  made.append('temperature', '0.5')
  made.append('stream', 'true')
  made.append('stop', 'a')
  made.append('stop', 'b')
  made.append('messages', '[{"role":"user","content":"Hi"}]')
  made.append('note', '{no JSON')
  return made
}

const FIELDS = {
  model: 'm',
  prompt: '42',
  temperature: 0.5,
  stream: true,
  stop: ['a', 'b'],
  messages: [{ role: 'user', content: 'Hi' }],
  note: '{no JSON',
}

describe('the text of a body', () => {
  test.for<[string, unknown, string]>([
    ['a string', TEXT, TEXT],
    ['an empty string', '', ''],
    ['a number', 7, '7'],
    ['an ArrayBuffer', bytes.slice().buffer, TEXT],
    ['a Uint8Array', bytes.slice(), TEXT],
    ['a Uint8Array of a part of a buffer', within((...part) => new Uint8Array(...part)), TEXT],
    ['a DataView of a part of a buffer', within((...part) => new DataView(...part)), TEXT],
    ['an Int8Array', new Int8Array(bytes.slice().buffer), TEXT],
    ['a Float64Array', new Float64Array(new TextEncoder().encode(padded).buffer), padded],
    ['a class of bytes that hides its properties', hiding, TEXT],
    ['bytes with a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, ...bytes]), TEXT],
    ['bytes of a list, after white space', new TextEncoder().encode('\n [1]'), '\n [1]'],
  ])('%s', ([, value, text]) => {
    expect(givenBody(value)).toMatchObject({ text })
    expect(givenBody(value)?.unread).toBeUndefined()
  })

  test('bytes are as they were when they were given', () => {
    const mine = bytes.slice()
    const given = givenBody(mine)
    mine.fill(0)
    expect(given?.text).toBe(TEXT)
    expect(given?.text).toBe(TEXT)
  })

  test('the fields of a form, as one object', () => {
    for (const made of [form(new FormData()), form(new URLSearchParams())]) {
      const given = givenBody(made)
      made.set('model', 'changed')
      expect(JSON.parse(given?.text ?? '')).toEqual(FIELDS)
    }
  })

  test('a form without its files', () => {
    const made = new FormData()
    made.append('model', 'm')
    made.append('file', new Blob(['{}']), 'a.json')
    expect(givenBody(made)?.text).toBe('{"model":"m"}')
  })

  test('a Blob later, as often as it is asked for', async () => {
    for (const blob of [new Blob([TEXT], { type: 'application/json' }), new File([bytes], 'a.json')]) {
      const given = givenBody(blob)
      expect(given?.text).toBeUndefined()
      expect(given?.blob).toMatchObject({ size: bytes.length, type: blob.type })
      expect(await given?.blob?.read()).toBe(TEXT)
      expect(await blob.text()).toBe(TEXT)
    }
  })
})

describe('what is not read', () => {
  test.for<[string, unknown, Unread]>([
    ['a stream', new ReadableStream(), 'stream'],
    ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 'not_text'],
    ['bytes of a word', new TextEncoder().encode('word'), 'not_text'],
    ['no bytes', new ArrayBuffer(0), 'not_text'],
    ['an object that its toString() makes a text', { toString: () => TEXT }, 'unknown'],
    ['a String object', Object(TEXT), 'unknown'],
    ['an object that calls itself a Blob', { [Symbol.toStringTag]: 'Blob' }, 'unknown'],
    ['an object that calls itself a form', { [Symbol.toStringTag]: 'FormData' }, 'unknown'],
    ['an object that calls itself a buffer', { [Symbol.toStringTag]: 'ArrayBuffer' }, 'unknown'],
  ])('%s', ([, value, unread]) => {
    expect(givenBody(value)).toMatchObject({ text: undefined, unread })
  })

  test('more bytes than are kept', () => {
    const many = new Uint8Array(MAX_BODY_BYTES + 1).fill(0x20)
    many[0] = 0x7b
    expect(givenBody(many)).toMatchObject({ text: undefined, unread: 'too_large' })
    expect(givenBody(many.subarray(0, MAX_BODY_BYTES))?.text).toHaveLength(MAX_BODY_BYTES)
  })

  test('a stream is not touched', () => {
    const stream = new Response('x').body
    expect(givenBody(stream)?.unread).toBe('stream')
    expect(stream?.locked).toBe(false)
  })

  test.for([undefined, null])('%s is no body', (value) => {
    expect(givenBody(value)).toBeUndefined()
  })
})
