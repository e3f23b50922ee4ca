import { expect, test } from 'vitest'
import type { JsonValue } from '../../../sdk/protocol/records.ts'
import { toDraft07 } from '../../../sdk/provider/read/draft-07.ts'
import { recognise } from '../../support/dialects.ts'

const REST = { description: 'Where.', enum: ['OBJECT', 'STRING'], format: 'enum', example: { type: 'STRING' }, default: 'OBJECT' }

test.each<readonly [string, JsonValue, JsonValue]>([
  [
    'types in capitals',
    { type: 'OBJECT', properties: { a: { type: 'STRING' }, b: { type: 'INTEGER' } } },
    { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } },
  ],
  [
    'all of them',
    { anyOf: ['NUMBER', 'BOOLEAN', 'ARRAY', 'NULL'].map((type) => ({ type })) },
    { anyOf: ['number', 'boolean', 'array', 'null'].map((type) => ({ type })) },
  ],
  ['lists of types', { type: ['STRING', 'NULL'] }, { type: ['string', 'null'] }],
  [
    'items of items',
    { type: 'ARRAY', items: { type: 'ARRAY', items: { type: 'NUMBER' } } },
    { type: 'array', items: { type: 'array', items: { type: 'number' } } },
  ],
  [
    'a property called type',
    { type: 'OBJECT', properties: { type: { type: 'STRING' }, properties: { type: 'OBJECT' } } },
    { type: 'object', properties: { type: { type: 'string' }, properties: { type: 'object' } } },
  ],
  ['no type at all', { type: 'TYPE_UNSPECIFIED', title: 'x' }, { title: 'x' }],
  [
    'counts as text',
    { type: 'ARRAY', minItems: '1', maxItems: '20', items: { type: 'STRING', minLength: '2' } },
    { type: 'array', minItems: 1, maxItems: 20, items: { type: 'string', minLength: 2 } },
  ],
  [
    'names in snake_case',
    { any_of: [{ type: 'STRING' }], max_items: '3', property_ordering: ['a'] },
    { anyOf: [{ type: 'string' }], maxItems: 3, propertyOrdering: ['a'] },
  ],
  ['words that are no types', { type: 'STRING', ...REST }, { type: 'string', ...REST }],
  [
    'draft-07 already',
    { type: 'object', properties: { a: { type: ['string', 'null'], minLength: 1 } }, required: ['a'], additionalProperties: false },
    { type: 'object', properties: { a: { type: ['string', 'null'], minLength: 1 } }, required: ['a'], additionalProperties: false },
  ],
  ['no schema', 'OBJECT', 'OBJECT'],
])('%s', (_, given, expected) => expect(toDraft07(given)).toEqual(expected))

test('a schema without end is followed to a depth', () => {
  let schema: JsonValue = { type: 'STRING' }
  for (let depth = 0; depth < 5_000; depth++) schema = { items: schema }
  expect(() => toDraft07(schema)).not.toThrow()
})

test.each<readonly [string, string, JsonValue]>([
  [
    'Gemini',
    'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent',
    { contents: [], tools: [{ functionDeclarations: [{ name: 'f', parameters: { type: 'OBJECT' } }] }] },
  ],
  [
    'Gemini, snake_case',
    'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent',
    { contents: [], tools: [{ function_declarations: [{ name: 'f', parameters: { type: 'OBJECT' } }] }] },
  ],
  [
    'Chat Completions',
    'https://api.openai.com/v1/chat/completions',
    { model: 'm', messages: [], tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'OBJECT' } } }] },
  ],
])('tools of %s', (_, url, body) => {
  const shape = { method: 'POST', url: new URL(url), body }
  expect(recognise(shape)?.readRequest(shape).toolDefinitions).toEqual([{ type: 'function', name: 'f', parameters: { type: 'object' } }])
})
