/** Every name of the conventions stands once, in sdk/semconv.ts, which is generated from their model: a name that they change is changed there. */
import { expect, test } from 'vitest'
import * as semconv from '../../sdk/semconv.ts'
import { codeOf, sourcesIn } from '../support/sources.ts'

/** A quoted name, or the beginning of one; no pattern, and no sentence that has one in it. */
const QUOTED = /(['"`])(gen_ai\.[\w.]*)(?:\1|\$\{)/g

/** Names that the conventions had before and producers still write, beside the current ones that they mean. */
const EARLIER = 'panel/trace/attributes.ts'

const current: ReadonlySet<unknown> = new Set(Object.values(semconv))
const namesIn = (text: string): readonly string[] => [...codeOf(text).matchAll(QUOTED)].map(([, , name = '']) => name)
const written = sourcesIn('sdk', 'src', 'panel')
  .filter(({ path }) => path !== 'sdk/semconv.ts')
  .flatMap(({ path, text }) => namesIn(text).map((name) => ({ path, name })))

test('are written as text in one file only', () => {
  expect(written.filter(({ name, path }) => current.has(name) || path !== EARLIER)).toEqual([])
})

test('what they were called before is known', () => {
  expect(written.length).toBeGreaterThan(10)
})

test.each([
  ["put('gen_ai.request.model', 1)", 'gen_ai.request.model'],
  ['const a = { "gen_ai.request.model": 1 }', 'gen_ai.request.model'],
  ['`gen_ai.prompt.variable.${name}`', 'gen_ai.prompt.variable.'],
])('would see %s', (text, name) => {
  expect(namesIn(text)).toEqual([name])
})
