/** docs/api.md says what the package's entries export. `GENAI_UPDATE=1` writes it, otherwise it is compared. */
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readEntries, referenceOf } from '../support/api-reference.ts'

const FILE = new URL('../../docs/api.md', import.meta.url)
const entries = readEntries()
const exported = entries.flatMap(({ specifier, exports }) => exports.map((item) => ({ ...item, specifier })))

test('finds the entries, and what they export', () => {
  expect(entries).toHaveLength(8)
  expect(entries.filter(({ doc, exports }) => doc === '' || exports.length === 0)).toEqual([])
  expect(exported.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['register', 'Options', 'StackContextManager', 'otlpProcessor', 'handle']),
  )
})

test('every export has a docstring', () => {
  expect(exported.filter(({ doc }) => doc === '').map(({ specifier, name }) => `${specifier}: ${name}`)).toEqual([])
})

test('every field of an exported interface has one', () => {
  const bare = exported.flatMap(({ name, code }) => {
    if (!code.startsWith('interface')) return []
    const lines = code.split('\n')
    const isBare = (line: string, at: number): boolean => /^ {2}\w/.test(line) && lines[at - 1]?.endsWith('*/') !== true
    return lines.filter(isBare).map((line) => `${name}: ${line.trim()}`)
  })
  expect(bare).toEqual([])
})

test('docs/api.md is what the declarations say', () => {
  const reference = referenceOf(entries)
  if (process.env['GENAI_UPDATE']) writeFileSync(FILE, reference)
  expect(readFileSync(FILE, 'utf8')).toBe(reference)
})
