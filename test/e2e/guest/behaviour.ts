import type { Tools } from './tools.ts'

/** What capture's observer must have heard. Bytes in whole chunks from the first; `last` is its last word, `none` if there was none yet. */
export interface Expected {
  /** Default: the five chunks of the row's stream. `'free'`: as many as the network let through before the end, the last one perhaps in part. */
  readonly chunks?: number | 'free'
  /** The whole text, where it is not the stream's. */
  readonly text?: string
  readonly last: 'end' | 'error' | 'cancel' | 'none'
}

/** One way to use a response, run without and with capture; everything that it logs must be equal. */
export interface Behaviour {
  readonly name: string
  /** One for each recognised exchange, in order. */
  readonly hears: readonly Expected[]
  /** A page of its own: the row breaks it for others. */
  readonly fresh?: {
    /** In the page before capture is installed. */
    readonly before?: () => void
    /** In the page after capture is installed. */
    readonly after?: () => void
    readonly zone?: 'before' | 'after'
    /** The page to open. */
    readonly path?: string
  }
  /** Named differences that are the price of the design; each hides the log lines that start with the word. */
  readonly differs?: readonly string[]
  /** Needs the HTTP/2 server. */
  readonly needsEcho?: boolean
  run(tools: Tools): Promise<void>
}

export const all: Expected = { last: 'end' }
export const hears = (chunks: number | 'free', last: Expected['last']): Expected => ({ chunks, last })
export const row = (
  name: string,
  expected: Expected | readonly Expected[],
  run: Behaviour['run'],
  fresh?: Behaviour['fresh'],
): Behaviour => ({
  name,
  hears: isList(expected) ? expected : [expected],
  run,
  ...(fresh && { fresh }),
})

const isList = (value: Expected | readonly Expected[]): value is readonly Expected[] => Array.isArray(value)
