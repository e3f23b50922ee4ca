/**
 * Spans from a drawing, and rows back to text. One span a line, children indented by two; a line at the left edge opens a trace of its own:
 *
 *     invoke_agent researcher  0..6300
 *       chat gpt-5  0..1200  first=400  tokens=300/150
 *       execute_tool search_web  1200..2000
 *       chat gpt-5  2000..  first=700
 *
 * Times are milliseconds after {@link ORIGIN}; an open end is a running span. After two spaces each follow `first=`, `tokens=in/out`,
 * `reason=`, `error=`, `end=` (genai_devtools.end), `parent=` (an id that is not in the drawing), `retry=` (the line of the attempt before).
 */
import { SpanKind, StatusCode } from '../../../sdk/protocol/records.ts'
import type { Attributes, Entry, SpanRecord } from '../../../sdk/protocol/records.ts'
import { describeBar } from '../../../panel/trace/describe-bar.ts'
import { formatTokens } from '../../../panel/trace/format.ts'
import type { Row, RowChoice, Source, Trace } from '../../../panel/trace/model.ts'
import { spanKey, traceKey } from '../../../panel/trace/span-key.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { toUnixNano } from '../../../panel/trace/time.ts'
import { ingest } from '../../support/ingest.ts'

export const ORIGIN = 1_790_000_000_000
export const PAGE: Source = { document: 'd1', url: 'http://localhost:5173/', epoch: 'e1' }

const NAME_ATTRIBUTES: { readonly [operation: string]: string } = {
  invoke_agent: 'gen_ai.agent.name',
  execute_tool: 'gen_ai.tool.name',
  invoke_workflow: 'gen_ai.workflow.name',
  chat: 'gen_ai.request.model',
  generate_content: 'gen_ai.request.model',
  embeddings: 'gen_ai.request.model',
}

export function draw(drawing: string): readonly SpanRecord[] {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '')
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length))
  const path: SpanRecord[] = []
  let traces = 0
  const spans = lines.map((line, index) => {
    const depth = (line.length - line.trimStart().length - margin) / 2
    if (depth === 0) traces++
    path.length = depth
    const span = spanOf(line.trim(), index + 1, traces, path.at(-1)?.spanId)
    path.push(span)
    return span
  })
  return spans.map((span, at) => ({ ...span, links: linksOf(lines[at] ?? '', spans) }))
}

function linksOf(line: string, spans: readonly SpanRecord[]): SpanRecord['links'] {
  const before = spans[Number(/ {2}retry=(\d+)/.exec(line)?.[1]) - 1]
  return before === undefined ? [] : [{ traceId: before.traceId, spanId: before.spanId, attributes: {} }]
}

/** The id that a drawing gives to its n-th line, from 1. */
export function lineId(line: number): string {
  return line.toString(16).padStart(16, '0')
}

export function traceId(number: number): string {
  return number.toString(16).padStart(32, '0')
}

function spanOf(line: string, number: number, trace: number, parent: string | undefined): SpanRecord {
  const [name = '', times = '', ...rest] = line.split(/ {2,}/)
  const [start = '', end = ''] = times.split('..')
  const options = new Map(rest.map((option) => [option.slice(0, option.indexOf('=')), option.slice(option.indexOf('=') + 1)]))
  const first = options.get('first')
  const parentSpanId = options.get('parent') ?? parent
  const failed = options.has('error')
  return {
    traceId: traceId(trace),
    spanId: lineId(number),
    ...(parentSpanId === undefined ? {} : { parentSpanId }),
    name,
    kind: SpanKind.internal,
    startTimeUnixNano: toUnixNano(ORIGIN + Number(start)),
    ...(end === '' ? {} : { endTimeUnixNano: toUnixNano(ORIGIN + Number(end)) }),
    status: { code: failed ? StatusCode.error : StatusCode.unset },
    attributes: attributesOf(name, options),
    events: [],
    links: [],
    resource: 'r1',
    state: end === '' ? 'running' : 'ended',
    ...(first === undefined ? {} : { firstChunkOffset: Number(first) - Number(start) }),
  }
}

function attributesOf(name: string, options: ReadonlyMap<string, string>): Attributes {
  const [operation = '', ...subject] = name.split(' ')
  const nameAttribute = NAME_ATTRIBUTES[operation]
  const [input, output] = (options.get('tokens') ?? '').split('/')
  const set = (key: string, option: string | undefined): Attributes => (option === undefined ? {} : { [key]: option })
  return {
    ...(nameAttribute === undefined ? {} : { 'gen_ai.operation.name': operation }),
    ...(nameAttribute === undefined || subject.length === 0 ? {} : { [nameAttribute]: subject.join(' ') }),
    ...(input ? { 'gen_ai.usage.input_tokens': Number(input) } : {}),
    ...(output ? { 'gen_ai.usage.output_tokens': Number(output) } : {}),
    ...(options.has('reason') ? { 'gen_ai.response.finish_reasons': [options.get('reason') ?? ''] } : {}),
    ...set('error.type', options.get('error')),
    ...set('genai_devtools.end', options.get('end')),
    ...(options.has('retry') ? { 'genai_devtools.retry.attempt': 1 } : {}),
  }
}

/** Numbered entries of records, a resource first. */
export function entriesOf(records: readonly SpanRecord[], from = 1): readonly Entry[] {
  const resource: Entry = {
    seq: from,
    resource: 'r1',
    attributes: { 'service.name': 'test' },
    scope: { name: '@genai-devtools/web', version: '0.1.0' },
  }
  return [resource, ...records.map((span, index): Entry => ({ seq: from + 1 + index, span }))]
}

export function traceOf(drawing: string): Trace {
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(draw(drawing)), 0)
  return trace
}

export function rowsOf(trace: Trace, collapsed: ReadonlySet<string> = new Set(), choice: RowChoice = {}): readonly Row[] {
  const rows = trace.rows(collapsed, choice)
  return Array.from({ length: rows.length }, (_, position) => rows.at(position) ?? []).flat()
}

/** Key of a span of a drawing, by its line; `from`: the document. */
export function keyOfLine(line: number, trace = 1, from: Source = PAGE): string {
  return spanKey({ document: from.document, traceId: traceId(trace), spanId: lineId(line) })
}

export function keyOfTrace(number: number, from: Source = PAGE): string {
  return traceKey({ document: from.document, traceId: traceId(number) })
}

/** Rows as text, the clock at `now` after the origin: what the bar says, and the tokens. */
export function print(trace: Trace, collapsed: ReadonlySet<string> = new Set(), now = 10_000): string {
  return rowsOf(trace, collapsed)
    .map((row) => {
      if (row.type === 'trace') return `${row.trace.name}: ${row.trace.spans} spans${tokens(formatTokens(row.trace.tokens))}`
      const span = trace.span(row.index)
      const mark = row.hasChildren ? (row.expanded ? '▾ ' : '▸ ') : ''
      const name = [span.operation, span.subject === '' ? span.model : span.subject].filter(Boolean).join(' ')
      return `${'  '.repeat(row.level)}${mark}${name}: ${describeBar(span, ORIGIN + now)}${tokens(formatTokens(span.tokensBelow ?? span.tokens))}`
    })
    .join('\n')
}

function tokens(words: string): string {
  return words === '' ? '' : `, ${words}`
}

/** The same numbers for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export function shuffled<T>(items: readonly T[], next: () => number): readonly T[] {
  return items
    .map((item) => ({ item, at: next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
