/** A filter as plain data: it is parsed where it is typed, and matched where the trace lives, which is another page's realm. */

/** All of its terms have to hold. */
export interface Filter {
  readonly terms: readonly Term[]
  /** What is wrong with it, in words for the user. */
  readonly problems: readonly string[]
}

export type Term = TextTerm | NumberTerm

/** One of its patterns has to fit. `key` none: a word that may stand in any name of the span. */
export interface TextTerm {
  readonly type: 'text'
  readonly key: string | undefined
  readonly not: boolean
  readonly patterns: readonly Pattern[]
}

export type Comparison = '>' | '<' | '>=' | '<=' | '='

export interface NumberTerm {
  readonly type: 'number'
  readonly key: string
  readonly not: boolean
  readonly comparison: Comparison
  /** In milliseconds, per cent, or as it is. */
  readonly value: number
}

/** `part`: stands somewhere in the text. `whole`: is the text. `glob`: is the text, `*` for any characters. Case tells only a regular expression, without `i`. */
export interface Pattern {
  readonly type: 'part' | 'whole' | 'glob' | 'regex'
  readonly text: string
  readonly flags?: string
}

export const NO_FILTER: Filter = { terms: [], problems: [] }

/** Names of values that do not change: what a key may be followed by. */
export type Unit = 'count' | 'time' | 'percent' | 'dollars'
