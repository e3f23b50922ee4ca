/**
 * What can be read of a text that is no whole JSON: the groups and records of OTLP/JSON that stand in it whole. A span with a fault in it is left out
 * and the next one is read; where the text was cut off, everything before is there.
 *
 *     {"resourceSpans":[{"resource":{…},"scopeSpans":[{"scope":{…},"spans":[{…},{…},{"trac
 *      walked                           walked                     walked   each parsed by itself
 */

import { findJsonError } from './json-error.ts'

/** Told of each piece that is left out: where the fault is, from the text's start, and what should stand there. */
export type Fault = (offset: number, expected: string) => void

/** JSON of a piece; undefined for what is none. */
export type Parse = (text: string) => { readonly value: unknown } | undefined

/** Lists that are walked: whatever else is a value. */
const GROUPS: ReadonlySet<string> = new Set(['resourceSpans', 'scopeSpans', 'resourceLogs', 'scopeLogs'])
const RECORDS: ReadonlySet<string> = new Set(['spans', 'logRecords'])

/** Groups stand in groups no deeper than this. */
const MAX_GROUPS = 4
/** Of a text with more faults than this the rest is no trace. */
const MAX_FAULTS = 10_000

const SPACE = /[\s\uFEFF]*/y
const SCALAR = /[^\s,:[\]{}"]*/y
/** Where a walk may go on after a fault. */
const NEXT_FIELD = /[,}"]/g

/** The objects that stand in the text, one after another or in a list, each with the fields that could be read. */
export function salvage(text: string, parse: Parse, fault: Fault): readonly object[] {
  const walk = new Walk(text, parse, fault)
  return walk.roots()
}

class Walk {
  readonly #text: string
  readonly #parse: Parse
  readonly #tell: Fault
  #at = 0
  #depth = 0
  #faults = 0
  #isOver = false

  constructor(text: string, parse: Parse, fault: Fault) {
    this.#text = text
    this.#parse = parse
    this.#tell = fault
  }

  roots(): readonly object[] {
    const roots: object[] = []
    while (!this.#isOver) {
      const next = this.#text.indexOf('{', this.#at)
      if (next < 0) break
      this.#at = next
      const root = this.#object()
      if (Object.keys(root).length > 0) roots.push(root)
    }
    return roots
  }

  /** Begins at the brace, and ends after the one that belongs to it, or where the text does. */
  #object(): object {
    const fields: [string, unknown][] = []
    this.#at++
    for (let next = this.#next(); next !== '}' && !this.#isOver; next = this.#next()) {
      if (next === ',') this.#at++
      else if (next === '"') fields.push(...this.#field())
      else this.#lost('name or }')
    }
    this.#at++
    return Object.fromEntries(fields)
  }

  /** Nothing where it could not be read. */
  #field(): [string, unknown][] {
    const key = this.#value()
    if (this.#next() !== ':') {
      this.#lost(':')
      return []
    }
    this.#at++
    if (typeof key !== 'string') {
      this.#value()
      return []
    }
    const isList = this.#next() === '[' && this.#depth < MAX_GROUPS && (GROUPS.has(key) || RECORDS.has(key))
    const value = isList ? this.#list(GROUPS.has(key)) : this.#value()
    return value === undefined ? [] : [[key, value]]
  }

  #list(ofGroups: boolean): readonly unknown[] {
    const items: unknown[] = []
    this.#at++
    this.#depth++
    for (let next = this.#next(); next !== ']' && !this.#isOver; next = this.#next()) {
      if (next === ',') this.#at++
      else if (next === '}' || next === ':') {
        // A bracket is missing: the list ends here, and what holds it goes on.
        this.#fault(this.#at, ', or ]')
        break
      } else {
        const item = ofGroups && next === '{' ? this.#object() : this.#value()
        if (item !== undefined) items.push(item)
      }
    }
    this.#depth--
    if (this.#text.charAt(this.#at) === ']') this.#at++
    return items
  }

  /** One piece, parsed by itself; undefined where it is no JSON. */
  #value(): unknown {
    const start = this.#at
    const end = endOfValue(this.#text, start)
    if (end === undefined) {
      this.#end()
      return undefined
    }
    // At least one character, so that the walk comes to an end.
    this.#at = Math.max(end, start + 1)
    const piece = this.#text.slice(start, this.#at)
    const parsed = this.#parse(piece)
    if (parsed !== undefined) return parsed.value
    const error = findJsonError(piece)
    this.#fault(start + (error?.offset ?? 0), error?.expected ?? 'value')
    return undefined
  }

  /** The next character that is no space; the text's end is a fault, once. */
  #next(): string {
    this.#at = after(SPACE, this.#text, this.#at)
    const next = this.#text.charAt(this.#at)
    if (next === '') this.#end()
    return next
  }

  #fault(offset: number, expected: string): void {
    this.#tell(offset, expected)
    if (++this.#faults >= MAX_FAULTS) this.#end()
  }

  #lost(expected: string): void {
    this.#fault(this.#at, expected)
    NEXT_FIELD.lastIndex = this.#at + 1
    const found = NEXT_FIELD.exec(this.#text)
    if (found === null) this.#end()
    else this.#at = Math.max(this.#at, found.index)
  }

  #end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#at = this.#text.length
    this.#tell(this.#text.length, 'more')
  }
}

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return at + (pattern.exec(text)?.[0].length ?? 0)
}

/** By its brackets and quotes alone; undefined where the text ends before it. */
function endOfValue(text: string, start: number): number | undefined {
  const first = text.charAt(start)
  if (first === '"') return endOfString(text, start)
  if (first !== '{' && first !== '[') {
    const end = after(SCALAR, text, start)
    return end === text.length ? undefined : end
  }
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '"') {
      const end = endOfString(text, at)
      if (end === undefined) return undefined
      at = end - 1
    } else if (character === '{' || character === '[') depth++
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1
  }
  return undefined
}

/** A line break ends it as well: JSON allows none in a string, so that a quote is missing before it. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '\\') at++
    else if (character === '"') return at + 1
    else if (character === '\n') return at
  }
  return undefined
}
