/** A line of filters → terms, and what is wrong with it. Nothing throws: what is no filter is a word that is looked for. */
import { FILTER_KEYS } from './filter-keys.ts'
import type { NumberKey, TextKey } from './filter-keys.ts'
import { readNumber } from './filter-numbers.ts'
import { testOf } from './filter-pattern.ts'
import { splitFilter } from './filter-split.ts'
import type { Piece, Word } from './filter-split.ts'
import type { Comparison, Filter, Pattern, Term } from './filter.ts'

export function parseFilter(text: string): Filter {
  const terms: Term[] = []
  const problems: string[] = []
  for (const word of splitFilter(text)) {
    const { term, problem } = readWord(word, text.slice(word.from, word.to))
    if (term !== undefined) terms.push(term)
    if (problem !== undefined) problems.push(problem)
  }
  return { terms, problems }
}

interface Read {
  readonly term?: Term
  readonly problem?: string
}

/** What is still being typed (`-`, `model:`, `tokens>`) filters nothing yet. */
function readWord(word: Word, written: string): Read {
  const { key: name, sign, not, pieces } = word
  if (name === undefined || sign === undefined) return written === '-' ? {} : readText(undefined, not, pieces)
  const key = FILTER_KEYS.get(name)
  const literal: Term = { type: 'text', key: undefined, not, patterns: [{ type: 'part', text: not ? written.slice(1) : written }] }
  // `a=b` is a word like any other.
  if (key === undefined) return sign === '=' ? { term: literal } : { term: literal, problem: `no such filter: ${name}${sign}` }
  if (key.type === 'number') return readComparison(name, key, word)
  if (sign !== ':') return { term: literal, problem: `${name} is followed by a colon: ${name}:${key.example}` }
  return pieces.length === 0 ? {} : readText({ name, key }, not, pieces)
}

function readText(of: { readonly name: string; readonly key: TextKey } | undefined, not: boolean, pieces: readonly Piece[]): Read {
  const patterns: Pattern[] = []
  const problems: string[] = []
  for (const piece of pieces) {
    const pattern = patternOf(piece, of !== undefined)
    const problem = typeof pattern === 'string' ? pattern : of?.key.problemOf?.(pattern)
    if (problem !== undefined) problems.push(problem)
    if (typeof pattern !== 'string') patterns.push(pattern)
  }
  return {
    ...(patterns.length > 0 && { term: { type: 'text', key: of?.name, not, patterns } as const }),
    ...(problems.length > 0 && { problem: problems.join(' · ') }),
  }
}

/** A text: what is wrong with it. Values in quotes are the whole of what is looked at, words in quotes are a part of it. */
function patternOf({ type, text, flags }: Piece, isValue: boolean): Pattern | string {
  if (type === 'quoted') return { type: isValue ? 'whole' : 'part', text }
  if (type === 'bare') return { type: isValue && text.includes('*') ? 'glob' : 'part', text }
  try {
    testOf([{ type: 'regex', text, flags }])
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  // Those two begin where the last match ended.
  return { type: 'regex', text, flags: flags.replaceAll(/[gy]/g, '') }
}

function readComparison(name: string, { unit, example }: NumberKey, { sign, not, pieces }: Word): Read {
  // A comma within a number parts its thousands.
  const written = pieces.map((piece) => piece.text).join('')
  const [, own = '', number = ''] = /^(>=|<=|>|<|=)?(.*)$/.exec(written) ?? []
  if (number === '') return {}
  const value = readNumber(number, unit)
  if (value === undefined) return { problem: `no number: ${written}, as in ${name}${example}` }
  const comparison = isComparison(own) ? own : sign === ':' || sign === undefined ? '=' : sign
  return { term: { type: 'number', key: name, not, comparison, value } }
}

const isComparison = (sign: string): sign is Comparison => sign !== ''
