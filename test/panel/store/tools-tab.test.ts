import { expect, test } from 'vitest'
import { choicePoint } from '../../../panel/store/choice-point.ts'
import { schemaRows } from '../../../panel/store/schema-rows.ts'

test('a schema is a row a property, those of objects and lists within it below', () => {
  const schema = {
    type: 'object',
    required: ['query'],
    properties: {
      query: { type: 'string', description: 'What to look for', minLength: 1 },
      mode: { enum: ['fast', 'deep'] },
      filters: { type: 'array', items: { type: 'object', properties: { field: { type: ['string', 'null'] } } } },
      either: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'number' } }] },
    },
  }
  const { rows, isCut } = schemaRows(schema)
  expect(isCut).toBe(false)
  expect(rows.map(({ depth, name, type, isRequired, limits }) => [depth, name, type, isRequired, limits])).toEqual([
    [0, 'query', 'string', true, 'minLength 1'],
    [0, 'mode', '"fast" | "deep"', false, ''],
    [0, 'filters', 'array of object', false, ''],
    [1, 'field', 'string | null', false, ''],
    [0, 'either', 'string | array of number', false, ''],
  ])
})

test('a schema that is none, too deep or too long gives what it can', () => {
  expect(schemaRows('no schema')).toEqual({ rows: [], isCut: false })
  expect(schemaRows({ properties: { a: 'no object', b: null } }).rows.map(({ type }) => type)).toEqual(['any', 'any'])
  let deep = {}
  for (let at = 0; at < 5000; at++) deep = { type: 'object', properties: { a: deep } }
  expect(schemaRows(deep).isCut).toBe(true)
  const long = { properties: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`p${at}`, {}])) }
  expect(schemaRows(long)).toMatchObject({ rows: { length: 200 }, isCut: true })
})

test('the point of choice is the first token behind the words of an answer that calls a tool', () => {
  const tokens = ['Let', ' me', ' look.', '{"', 'q'].map((token) => ({ token, logprob: -0.1 }))
  const words = { type: 'text', content: 'Let me look.' }
  const call = { type: 'tool_call', name: 'f' }
  const message = (parts: readonly (typeof words | typeof call)[]) => ({ role: 'assistant', parts, logprobs: tokens })
  expect(choicePoint(message([words, call]))?.token).toBe('{"')
  expect(choicePoint(message([call]))?.token).toBe('Let')
  expect(choicePoint(message([words]))?.token).toBe('Let')
  expect(choicePoint({ role: 'assistant', parts: [words, call], logprobs: tokens.slice(0, 3) })?.token).toBe('Let')
  expect(choicePoint({ role: 'assistant', parts: [words] })).toBeUndefined()
})
