import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { MAX_READ_CHARACTERS } from '../../../sdk/provider/read/json-text.ts'
import { toolCallPart, toolResponsePart } from '../../../sdk/provider/read/parts.ts'

describe('arguments and results', () => {
  test.each<readonly [string, JsonValue, string?]>([
    ['{"a":1}', { a: 1 }],
    [' [1, 2] ', [1, 2]],
    ['{"a": 1.0}', { a: 1 }, '{"a": 1.0}'],
    ['{"a":1,"a":2}', { a: 2 }, '{"a":1,"a":2}'],
    ['{"a":-0}', { a: -0 }, '{"a":-0}'],
    ['{"a":1e400}', { a: '1e400' }, '{"a":1e400}'],
    ['{"b":1,"1":2}', { '1': 2, b: 1 }, '{"b":1,"1":2}'],
    ['{"a":9007199254740993}', { a: '9007199254740993' }, '{"a":9007199254740993}'],
    // Plain text, though JSON.
    ['42', '42'],
    ['1.0', '1.0'],
    ['12345678901234567890', '12345678901234567890'],
    ['null', 'null'],
    ['"quoted"', '"quoted"'],
    ['true', 'true'],
    // No JSON.
    ['{"a":', '{"a":'],
    ['{a:1}', '{a:1}'],
    ['done', 'done'],
  ])('%s', (text, value, beside) => {
    expect(toolCallPart('c', 'f', text)).toEqual({
      type: 'tool_call',
      id: 'c',
      name: 'f',
      arguments: value,
      ...(beside !== undefined && { arguments_text: beside }),
    })
    expect(toolResponsePart('c', text)).toEqual({
      type: 'tool_call_response',
      id: 'c',
      response: value,
      ...(beside !== undefined && { response_text: beside }),
    })
  })

  test('a tool that returned nothing has the empty text, not null', () => {
    expect(toolResponsePart('c', undefined)).toEqual({ type: 'tool_call_response', id: 'c', response: '' })
    expect(toolResponsePart('c', null)).toEqual({ type: 'tool_call_response', id: 'c', response: '' })
  })

  test('of empty arguments there are none', () => expect(toolCallPart('c', 'f', ' ')).toEqual({ type: 'tool_call', id: 'c', name: 'f' }))

  test('a long result stays the text that it was; long arguments are read, and have no text beside them', () => {
    const text = JSON.stringify({ n: '#', words: 'x'.repeat(MAX_READ_CHARACTERS) }).replace('"#"', '1.0')
    expect(toolResponsePart('c', text)['response']).toBe(text)
    const part = toolCallPart('c', 'f', text)
    expect(part['arguments']).toMatchObject({ n: 1 })
    expect(part).not.toHaveProperty('arguments_text')
  })
})
