/**
 * A file's text → the JSON documents in it: one, a list of them, one a line, or several one after another. What is no JSON is left out and told, and
 * the rest is read.
 */
import { own } from '../../sdk/protocol/fields.ts'
import { parseExact } from '../../sdk/parser/exact-json.ts'
import { headOf } from '../../sdk/protocol/cutting.ts'
import { isolated } from '../trace/isolate.ts'
import { findJsonError } from './json-error.ts'
import { salvage } from './salvage.ts'
import type { Skip } from '../otlp/scoped.ts'

export interface Root {
  readonly value: unknown
  /** Where it stands, of a file of lines. */
  readonly line?: number
}

export interface Documents {
  readonly roots: readonly Root[]
  /** The text was JSON, all of it. */
  readonly isWhole: boolean
}

/** A text with more lines that begin like a document and are none has no lines of documents. */
const MAX_FAILED_LINES = 10_000

/** What OTLP/JSON documents hold. */
const SIGNALS = ['resourceSpans', 'resourceLogs', 'resourceMetrics']

export const hasSignal = (value: unknown): boolean => SIGNALS.some((signal) => Array.isArray(own(value, signal)))

export function readDocuments(text: string, skip: Skip): Documents {
  const whole = parseJson(text)
  if (whole !== undefined) return { roots: rootsIn(whole.value), isWhole: true }
  return { roots: isOfLines(text) ? readLines(text, skip) : readPieces(text, skip), isWhole: false }
}

/** A list of documents is as good as one a line. */
function rootsIn(value: unknown): readonly Root[] {
  return Array.isArray(value) && value.some((item) => hasSignal(item)) ? value.map((item: unknown) => ({ value: item })) : [{ value }]
}

function isOfLines(text: string): boolean {
  let failed = 0
  for (const { line } of linesOf(text)) {
    if (!isObjectOrList(line)) continue
    const parsed = parseJson(line)
    if (hasSignal(parsed?.value)) return true
    if (parsed === undefined && ++failed > MAX_FAILED_LINES) return false
  }
  return false
}

/** Of a line that is no JSON what stands in it whole is read. */
function readLines(text: string, skip: Skip): readonly Root[] {
  const roots: Root[] = []
  for (const { line, number } of linesOf(text)) {
    const parsed = parseJson(line)
    if (parsed !== undefined) roots.push({ value: parsed.value, line: number })
    else {
      skip('lines that are no whole JSON', 1, () => `line ${number}: ${wordsOfError(line)}`)
      for (const value of salvage(line, parseJson, () => {})) if (hasSignal(value)) roots.push({ value, line: number })
    }
  }
  return roots
}

function readPieces(text: string, skip: Skip): readonly Root[] {
  const roots = salvage(text, parseJson, (offset, expected) => {
    skip('pieces that are no JSON', 1, () => placeOf(text, offset, expected))
  })
  return roots.map((value) => ({ value }))
}

/** One by one: all at once would be the whole file a second time. Spaces at both ends are gone, and a BOM is one. */
function* linesOf(text: string): Generator<{ readonly line: string; readonly number: number }> {
  let number = 1
  for (let start = 0; start < text.length; number++) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? text.length : end).trim()
    if (line !== '') yield { line, number }
    start = end < 0 ? text.length : end + 1
  }
}

/** Of millions of lines of something else none is parsed in vain. */
const isObjectOrList = (line: string): boolean => line.startsWith('{') || line.startsWith('[')

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: parseExact(text) }
  } catch {
    return undefined
  }
}

function wordsOfError(line: string): string {
  const error = findJsonError(line)
  if (error === undefined) return 'not readable'
  return `${error.isTruncated ? 'cut off' : wordsOfFault(line, error.offset, error.expected)}, at column ${error.column}`
}

function placeOf(text: string, offset: number, expected: string): string {
  const before = text.slice(0, offset)
  const place = `line ${before.split('\n').length}, column ${offset - before.lastIndexOf('\n')}`
  return `${place}: ${offset >= text.length ? 'cut off' : wordsOfFault(text, offset, expected)}`
}

/** `"x" where value should stand`. */
export function wordsOfFault(text: string, offset: number, expected: string): string {
  return `"${isolated(JSON.stringify(headOf(text.slice(offset, offset + 64), 12)).slice(1, -1))}" where ${expected} should stand`
}
