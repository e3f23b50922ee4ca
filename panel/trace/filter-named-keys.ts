/** Keys whose values have names of ours: `kind:llm`, `status:error,429`, `has:tools`. A name may be cut short while it is typed. */
import type { SpanClass } from './model.ts'
import { Flag, OUTCOMES, SPAN_CLASSES, TOKEN_NAMES } from './span-columns.ts'
import type { Spans } from './spans.ts'
import { f32, u8 } from './table.ts'
import type { TextKey } from './filter-keys.ts'
import { testOf } from './filter-pattern.ts'
import type { SpanTest } from './filter-tests.ts'
import { saidTest, wordsTest } from './filter-tests.ts'
import type { Pattern } from './filter.ts'

const KINDS: { readonly [name: string]: readonly SpanClass[] } = {
  llm: ['inference'],
  agent: ['agent'],
  tool: ['tool'],
  mcp: ['mcp'],
  embeddings: ['embeddings'],
  retrieval: ['retrieval'],
  workflow: ['workflow'],
  other: ['other'],
}

/** Names that a pattern means: the one that it is, else those that begin with it. */
function namesFor(pattern: Pattern, names: readonly string[]): readonly string[] {
  const wanted = pattern.text.toLowerCase()
  if (pattern.type !== 'part' && pattern.type !== 'whole') return names.filter(testOf([pattern]))
  return names.includes(wanted) ? [wanted] : names.filter((name) => pattern.type === 'part' && name.startsWith(wanted))
}

const anyOf = (tests: readonly SpanTest[]): SpanTest =>
  tests.length === 1 && tests[0] ? tests[0] : (row) => tests.some((test) => test(row))

/** A kind of span, or an operation as the conventions name it. */
function kindTest(spans: Spans, patterns: readonly Pattern[]): SpanTest {
  const { class: spanClass } = spans.tables.spans.columns
  const names = patterns.flatMap((pattern) => namesFor(pattern, Object.keys(KINDS)))
  const classes = new Set(names.flatMap((name) => KINDS[name] ?? []).map((each) => SPAN_CLASSES.indexOf(each)))
  const others = patterns.filter((pattern) => !Object.hasOwn(KINDS, pattern.text.toLowerCase()))
  const isClass: SpanTest = (row) => classes.has(u8(spanClass, row))
  if (others.length === 0) return isClass
  const isOther = others.map((pattern) => (pattern.type === 'part' ? beginsWith(pattern.text) : testOf([pattern])))
  const isOperation = wordsTest(spans, ({ operation }) => isOther.some((test) => test(operation)))
  return (row) => isClass(row) || isOperation(row)
}

function beginsWith(text: string): (operation: string) => boolean {
  const wanted = text.toLowerCase()
  return (operation) => operation.toLowerCase().startsWith(wanted)
}

const outcomeTest =
  (outcome: string) =>
  (spans: Spans): SpanTest => {
    const [column, wanted] = [spans.tables.spans.columns.outcome, OUTCOMES.findIndex((each) => each === outcome)]
    return (row) => u8(column, row) === wanted
  }

const STATUSES: { readonly [name: string]: (spans: Spans) => SpanTest } = {
  ok: outcomeTest('ok'),
  error: outcomeTest('error'),
  running: outcomeTest('running'),
  aborted: outcomeTest('aborted'),
  'cut-off': ({ tables }) => flagTest(tables.spans.columns.flags, Flag.cutOff),
  streaming: (spans) => {
    const isRunning = outcomeTest('running')(spans)
    const { firstChunk } = spans.tables.spans.columns
    return (row) => isRunning(row) && !Number.isNaN(f32(firstChunk, row))
  },
  waiting: (spans) => {
    const isRunning = outcomeTest('running')(spans)
    const { firstChunk } = spans.tables.spans.columns
    return (row) => isRunning(row) && Number.isNaN(f32(firstChunk, row))
  },
}

function flagTest(flags: Parameters<typeof u8>[0], flag: number): SpanTest {
  return (row) => (u8(flags, row) & flag) !== 0
}

/** How it ended, or what `error.type` says. */
function statusTest(spans: Spans, patterns: readonly Pattern[]): SpanTest {
  const names = patterns.flatMap((pattern) => namesFor(pattern, Object.keys(STATUSES)))
  const tests = names.flatMap((name) => STATUSES[name]?.(spans) ?? [])
  const others = patterns.filter((pattern) => !Object.hasOwn(STATUSES, pattern.text.toLowerCase()))
  const test = testOf(others)
  return anyOf([...tests, saidTest(spans, ({ errorType }) => errorType !== undefined && test(errorType))])
}

const saysTokens =
  (name: (typeof TOKEN_NAMES)[number]) =>
  ({ shared }: Spans): SpanTest => {
    const kind = TOKEN_NAMES.indexOf(name)
    return (row) => shared.usage.count(row, kind) > 0
  }

const HAS: { readonly [name: string]: (spans: Spans) => SpanTest } = {
  error: outcomeTest('error'),
  /** The model asked for one. */
  tools: (spans) => saidTest(spans, ({ finishReasons }) => finishReasons.some((reason) => /tool|function/i.test(reason))),
  reasoning: saysTokens('reasoning'),
  cache: saysTokens('cacheRead'),
  /** Messages, a tool's arguments or result. */
  content: ({ tables }) => flagTest(tables.spans.columns.flags, Flag.content),
  estimate: ({ tables }) => flagTest(tables.spans.columns.flags, Flag.estimated),
}

const named = (pattern: Pattern, names: { readonly [name: string]: unknown }) => namesFor(pattern, Object.keys(names)).length > 0

export const KIND_KEY: TextKey = {
  type: 'text',
  words: 'kind of span, or its operation',
  example: 'llm,tool',
  test: kindTest,
  *values(spans) {
    yield* Object.keys(KINDS)
    for (const { operation } of spans.shared.words.values()) yield operation
  },
}

export const STATUS_KEY: TextKey = {
  type: 'text',
  words: 'how it ended, or the type of its error',
  example: 'error,429',
  test: statusTest,
  *values(spans) {
    yield* Object.keys(STATUSES)
    for (const { errorType } of spans.shared.said.values()) yield errorType ?? ''
  },
}

export const HAS_KEY: TextKey = {
  type: 'text',
  words: 'what it has',
  example: 'error',
  test: (spans, patterns) => {
    const names = patterns.flatMap((pattern) => namesFor(pattern, Object.keys(HAS)))
    return anyOf(names.flatMap((name) => HAS[name]?.(spans) ?? []))
  },
  values: () => Object.keys(HAS),
  problemOf: (pattern) => (named(pattern, HAS) ? undefined : `no such thing to have: ${pattern.text} (${Object.keys(HAS).join(', ')})`),
}
