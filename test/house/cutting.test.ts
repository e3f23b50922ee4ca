/** Texts are cut by `headOf` and `tailOf` of the protocol alone: `slice` knows nothing of characters that are two of its units, or ten. */
import { expect, test } from 'vitest'
import { sourcesIn } from '../support/sources.ts'

/** A beginning of a fixed length, or an end: what only a limit is cut by. A place that was found in the text is a number of lower case. */
const CUT = /[\w.)\]?!]+\.(?:slice|substring|substr)\(\s*(?:0\s*,\s*(?:[A-Z][A-Z_\d]*|\d[\d_]*)|-(?:[A-Z][A-Z_\d]*|\d[\d_]*))\s*\)/g

/** What is no text that anybody sees. */
const ALLOWED: { readonly [cut: string]: string } = {
  'top.slice(0, MAX_ALTERNATIVES)': 'a list',
  'keys.slice(0, 5)': 'a list',
  'list.slice(0, FRACTIONS)': 'a list',
  'entries.slice(0, PREVIEW_ENTRIES)': 'a list',
  'lines.slice(0, CONTEXT)': 'a list',
  'deepest.slice(0, MAX_ERRORS)': 'a list',
  'values.slice(0, MAX_VALUES)': 'a list',
  'shares.slice(0, MOST_SHOWN)': 'a list',
  'url).slice(-5)': 'a list',
  'guessed].slice(0, MOST)': 'a list',
  'hold].slice(0, MOST)': 'a list',
  'nano.slice(-6)': 'digits',
  'chunks).slice(0, MAX_ANSWER_BYTES)': 'bytes',
  'file.slice(0, 2)': 'bytes',
  'blob.slice(0, 1)': 'bytes',
  ').slice(0, 19)': 'a date',
  'text.slice(0, TELLING_CHARACTERS)': 'looked at, and never shown',
  'text.slice(0, MAX_PROBE_BYTES)': 'looked at, and never shown',
  'body).slice(0, MAX_CHARACTERS)': 'looked at, and never shown',
  'text.slice(-8)': 'looked at, and never shown',
  'text.slice(-64)': 'looked at, and never shown',
  'interrupt).slice(0, 1_000)': 'a key, compared and never shown',
}

const cutsIn = (text: string): readonly string[] => [...text.matchAll(CUT)].map(([cut]) => cut)
const sources = sourcesIn('sdk', 'src', 'panel').filter(({ path }) => !path.startsWith('panel/dev/'))

test('texts are cut by one function', () => {
  const cuts = sources.flatMap(({ path, text }) => cutsIn(text).map((cut) => ({ path, cut })))
  expect(cuts.filter(({ cut }) => !Object.keys(ALLOWED).some((allowed) => cut.endsWith(allowed)))).toEqual([])
  // So that it is seen to find anything.
  expect(cuts.length).toBeGreaterThan(3)
})

test.each([
  'name.slice(0, 40)',
  'error.message.substring(0, MAX_MESSAGE)',
  'textOf(part).slice(0, 1_000)',
  "list[0].join(' ').slice(-LIMIT)",
])('would see %s', (text) => expect(cutsIn(text)).toHaveLength(1))

test.each(['name.slice(0, end)', 'name.slice(1)', 'path.at(-2)', 'pieces.slice(from, to)'])('leaves %s alone', (text) =>
  expect(cutsIn(text)).toEqual([]),
)
