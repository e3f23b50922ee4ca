import { expect, test } from 'vitest'
import { conventionsOf, tierOf } from '../../../panel/trace/attribute-tier.ts'

test.each([
  ['error.type', 'stable'],
  ['server.address', 'stable'],
  ['gen_ai.request.model', 'development'],
  ['gen_ai.prompt.variable.city', 'development'],
  ['mcp.method.name', 'development'],
  ['gen_ai.system', 'earlier'],
  ['genai_devtools.end', 'ours'],
  ['gen_ai.invented', 'unknown'],
  ['my.own', undefined],
])('%s is %s', (name, word) => {
  expect(tierOf(name)?.word).toBe(word)
})

test('an earlier name says what it is called now', () => {
  expect(tierOf('gen_ai.usage.prompt_tokens')?.words).toContain('gen_ai.usage.input_tokens')
})

test.each([
  [{ 'gen_ai.system': 'openai' }, undefined, ['OpenTelemetry GenAI 1.26 to 1.36']],
  [{ 'gen_ai.provider.name': 'openai' }, undefined, ['OpenTelemetry GenAI 1.37 or later']],
  [{ 'gen_ai.provider.name': 'a', 'gen_ai.usage.cache_creation.input_tokens': 1 }, undefined, ['OpenTelemetry GenAI 1.40 to 1.41']],
  [
    { 'gen_ai.provider.name': 'a', 'gen_ai.usage.cache_write.input_tokens': 1 },
    undefined,
    ['OpenTelemetry GenAI after 1.41, in development'],
  ],
  [{ 'gen_ai.provider.name': 'a' }, '@genai-devtools/web', [expect.stringMatching(/^OpenTelemetry GenAI at [\da-f]{8}, in development$/)]],
  [{ 'ai.operationId': 'ai.generateText', 'gen_ai.system': 'openai' }, 'ai', ['OpenTelemetry GenAI 1.26 to 1.36', 'Vercel AI SDK']],
  [{ 'llm.model_name': 'm' }, undefined, ['OpenInference']],
  [{ 'my.own': 1 }, undefined, []],
])('conventions of a span are told by its names: %j', (attributes, scope, expected) => {
  expect(conventionsOf(attributes, scope)).toEqual(expected)
})
