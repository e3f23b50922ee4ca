/** A filter → a function over rows of the columns. */
import type { Spans } from './spans.ts'
import { FILTER_KEYS } from './filter-keys.ts'
import { compares } from './filter-numbers.ts'
import { remembering, testOf } from './filter-pattern.ts'
import type { TextTest } from './filter-pattern.ts'
import { wordsTest } from './filter-tests.ts'
import type { SpanTest } from './filter-tests.ts'
import type { Filter, NumberTerm, Term, TextTerm } from './filter.ts'

export class Matchers {
  /** The last one that was asked for: rows that nothing changed are kept by it. */
  #last: { readonly spans: Spans; readonly filter: Filter; readonly matches: SpanTest } | undefined
  /** What each key may be followed by, as of one structure: all words are looked through for it, and each key that is typed asks again. */
  readonly #values = new Map<string, readonly string[]>()
  #structure = -1

  of(spans: Spans, filter: Filter): SpanTest {
    if (this.#last?.filter !== filter || this.#last.spans !== spans) this.#last = { spans, filter, matches: createMatcher(spans, filter) }
    return this.#last.matches
  }

  values(spans: Spans, structure: number, key: string): readonly string[] {
    if (this.#structure !== structure) this.#values.clear()
    this.#structure = structure
    const values = this.#values.get(key) ?? valuesOf(spans, key)
    this.#values.set(key, values)
    return values
  }
}

/** Good for as long as the spans are those. */
function createMatcher(spans: Spans, { terms }: Filter): SpanTest {
  const tests = terms.map((term) => testFor(spans, term))
  const [first, second] = tests
  if (first === undefined) return () => true
  if (second === undefined) return first
  return (row) => {
    for (const test of tests) if (!test(row)) return false
    return true
  }
}

function testFor(spans: Spans, term: Term): SpanTest {
  const test = term.type === 'text' ? textTest(spans, term) : numberTest(spans, term)
  return term.not ? (row) => !test(row) : test
}

function textTest(spans: Spans, { key, patterns }: TextTerm): SpanTest {
  const known = key === undefined ? undefined : FILTER_KEYS.get(key)
  if (known?.type === 'text') return known.test(spans, patterns)
  const fits = (): TextTest => remembering(testOf(patterns))
  const [nameFits, operationFits, subjectFits, modelFits, providerFits] = [fits(), fits(), fits(), fits(), fits()]
  return wordsTest(
    spans,
    ({ name, operation, subject, model, provider }) =>
      operationFits(operation) ||
      (model !== undefined && modelFits(model)) ||
      (provider !== undefined && providerFits(provider)) ||
      subjectFits(subject) ||
      nameFits(name),
  )
}

function numberTest(spans: Spans, { key, comparison, value }: NumberTerm): SpanTest {
  const known = FILTER_KEYS.get(key)
  if (known?.type !== 'number') return () => false
  const [read, test] = [known.read(spans), compares(comparison, value)]
  return (row) => test(read(row))
}

/** Kept short: nobody reads more of them. */
const MOST_VALUES = 5_000

/** What is there to follow a key, each once, in the order in which it came. */
function valuesOf(spans: Spans, key: string): readonly string[] {
  const known = FILTER_KEYS.get(key)
  const values = new Set<string>()
  if (known?.type !== 'text') return []
  for (const value of known.values(spans)) {
    if (value !== '') values.add(value)
    if (values.size >= MOST_VALUES) break
  }
  return [...values]
}
