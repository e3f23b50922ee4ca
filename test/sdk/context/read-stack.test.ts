import { expect, test } from 'vitest'
import { findFrame, functionNameOf, MAX_FRAMES } from '../../../sdk/context/read-stack.ts'

test.each([
  ['    at genai:ctx:ab:1 (http://x/a.js:1:2)', 'genai:ctx:ab:1'],
  ['    at async genai:ctx:ab:1 (http://x/a.js:1:2)', 'genai:ctx:ab:1'],
  ['    at async Object.genai:ctx:ab:1 [as f] (http://x/a.js:1:2)', 'genai:ctx:ab:1'],
  ['    at new Thing (http://x/a.js:1:2)', 'Thing'],
  ['    at async Promise.all (index 0)', 'all'],
  ['async*genai:ctx:ab:1@http://x/a.js:1:2', 'genai:ctx:ab:1'],
  ['genai:ctx:ab:1@http://x/a.js:1:2', 'genai:ctx:ab:1'],
])('the name in %j', (line, name) => expect(functionNameOf(line)).toBe(name))

test.each([
  'Error: genai:ctx:ab:1',
  '    at http://x/genai:ctx:ab:1:1:2',
  '    at async http://x/?genai:ctx:ab:1 :1:2',
  '@http://x/genai:ctx:ab:1:1:2',
  '',
])('a message or an address is no evidence: %j', (line) => expect(functionNameOf(line)).not.toContain('genai:ctx'))

const look = (): string | undefined => findFrame((name) => (/^(outer|inner|bottom)$/.test(name) ? name : undefined))

test('the innermost match wins, and an awaiting function counts', async () => {
  async function inner(): Promise<string | undefined> {
    await Promise.resolve()
    return look()
  }
  async function outer(): Promise<(string | undefined)[]> {
    const first = await inner()
    return [first, look()]
  }
  expect(await outer()).toEqual(['inner', 'outer'])
  expect(findFrame((name) => (name === 'absent' ? name : undefined))).toBeUndefined()
})

test('deeper than the limit gives no answer', () => {
  const descend = (depth: number): string | undefined => (depth > 0 ? descend(depth - 1) : look())
  const bottom = (depth: number): string | undefined => descend(depth)
  expect(bottom(MAX_FRAMES / 2)).toBe('bottom')
  expect(bottom(MAX_FRAMES)).toBeUndefined()
})

test('a match that throws is no answer, and the settings are put back', () => {
  const { stackTraceLimit, prepareStackTrace } = Error
  const answer = findFrame(() => {
    throw new Error('odd')
  })
  expect(answer).toBeUndefined()
  expect([Error.stackTraceLimit, Error.prepareStackTrace]).toEqual([stackTraceLimit, prepareStackTrace])
})
