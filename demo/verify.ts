/**
 * Compares what the panel shows and what it saved with the seed's story and the server's own log. Every function answers with the
 * differences, one a line; none means equal.
 */
import type { ExpectedRequest, ExpectedSpan, Value } from './expect.ts'
import { type OtlpSpan, type OtlpValue, readOtlp } from './otlp-file.ts'
import type { LogEntry } from './server/log.ts'

/** A row as read from the panel's DOM (`test/support/panel.ts`): what is compared of it. */
export interface SeenRow {
  readonly type: 'trace' | 'span'
  readonly level: number
  readonly operation: string
  readonly subject: string
  readonly model: string
  readonly status: string
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  readonly running: boolean
  readonly slowest: boolean
  readonly cutOff: boolean
}

type Differences = readonly string[]

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

/** Compares two lists of lines, so that a difference shows both. */
function compareLines(what: string, expected: readonly string[], seen: readonly string[]): Differences {
  const length = Math.max(expected.length, seen.length)
  return Array.from({ length }, (_, index) => [expected[index] ?? 'nothing', seen[index] ?? 'nothing'] as const).flatMap(
    ([one, other], index) =>
      one === other ? [] : [`${what} ${index + 1}: expected ${one}`, `${' '.repeat(what.length)}      seen     ${other}`],
  )
}

const CUT_OFF: readonly string[] = ['length', 'max_tokens', 'MAX_TOKENS']

const tokensOf = ({
  inputTokens,
  outputTokens,
}: {
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
}): string => (inputTokens === undefined && outputTokens === undefined ? '' : `${inputTokens ?? 0} → ${outputTokens ?? 0}`)

/** Sum over the calls below: what an agent's row shows, since the agent itself counts nothing. */
function tokensBelow(span: ExpectedSpan): string {
  const calls = span.children.filter((child) => child.inputTokens !== undefined)
  if (calls.length === 0) return tokensOf(span)
  const sum = (pick: (call: ExpectedSpan) => number | undefined): number => calls.reduce((total, call) => total + (pick(call) ?? 0), 0)
  return tokensOf({ inputTokens: sum((call) => call.inputTokens), outputTokens: sum((call) => call.outputTokens) })
}

function expectedLines(span: ExpectedSpan, level: number): readonly string[] {
  const words = [span.operation, span.subject, span.model, span.finishReason || 'ok', tokensBelow(span)]
  const marks = CUT_OFF.includes(span.finishReason) ? ['cut off'] : []
  return [line(level, [...words, ...marks]), ...span.children.flatMap((child) => expectedLines(child, level + 1))]
}

const line = (level: number, words: readonly string[]): string => `${level} ${words.filter((word) => word !== '').join(' | ')}`

function seenLine(row: SeenRow): string {
  const marks = [row.cutOff ? 'cut off' : '', row.running ? 'running' : '']
  return line(row.level, [row.operation, row.subject, row.model, row.status, tokensOf(row), ...marks])
}

/** Rows of the panel: order, depth, names, models, finish reasons, tokens, nothing running. */
export function compareRows(rows: readonly SeenRow[], roots: readonly ExpectedSpan[]): Differences {
  const spans = rows.filter((row) => row.type === 'span')
  // A lone call has no row of a trace above it.
  const expected = roots.flatMap((root) => expectedLines(root, root.children.length === 0 ? 0 : 1))
  return [...compareLines('row', expected, spans.map(seenLine)), ...compareSlowest(spans, roots)]
}

/** One call is the slowest of each trace that has several. Which one is a matter of time, and not compared. */
function compareSlowest(spans: readonly SeenRow[], roots: readonly ExpectedSpan[]): Differences {
  const expected = roots.filter((root) => root.children.length > 1).length
  const marked = spans.filter((row) => row.slowest)
  const wrong = marked.filter((row) => row.model === '')
  return [
    ...(marked.length === expected ? [] : [`${marked.length} rows are marked as the slowest, expected ${expected}`]),
    ...wrong.map((row) => `${row.operation} ${row.subject} is marked as the slowest, but is no model call`),
  ]
}

/** What a file without content must not have, and no backend may get by default. */
const CONTENT_ATTRIBUTES = [
  'gen_ai.input.messages',
  'gen_ai.output.messages',
  'gen_ai.system_instructions',
  'gen_ai.tool.definitions',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
]

const sameValue = (expected: Value, seen: OtlpValue): boolean =>
  // A provider that counted none and one that did not count write the same.
  (expected === 0 && seen === undefined) || show(expected) === show(seen)

function compareSpan(where: string, expected: ExpectedSpan, seen: OtlpSpan): Differences {
  const attributes = Object.entries(expected.attributes).filter(([name, value]) => !sameValue(value, seen.attributes.get(name)))
  return [
    ...(seen.name === expected.name ? [] : [`${where}: named ${seen.name}`]),
    ...(seen.kind === expected.kind ? [] : [`${where}: kind ${seen.kind}, expected ${expected.kind}`]),
    ...(seen.end >= seen.start ? [] : [`${where}: ends before it starts`]),
    ...(seen.statusCode === 2 ? [`${where}: has an error status`] : []),
    ...attributes.map(([name, value]) => `${where}: ${name} is ${show(seen.attributes.get(name))}, expected ${show(value)}`),
    ...CONTENT_ATTRIBUTES.filter((name) => seen.attributes.has(name)).map((name) => `${where}: has content in ${name}`),
  ]
}

function compareTree(where: string, expected: ExpectedSpan, seen: OtlpSpan, all: readonly OtlpSpan[]): Differences {
  const children = all.filter((span) => span.parentSpanId === seen.spanId)
  const strangers = children
    .filter((child) => child.traceId !== seen.traceId)
    .map((child) => `${where}: ${child.name} has another trace id`)
  return [...compareSpan(where, expected, seen), ...strangers, ...compareForest(`${where} > `, expected.children, children, all)]
}

function compareForest(where: string, expected: readonly ExpectedSpan[], seen: readonly OtlpSpan[], all: readonly OtlpSpan[]): Differences {
  const missing = expected.slice(seen.length).map((span) => `${where}${span.name}: missing`)
  const extra = seen.slice(expected.length).map((span) => `${where}${span.name}: not in the story`)
  const pairs = expected.flatMap((span, index) => (seen[index] === undefined ? [] : [{ span, other: seen[index] }]))
  return [...pairs.flatMap(({ span, other }) => compareTree(`${where}${span.name}`, span, other, all)), ...missing, ...extra]
}

/** Spans of an OTLP document, from the panel's Save menu or a backend: tree, names, kinds, attributes, no content. */
export function compareSpans(spans: readonly OtlpSpan[], roots: readonly ExpectedSpan[]): Differences {
  const known = new Set(spans.map((span) => span.spanId))
  const orphans = spans.filter((span) => span.parentSpanId !== '' && !known.has(span.parentSpanId))
  return [
    ...compareForest(
      '',
      roots,
      spans.filter((span) => span.parentSpanId === ''),
      spans,
    ),
    ...orphans.map((span) => `${span.name}: its parent is not there`),
  ]
}

/** A saved file. @param texts what the models said: none of it may be in a file without content */
export function compareFile(document: string, roots: readonly ExpectedSpan[], texts: readonly string[] = []): Differences {
  const leaked = texts.filter((text) => document.includes(JSON.stringify(text).slice(1, -1)))
  return [...compareSpans(readOtlp(document), roots), ...leaked.map((text) => `the file contains the text ${show(text)}`)]
}

const describe = ({ client, model, job, step, status, finished, traceparent }: LogEntry): string =>
  [client, model, job, step, status, finished ? 'whole' : 'cut', traceparent === undefined ? '' : 'traceparent sent'].join(' ').trim()

/** The server's log against the requests that the runs had to make, all answered whole, and against the spans: one a request. */
export function compareLog(log: readonly LogEntry[], requests: readonly ExpectedRequest[], spans: readonly OtlpSpan[]): Differences {
  const wanted = requests.map(({ client, model, job, step }) => `${client} ${model} ${job} ${step} 200 whole`)
  const calls = spans.filter((span) => span.attributes.has('gen_ai.request.model'))
  return [
    ...compareLines('request', wanted, log.map(describe)),
    ...(calls.length === log.length ? [] : [`the server served ${log.length} requests, but ${calls.length} spans are model calls`]),
  ]
}
