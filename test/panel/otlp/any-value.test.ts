/** Numbers in OTLP's JSON: what the conventions type as double is one in our files, also where it happens to be whole. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { fromKeyValues, toKeyValues } from '../../../panel/otlp/any-value.ts'
import { DOUBLES } from '../../../sdk/double-names.ts'
import { requirement } from '../../support/require.ts'

const shared = fileURLToPath(new URL('../../../../shared/reference/semconv-model', import.meta.url))
const model = process.env['GENAI_SEMCONV'] ?? process.env['GENAI_SEMCONV_MODEL'] ?? shared

test.each([
  ['gen_ai.request.temperature', 1],
  ['gen_ai.request.top_p', 0],
  ['gen_ai.response.time_to_first_chunk', 2],
  ['gen_ai.evaluation.score.value', -1],
  ['genai_devtools.usage.cost', 0],
  ['genai_devtools.provider.total_time', 3],
  ['genai_devtools.first_chunk.offset', 12],
])('%s is a double, also %d', (key, value) => {
  expect(toKeyValues({ [key]: value })).toEqual([{ key, value: { doubleValue: value } }])
  expect(fromKeyValues(JSON.parse(JSON.stringify(toKeyValues({ [key]: value }))))).toEqual({ [key]: value })
})

test('of a list each is one', () => {
  expect(toKeyValues({ 'genai_devtools.chunks.offsets': [1, 2.5] })).toEqual([
    { key: 'genai_devtools.chunks.offsets', value: { arrayValue: { values: [{ doubleValue: 1 }, { doubleValue: 2.5 }] } } },
  ])
})

test.each([
  ['gen_ai.request.seed', 7, { intValue: '7' }],
  ['gen_ai.usage.input_tokens', 0, { intValue: '0' }],
  ['genai_devtools.usage.total_tokens', 9, { intValue: '9' }],
  ['of.someone.else', 1, { intValue: '1' }],
  ['of.someone.else', 1.5, { doubleValue: 1.5 }],
])('%s keeps its own type: %d', (key, value, expected) => {
  expect(toKeyValues({ [key]: value })).toEqual([{ key, value: expected }])
})

describe('the list of doubles', () => {
  test.skipIf(requirement('semconv', existsSync(model), `no model of the conventions at ${model}`))('has every one of the model’s', () => {
    const files = readdirSync(model, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith('.yaml'))
    const text = files.map((file) => readFileSync(join(model, file), 'utf8')).join('\n')
    const doubles = [...text.matchAll(/^ +- key: (\S+)\n +type: double$/gm)].map(([, name = '']) => name)
    expect(doubles.length).toBeGreaterThan(3)
    expect(doubles.filter((name) => !DOUBLES.has(name))).toEqual([])
  })
})
