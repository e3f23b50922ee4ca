/** What names a row for selection and folding, across changes: the document, the trace's id, and a span's. */
import type { SpanView, TraceView } from './model.ts'

/** Three parts with spaces between them; one that could hold a space is JSON text. */
export type RowKey = string

export function traceKey({ document, traceId }: Pick<TraceView, 'document' | 'traceId'>): RowKey {
  return `${part(document)} ${part(traceId)}`
}

export function spanKey({ document, traceId, spanId }: Pick<SpanView, 'document' | 'traceId' | 'spanId'>): RowKey {
  return `${part(document)} ${part(traceId)} ${part(spanId)}`
}

/** `undefined` where it is no key. */
export function partsOf(
  key: RowKey,
): { readonly document: string; readonly traceId: string; readonly spanId: string | undefined } | undefined {
  const parts = key.match(/"(?:[^"\\]|\\.)*"|[^ "]+/g) ?? []
  const [document, traceId, spanId] = parts.map((text) => (text.startsWith('"') ? String(JSON.parse(text)) : text))
  return document === undefined || traceId === undefined ? undefined : { document, traceId, spanId }
}

function part(text: string): string {
  return /^[\w:.-]+$/.test(text) ? text : JSON.stringify(text)
}
