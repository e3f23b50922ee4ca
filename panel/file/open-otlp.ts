/**
 * An OTLP/JSON traces document → entries for a trace: a file that this panel saved, without loss, or any other one. Lines of documents, as a
 * Collector's file exporter writes them, are read as well, and of a file that is broken or was cut off what can be. Pure; never throws.
 *
 * Opening adds: a file's spans come from documents of their own (`file:` and the file's name, one for each page that the file names), beside
 * those of the inspected page. A span that is there already is left as it is, so that opening a file twice shows it once.
 */
import { own } from '../../sdk/protocol/fields.ts'
import { headOf } from '../../sdk/protocol/cutting.ts'
import type { Trace } from '../trace/model.ts'
import { weigh } from '../trace/measure.ts'
import { findJsonError } from './json-error.ts'
import { createEntries } from './entries.ts'
import { wordsOfForeignBytes, wordsOfForeignJson, wordsOfForeignKeys, wordsOfForeignText } from './foreign.ts'
import type { OpenedDocument } from './entries.ts'
import { hasSignal, readDocuments, wordsOfFault } from './read-documents.ts'
import type { Root } from './read-documents.ts'
import { readLogs, spanKey } from '../otlp/read-logs.ts'
import { readSpans } from '../otlp/read-spans.ts'
import type { Skip } from '../otlp/scoped.ts'
import { createSkipped } from './skipped.ts'
import type { Skipped } from './skipped.ts'

/** By so many characters a file of another kind is known. */
const HEAD = 1024

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
  const body = text.replace(/^\uFEFF/, '')
  if (body.trim() === '') return { error: 'The file is empty.' }
  const { skip, skipped } = createSkipped()
  const { roots, isWhole } = readDocuments(body, skip)
  const spans = roots.flatMap((root) => readSpans(root.value, inRoot(skip, root)))
  if (spans.length === 0 && !isWhole) return { error: notJson(body) }
  if (!roots.some(({ value }) => Array.isArray(own(value, 'resourceSpans')))) return { error: noTrace(roots[0]?.value) }
  for (const root of roots) {
    const pieces = root.line === undefined ? 'documents' : 'lines'
    if (!hasSignal(root.value)) inRoot(skip, root)(`${pieces} that are no OpenTelemetry data`, 1, () => '')
  }
  const known = new Set(spans.map(({ record }) => spanKey(record.traceId, record.spanId)))
  const logs = roots.flatMap((root) => readLogs(root.value, known, inRoot(skip, root)))
  for (const { value } of roots) countRest(value, skip)
  const documents = createEntries(`file:${name}`, epoch, spans, logs)
  return { documents, spans: spans.length, skipped: skipped() }
}

/** Where something is left out, and its place says so, its line does too. */
function inRoot(skip: Skip, { line }: Root): Skip {
  if (line === undefined) return skip
  return (what, count, where) => skip(what, count, where && (() => [`line ${line}`, where()].filter((word) => word !== '').join(', ')))
}

/** Takes what was opened into a trace. Returns how many spans were there already; what found no room counts in the trace's totals. */
export function addOpened(trace: Trace, opened: OpenedTrace): number {
  const held = (): number => trace.size + trace.totals().dropped
  const before = held()
  for (const { source, entries } of opened.documents) trace.ingest(source, entries, 0)
  return Math.max(0, opened.spans - (held() - before))
}

/** The same, until a span finds no room beside what is there. Returns how many were left out, too. */
export function addFitting(trace: Trace, opened: OpenedTrace): { readonly repeated: number; readonly leftOut: number } {
  let leftOut = 0
  const before = trace.size
  for (const { source, entries } of opened.documents) {
    for (const entry of entries) {
      if ('span' in entry && (leftOut > 0 || !trace.hasRoom(1, weigh(entry.span)))) leftOut++
      else trace.ingest(source, [entry], 0)
    }
  }
  return { repeated: opened.spans - leftOut - (trace.size - before), leftOut }
}

function notJson(text: string): string {
  const foreign = wordsOfForeignBytes(new TextEncoder().encode(headOf(text, HEAD))) ?? wordsOfForeignText(text)
  if (foreign !== undefined) return foreign
  const error = findJsonError(text)
  if (error === undefined) return 'This is not JSON.'
  return wordsOfNoJson(error, error.isTruncated ? undefined : wordsOfFault(text, error.offset, error.expected))
}

/** @param what stands there in place of what should; undefined: nothing more. */
export function wordsOfNoJson({ line, column }: { readonly line: number; readonly column: number }, what: string | undefined): string {
  const place = `line ${line}, column ${column}`
  if (what === undefined) return `The file ends too early, at ${place}: it was cut off when it was written or copied.`
  return `This is not JSON: at ${place} stands ${what}.`
}

/** Names what else it might be, so that nobody looks for a fault in a good file of another kind. */
function noTrace(root: unknown): string {
  const foreign = wordsOfForeignJson(root)
  if (foreign !== undefined) return foreign
  if (Array.isArray(root)) return wordsOfNoTrace(root.length)
  return wordsOfNoTrace(typeof root !== 'object' || root === null ? undefined : Object.keys(root))
}

/** @param root how long a list is, which keys an object has; undefined: a value that has none. */
export function wordsOfNoTrace(root: number | readonly string[] | undefined): string {
  const start = 'This is JSON, but no OpenTelemetry trace: it has no "resourceSpans".'
  if (typeof root === 'number') return `${start} It is a list of ${root}.`
  if (root === undefined) return `${start} It is a single value.`
  const keys = root
  const foreign = wordsOfForeignKeys(keys)
  if (foreign !== undefined) return foreign
  const named = keys.slice(0, 5).map((key) => JSON.stringify(headOf(key, 40)))
  return keys.length === 0 ? `${start} It is empty.` : `${start} It has ${named.join(', ')}${keys.length > 5 ? ', …' : ''}.`
}

function countRest(root: unknown, skip: Skip): void {
  const metrics = own(root, 'resourceMetrics')
  if (Array.isArray(metrics)) skip('groups of metrics', metrics.length)
}
