import { describe, expect, test } from 'vitest'
import { createJsonArrayParser, createJsonParser, parseJson } from '../../../sdk/parser/json.ts'
import type { Parser, ParserErrorKind } from '../../../sdk/parser/parser.ts'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { chunkings, splits } from '../../wire/chunkings.ts'

type Create = typeof createJsonParser

interface Read {
  readonly values: readonly JsonValue[]
  readonly errors: readonly ParserErrorKind[]
}

function start(create: Create, maxCharacters?: number): Read & { readonly parser: Parser } {
  const values: JsonValue[] = []
  const errors: ParserErrorKind[] = []
  const parser = create({
    onValue: (value) => values.push(value),
    onError: ({ kind }) => errors.push(kind),
    ...(maxCharacters !== undefined && { maxCharacters }),
  })
  return { parser, values, errors }
}

function read(create: Create, chunks: Iterable<Uint8Array>, maxCharacters?: number): Read {
  const { parser, values, errors } = start(create, maxCharacters)
  for (const chunk of chunks) parser.feed(chunk)
  parser.flush()
  return { values, errors }
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

const whole: readonly (readonly [name: string, body: string, values: readonly JsonValue[], errors: readonly ParserErrorKind[]])[] = [
  ['an object', '{"a":"ß€🦉"}', [{ a: 'ß€🦉' }], []],
  ['white space around', ' \r\n[1, 2]\n', [[1, 2]], []],
  ['null', 'null', [null], []],
  ['nothing', '  ', [], []],
  ['half an object', '{"a":', [], ['invalid_json']],
  ['a web page', '<!DOCTYPE html>', [], ['invalid_json']],
]

describe.each(whole)('whole body: %s', (_, body, values, errors) => {
  test('cut in two at every place', () => {
    for (const chunks of splits(bytesOf(body))) expect(read(createJsonParser, chunks)).toEqual({ values, errors })
  })
})

test('a whole body over the limit is told once and gives no value', () => {
  const body = bytesOf(JSON.stringify('x'.repeat(100)))
  for (const cut of Object.values(chunkings)) expect(read(createJsonParser, cut(body), 50)).toEqual({ values: [], errors: ['overflow'] })
})

const arrays: readonly (readonly [name: string, body: string, values: readonly JsonValue[], errors: readonly ParserErrorKind[]])[] = [
  ['objects', '[{"a":1},\n{"b":{"c":[2]}}\n]\n', [{ a: 1 }, { b: { c: [2] } }], []],
  ['brackets and quotes within strings', '[{"a":"}]\\"[{,"},{"b":"\\\\"}]', [{ a: '}]"[{,' }, { b: '\\' }], []],
  ['values that are no objects', '[1 , "a,b", [3], true,null ]', [1, 'a,b', [3], true, null], []],
  ['none', ' [ ] ', [], []],
  ['characters of two to four bytes', '[{"ß":"€🦉"}]', [{ ß: '€🦉' }], []],
  ['a body that ends early', '[{"a":1},{"b"', [{ a: 1 }], ['truncated']],
  ['an element that is no JSON', '[{"a":1},{b},{"c":1}]', [{ a: 1 }], ['invalid_json']],
  ['words between the elements', '[{"a":1} oops, {"b":1}]', [{ a: 1 }], ['invalid_json']],
  ['a bracket that closes nothing', '[}]', [], ['invalid_json']],
  ['something after the array', '[1] [2]', [1], ['invalid_json']],
  ['no array', 'oops', [], ['invalid_json']],
]

describe.each(arrays)('array: %s', (_, body, values, errors) => {
  test('cut in two at every place', () => {
    for (const chunks of splits(bytesOf(body))) expect(read(createJsonArrayParser, chunks)).toEqual({ values, errors })
  })

  test('byte by byte', () => {
    expect(read(createJsonArrayParser, chunkings['byte by byte']?.(bytesOf(body)) ?? [])).toEqual({ values, errors })
  })
})

test('an element is given out as soon as it closes', () => {
  const { parser, values } = start(createJsonArrayParser)
  parser.feed(bytesOf('[{"a":1'))
  expect(values).toEqual([])
  parser.feed(bytesOf('}'))
  expect(values).toEqual([{ a: 1 }])
})

test('an element over the limit is dropped and told, those after it are read', () => {
  const body = bytesOf(`[{"a":"${'x'.repeat(100)}"},{"b":1}]`)
  for (const cut of Object.values(chunkings)) {
    expect(read(createJsonArrayParser, cut(body), 50)).toEqual({ values: [{ b: 1 }], errors: ['overflow'] })
  }
})

test('parseJson tells null from no JSON', () => {
  expect(parseJson('null')).toBe(null)
  expect(parseJson('{')).toBe(undefined)
})
