import { readFileSync } from 'node:fs'
import { calcPrice, findProvider } from '@pydantic/genai-prices'
import { expect, test } from 'vitest'
import { PRICE_PROVIDERS } from '../../../panel/cost/providers.ts'
import { sourcesIn } from '../../support/sources.ts'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const all = (text: string, pattern: RegExp): readonly string[] => [...text.matchAll(pattern)].map(([, name = '']) => name)

/** By hosts, by wires, and what the conventions list. */
const EMITTED: ReadonlySet<string> = new Set([
  ...all(read('sdk/provider/read/provider-name.ts'), /^ {2}\['[^']+', '([^']+)'\],$/gm),
  ...all(read('sdk/provider/read/provider-name.ts'), /(?:return|\?|:) '([a-z._]+)'/g),
  ...sourcesIn('sdk').flatMap(({ path, text }) => (path.endsWith('/wires.ts') ? all(text, /defaultProvider: '([^']+)'/g) : [])),
  ...all(/type GenAiProviderName =([^]*?)\n\n/.exec(read('sdk/semconv.ts'))?.[1] ?? '', /'([^']+)'/g),
])

test('each name that the SDK gives to a provider stands in the table', () => {
  expect(EMITTED.size).toBeGreaterThan(20)
  expect([...EMITTED]).toEqual(expect.arrayContaining(['openai', 'azure.ai.inference', 'aws.bedrock', 'ollama', 'a2a', 'moonshot_ai']))
  expect([...EMITTED].filter((name) => !PRICE_PROVIDERS.has(name))).toEqual([])
})

test('each name in the table is one of the list itself, so that none is found by likeness', () => {
  const names = [...PRICE_PROVIDERS.values()].filter((name) => name !== null)
  expect(names.filter((name) => findProvider({ providerId: name })?.id !== name)).toEqual([])
})

// Against the table it is a guess: `calcPrice` takes a provider that is like the name.
test('a name that is not in the table is not asked for', () => {
  expect(calcPrice({}, 'gpt-5', { providerId: 'my-openai-gateway' })?.provider.id).toBe('openai')
  expect(PRICE_PROVIDERS.has('my-openai-gateway')).toBe(false)
})
