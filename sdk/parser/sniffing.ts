import type { Parser } from './parser.ts'

/** Chunks of nothing but white space (a server's sign of life) that are held before the body is taken for an event stream. */
const MAX_HELD_CHUNKS = 1_000

/**
 * Holds a body's first bytes until its first characters tell how it is to be parsed. `parserFor` is given them, white space before them left out, and answers
 * `undefined` where it needs more; not where `last` says that no more will come. None at all: the body is an event stream that has not said anything yet.
 */
export function createSniffingParser(parserFor: (head: string, last: boolean) => Parser | undefined): Parser {
  let held: Uint8Array[] = []
  let head = ''
  let parser: Parser | undefined
  const decoder = new TextDecoder()

  const begin = (known: string, last: boolean): void => {
    parser = parserFor(known, last)
    if (parser === undefined) return
    for (const bytes of held) parser.feed(bytes)
    held = []
  }
  return {
    feed(bytes) {
      if (parser !== undefined) return parser.feed(bytes)
      held.push(bytes.slice())
      head = (head + decoder.decode(bytes, { stream: true })).trimStart()
      if (head !== '') begin(head, false)
      if (held.length > MAX_HELD_CHUNKS) begin('', true)
    },
    flush() {
      if (parser === undefined && head !== '') begin(head, true)
      parser?.flush()
    },
  }
}
