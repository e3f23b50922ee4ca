/**
 * An OTLP/JSON traces document → entries for a trace: a file that this panel saved, without loss, or any other one. Lines of documents, as a
 * Collector's file exporter writes them, are read as well. Pure; never throws.
 *
 * Opening adds: a file's spans come from documents of their own (`file:` and the file's name, one for each page that the file names), beside
 * those of the inspected page. A span that is there already is left as it is, so that opening a file twice shows it once.
 */
import { headOf } from '../../sdk/protocol.ts'
import type { Trace } from '../trace/model.ts'
import { field } from './any-value.ts'
import { findJsonError } from './json-error.ts'
import { createEntries } from './entries.ts'
import type { OpenedDocument } from './entries.ts'
import { readLogs, spanKey } from './read-logs.ts'
import { readSpans } from './read-spans.ts'
import { createSkipped } from './skipped.ts'
import type { Skip, Skipped } from './skipped.ts'

export interface OpenedTrace {
  readonly documents: readonly OpenedDocument[]
  /** Spans in the file. */
  readonly spans: number
  /** What the file holds and the panel cannot show. */
  readonly skipped: readonly Skipped[]
}

export interface OpenOptions {
  /** The file's name. */
  readonly name?: string
  /** Names this opening: entries of an epoch are taken once, and a file may be opened again after a clear. Default: random. */
  readonly epoch?: string
}

export function openTrace(text: string, options: OpenOptions = {}): OpenedTrace | { readonly error: string } {
  const { name = 'trace', epoch = crypto.randomUUID() } = options
  const parsed = parse(text)
  if ('error' in parsed) return parsed
  if (!parsed.roots.some((root) => Array.isArray(field(root, 'resourceSpans')))) return { error: noTrace(parsed.roots[0]) }
  const { skip, skipped } = createSkipped()
  skip(
    'lines that are no OpenTelemetry data',
    parsed.roots.filter((root) => !SIGNALS.some((signal) => Array.isArray(field(root, signal)))).length,
  )
  const spans = parsed.roots.flatMap((root) => readSpans(root, skip))
  const known = new Set(spans.map(({ record }) => spanKey(record.traceId, record.spanId)))
  const logs = parsed.roots.flatMap((root) => readLogs(root, known, skip))
  countRest(parsed.roots, skip)
  const documents = createEntries(`file:${name}`, epoch, spans, logs)
  return { documents, spans: spans.length, skipped: skipped() }
}

/** Takes what was opened into a trace. Returns how many spans were there already; what found no room counts in the trace's totals. */
export function addOpened(trace: Trace, opened: OpenedTrace): number {
  const held = (): number => trace.size + trace.totals().dropped
  const before = held()
  for (const { source, entries } of opened.documents) trace.ingest(source, entries, 0)
  return Math.max(0, opened.spans - (held() - before))
}

const SIGNALS = ['resourceSpans', 'resourceLogs', 'resourceMetrics']

type Parsed = { readonly roots: readonly unknown[] } | { readonly error: string }

function parse(text: string): Parsed {
  const body = text.replace(/^\uFEFF/, '')
  if (body.trim() === '') return { error: 'The file is empty.' }
  const whole = parseOne(body)
  if (whole !== undefined) return { roots: [whole.value] }
  return parseLines(body) ?? { error: notJson(body) }
}

/** Documents one a line; undefined where not even the first line is one. */
function parseLines(text: string): Parsed | undefined {
  const lines = text.split('\n').map((line) => line.trim())
  const roots: unknown[] = []
  for (const [index, line] of lines.entries()) {
    if (line === '') continue
    const one = parseOne(line)
    if (one === undefined && roots.length === 0) return undefined
    if (one === undefined) return { error: notJson(line, index + 1) }
    roots.push(one.value)
  }
  return { roots }
}

function parseOne(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function notJson(text: string, lineOfFile?: number): string {
  const error = findJsonError(text)
  if (error === undefined) return 'This is not JSON.'
  const { isTruncated, line, column, expected, offset } = error
  const place = `line ${lineOfFile ?? line}, column ${column}`
  if (isTruncated) return `The file ends too early, at ${place}: it was cut off when it was written or copied.`
  return `This is not JSON: at ${place} stands ${JSON.stringify(headOf(text.slice(offset, offset + 64), 12))} where ${expected} should stand.`
}

/** Names what else it might be, so that nobody looks for a fault in a good file of another kind. */
function noTrace(root: unknown): string {
  const start = 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans".'
  if (Array.isArray(root)) return `${start} It is a list of ${root.length}.`
  if (typeof root !== 'object' || root === null) return `${start} It is a single value.`
  const keys = Object.keys(root)
  const named = keys.slice(0, 5).map((key) => JSON.stringify(headOf(key, 40)))
  return keys.length === 0 ? `${start} It is empty.` : `${start} It has ${named.join(', ')}${keys.length > 5 ? ', …' : ''}.`
}

function countRest(roots: readonly unknown[], skip: Skip): void {
  for (const root of roots) {
    const metrics = field(root, 'resourceMetrics')
    if (Array.isArray(metrics)) skip('groups of metrics', metrics.length)
  }
}
