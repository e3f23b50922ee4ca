import { describe, expect, test } from 'vitest'
import { createDataStreamParser } from '../../../sdk/parser/data-stream.ts'
import type { ParserError } from '../../../sdk/parser/parser.ts'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { splits } from '../../wire/chunkings.ts'

function parse(chunks: readonly Uint8Array[], maxCharacters?: number) {
  const values: [string, JsonValue][] = []
  const errors: ParserError[] = []
  const parser = createDataStreamParser({
    onValue: (value, code) => values.push([code, value]),
    onError: (error) => errors.push(error),
    ...(maxCharacters !== undefined && { maxCharacters }),
  })
  for (const chunk of chunks) parser.feed(chunk)
  parser.flush()
  return { values, errors }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('a data stream', () => {
  const body = bytes('f:{"messageId":"m"}\n0:"Hi: 🐦\\n"\r\n\n2:[1,null]\nd:{"finishReason":"stop"}')

  test('is read, cut anywhere', () => {
    for (const chunks of splits(body)) {
      expect(parse(chunks)).toEqual({
        values: [
          ['f', { messageId: 'm' }],
          ['0', 'Hi: 🐦\n'],
          ['2', [1, null]],
          ['d', { finishReason: 'stop' }],
        ],
        errors: [],
      })
    }
  })

  test('with a line that is none goes on after it', () => {
    expect(parse([bytes('0:"a"\nHello\n0:x\n0:"b"\n')])).toEqual({
      values: [
        ['0', 'a'],
        ['0', 'b'],
      ],
      errors: [
        { kind: 'invalid_json', excerpt: 'Hello' },
        { kind: 'invalid_json', excerpt: '0:x' },
      ],
    })
  })

  test('cut off in a line says so', () => {
    expect(parse([bytes('0:"a"\n0:"b')])).toEqual({ values: [['0', 'a']], errors: [{ kind: 'truncated', excerpt: '0:"b' }] })
  })

  test('drops a line beyond its limit, told once, and reads the next', () => {
    const long = `0:"${'x'.repeat(100)}"\n`
    const { values, errors } = parse([bytes(long.slice(0, 60)), bytes(long.slice(60)), bytes('0:"b"\n')], 50)
    expect(values).toEqual([['0', 'b']])
    expect(errors).toEqual([{ kind: 'overflow', excerpt: '' }])
  })
})
