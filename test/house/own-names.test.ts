/** Every `genai_devtools.*` name stands once, in sdk/own-names.ts: the SDK, the panel and its files cannot spell one in two ways. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as ownNames from '../../sdk/own-names.ts'
import { codeOf, sourcesIn } from '../support/sources.ts'

/** A quoted name, and no sentence that has one in it. */
const QUOTED = /(['"`])(genai_devtools\.[\w.]+)\1/g

const HOME = 'sdk/own-names.ts'
const sources = sourcesIn('sdk', 'src', 'panel')
const namesIn = (text: string): readonly string[] => [...codeOf(text).matchAll(QUOTED)].map(([, , name = '']) => name)

test('are written as text in one file only', () => {
  const elsewhere = sources.filter(({ path }) => path !== HOME).flatMap(({ path, text }) => namesIn(text).map((name) => `${path}: ${name}`))
  expect(elsewhere).toEqual([])
})

test('stand there once each', () => {
  const text = sources.find(({ path }) => path === HOME)?.text ?? ''
  const written = namesIn(text)
  expect(written.length).toBeGreaterThan(20)
  const names = Object.values(ownNames).filter((value) => typeof value === 'string')
  expect(written.toSorted()).toEqual([...new Set(names)].toSorted())
})

test.each([["put('genai_devtools.end', 1)"], ['const a = { "genai_devtools.end": 1 }'], ['`genai_devtools.end`']])(
  'would see %s',
  (text) => {
    expect(namesIn(text)).toEqual(['genai_devtools.end'])
  },
)

test('are all explained in docs/attributes.md, and nothing else is', () => {
  const text = readFileSync(new URL('../../docs/attributes.md', import.meta.url), 'utf8')
  const explained = [...text.matchAll(/^\| (`genai_devtools\..*?`) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(', ').map((name) => name.slice(1, -1)),
  )
  const names = Object.values(ownNames).filter((value) => typeof value === 'string')
  expect(explained.toSorted()).toEqual(names.toSorted())
})
