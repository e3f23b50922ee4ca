/** What the parsers have in common: bytes in as they arrive, payloads out through callbacks, no I/O, nothing thrown. */
import { headOf } from '../protocol/cutting.ts'

/**
 * What a parser could not read. `overflow`: one payload was longer than the parser's limit and was dropped; `invalid_json`: not JSON, by
 * its grammar; `truncated`: the body ended inside a payload.
 */
export type ParserErrorKind = 'overflow' | 'invalid_json' | 'truncated'

export interface ParserError {
  readonly kind: ParserErrorKind
  /** The beginning of what could not be read, at most {@link EXCERPT_CHARACTERS}; empty for an overflow. */
  readonly excerpt: string
}

export interface Parser {
  /** The next bytes, cut anywhere. Nothing of them is kept as bytes, so that the caller may reuse the buffer. */
  feed(bytes: Uint8Array): void
  /** No more bytes will come: gives out what is still held. Call it once. */
  flush(): void
}

export const EXCERPT_CHARACTERS = 200

/**
 * Longest payload that is read, in characters. The largest ones seen are images in base64 (about 10 MB); a body that goes on for ever
 * without a payload's end must not take the page's memory.
 */
export const MAX_PAYLOAD_CHARACTERS = 32 * 1024 * 1024

export function parserError(kind: ParserErrorKind, text = ''): ParserError {
  return { kind, excerpt: headOf(text, EXCERPT_CHARACTERS) }
}

/** What the page asked for and got: a text; a JSON value, which is the page's own from the next turn on, but for a copy (`own`); or no JSON, whose text nobody knows. */
export type WholeBody = { readonly text: string } | { readonly json: unknown; readonly own?: true } | 'no JSON'
