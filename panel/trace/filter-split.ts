/** A line of filters → its words, with the place of each: `-model:"gpt 5",o3 /a b/i tokens>1k`. */
import type { Comparison } from './filter.ts'

/** A value as it was written: bare, in quotes, or between slashes. */
export interface Piece {
  readonly type: 'bare' | 'quoted' | 'regex'
  readonly text: string
  readonly flags: string
}

export interface Word {
  readonly from: number
  readonly to: number
  readonly not: boolean
  /** What stands before the colon or the comparison, if there is one. In lower case. */
  readonly key: string | undefined
  readonly sign: ':' | Comparison | undefined
  /** Where the values begin. */
  readonly valueFrom: number
  readonly pieces: readonly Piece[]
}

const HEAD = /([a-z][a-z_-]*)(:(?!\/\/)|>=|<=|>|<|=)/iy
/** Quotes that are not closed reach to the end: they are being typed. */
const QUOTED = /"((?:[^"\\]|\\.)*)(?:"|\\?$)/y
const REGEX = /\/((?:[^/\\]|\\.)+)\/([a-z]*)(?=[\s,]|$)/y
const BARE = /\S+/y
/** A comma parts values of a key. */
const BARE_VALUE = /[^\s,]+/y

export function splitFilter(text: string): readonly Word[] {
  const words: Word[] = []
  for (let at = nextWord(text, 0); at < text.length; at = nextWord(text, at)) {
    const word = wordAt(text, at)
    words.push(word)
    at = word.to
  }
  return words
}

function nextWord(text: string, from: number): number {
  let at = from
  while (at < text.length && /\s/.test(text[at] ?? '')) at++
  return at
}

function wordAt(text: string, from: number): Word {
  const not = text[from] === '-' && from + 1 < text.length && !/\s/.test(text[from + 1] ?? '')
  const start = not ? from + 1 : from
  const head = matchAt(HEAD, text, start)
  const [all = '', key, sign] = head ?? []
  const valueFrom = start + all.length
  const { pieces, to } = head === undefined ? onePiece(text, start) : piecesAt(text, valueFrom)
  return { from, to, not, key: key?.toLowerCase(), sign: isSign(sign) ? sign : undefined, valueFrom, pieces }
}

function onePiece(text: string, from: number): { readonly pieces: readonly Piece[]; readonly to: number } {
  const { piece, to } = pieceAt(text, from, BARE)
  return { pieces: [piece], to }
}

function piecesAt(text: string, from: number): { readonly pieces: readonly Piece[]; readonly to: number } {
  const pieces: Piece[] = []
  let at = from
  while (at < text.length && !/\s/.test(text[at] ?? '')) {
    if (text[at] === ',') at++
    else {
      const { piece, to } = pieceAt(text, at, BARE_VALUE)
      pieces.push(piece)
      at = to
    }
  }
  return { pieces, to: at }
}

function pieceAt(text: string, from: number, bare: RegExp): { readonly piece: Piece; readonly to: number } {
  const quoted = matchAt(QUOTED, text, from)
  if (quoted !== undefined) return { piece: { type: 'quoted', text: unescaped(quoted[1] ?? ''), flags: '' }, to: from + quoted[0].length }
  const regex = matchAt(REGEX, text, from)
  if (regex !== undefined) return { piece: { type: 'regex', text: regex[1] ?? '', flags: regex[2] ?? '' }, to: from + regex[0].length }
  const [found = text.slice(from)] = matchAt(bare, text, from) ?? []
  return { piece: { type: 'bare', text: found, flags: '' }, to: from + found.length }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

const unescaped = (text: string): string => text.replaceAll(/\\(["\\])/g, '$1')

/** As a value is written so that it is read as itself, and as a whole. */
export function inQuotes(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

const SIGNS: ReadonlySet<string> = new Set([':', '>', '<', '>=', '<=', '='])

const isSign = (sign: string | undefined): sign is ':' | Comparison => sign !== undefined && SIGNS.has(sign)
