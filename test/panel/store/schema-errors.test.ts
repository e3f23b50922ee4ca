import { expect, test } from 'vitest'
import { argumentsOf, schemaOf } from '../../../panel/store/schema-check.ts'
import { schemaErrors } from '../../../panel/store/schema-errors.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    query: { type: 'string' },
    list: { type: 'array', items: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } },
  },
  required: ['query'],
  additionalProperties: false,
}

test('arguments that fit have no errors', () => {
  expect(schemaErrors(SCHEMA, { query: 'q', list: [{ n: 1 }] })).toEqual({ errors: [], more: 0 })
})

test('only the deepest errors are told, with their places', () => {
  const verdict = schemaErrors(SCHEMA, { list: [{ n: 'x' }, {}], extra: 1 })
  expect('errors' in verdict && verdict.errors).toEqual([
    { place: '', words: 'Instance does not have required property "query".' },
    { place: '/list/0/n', words: 'Instance type "string" is invalid. Expected "number".' },
    { place: '/list/1', words: 'Instance does not have required property "n".' },
    { place: '/extra', words: 'The schema does not allow it.' },
  ])
})

test('of many errors the first are told, and how many there are', () => {
  const verdict = schemaErrors(SCHEMA, { query: 'q', list: Array.from({ length: 50 }, () => ({})) })
  expect(verdict).toMatchObject({ errors: { length: 20 }, more: 30 })
})

test('a schema that cannot be used says why, and types in capitals are read', () => {
  expect(schemaErrors({ $ref: 'https://elsewhere.example/schema' }, {})).toEqual({
    unusable: 'Unresolved $ref "https://elsewhere.example/schema".',
  })
  expect(schemaErrors([], {})).toEqual({ unusable: 'it is no object' })
  expect(schemaErrors({ type: 'OBJECT', properties: { a: { type: 'STRING' } } }, { a: 'x' })).toEqual({ errors: [], more: 0 })
})

test('what was cut is not checked, and numbers are those of the text', () => {
  const tool = { type: 'function', name: 'f', parameters: SCHEMA }
  expect(schemaOf(tool)).toBe(SCHEMA)
  expect(schemaOf({ ...tool, truncated_characters: 5 })).toBeUndefined()
  const call = { type: 'tool_call', arguments: { n: '12345678901234567890' }, arguments_text: '{"n": 12345678901234567890}' }
  expect(argumentsOf(call)).toEqual({ n: 12345678901234567890 })
  expect(argumentsOf({ ...call, truncated_characters: 5 })).toBeUndefined()
  expect(argumentsOf({ type: 'tool_call', arguments: 'no JSON' })).toBeUndefined()
})
