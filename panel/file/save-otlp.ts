/**
 * A trace → one OTLP/JSON document that a Collector and the usual backends read: spans as `resourceSpans`, and words, where they are wanted, as
 * `resourceLogs` with an event per span.
 */
import type { SpanRecord, UnixNano } from '../../sdk/protocol/records.ts'
import { writeContent, writeEvent } from '../otlp/write-log.ts'
import { writeSpan } from '../otlp/write-span.ts'
import type { LogView, SnapshotSpan, SpanIndex, Trace } from '../trace/model.ts'
import { toMilliseconds, toUnixNano } from '../trace/time.ts'
import { DocumentParts } from './document-parts.ts'

export interface SaveOptions {
  /** Whether messages, tool arguments and results go into the file. */
  readonly content: boolean
  /** Characters after which a text becomes a Blob. Default: 1 MB; for tests. */
  readonly maxText?: number
}

/** Takes spans one by one, each before the trace changes again, and gives the document that they make. */
export class OtlpWriter {
  readonly #trace: Trace
  readonly #content: boolean
  readonly #parts: DocumentParts

  constructor(trace: Trace, { content, maxText }: SaveOptions) {
    this.#trace = trace
    this.#content = content
    this.#parts = new DocumentParts(maxText)
  }

  add({ index, source, record, resource, live, events }: SnapshotSpan): void {
    const lastHeardOf = record.endTimeUnixNano ?? this.#lastHeardOf(index, record)
    this.#parts.addSpan(resource, writeSpan({ record, url: source.url, lastHeardOf }, this.#content))
    const hasWords = record.content !== undefined || live.length > 0
    const words = this.#content && hasWords ? writeContent({ record, isInference: this.#isInference(index), live }) : undefined
    if (words !== undefined) this.#parts.addWords(resource, words)
    for (const event of events) this.addEvent(event)
  }

  /** Those of no span come last. */
  addEvent({ event, source, resource }: LogView): void {
    this.#parts.addEvent(resource, writeEvent(event, source.url, this.#content))
  }

  /** Fulfilled once the browser has put away what was added. Rejects, with words for the user, where it has no room for it. */
  stored(): Promise<void> {
    return this.#parts.stored()
  }

  /** Parts of a Blob; nothing may be added any more. */
  end(): BlobPart[] {
    return this.#parts.end()
  }

  #isInference(index: SpanIndex): boolean {
    return this.#trace.span(index).class === 'inference'
  }

  #lastHeardOf(index: SpanIndex, { startTimeUnixNano }: SpanRecord): UnixNano {
    const { start, firstChunk } = this.#trace.span(index)
    const lastChunk = this.#trace.chunks(index)?.offsets.at(-1) ?? 0
    const latest = Math.max(firstChunk ?? start, start + lastChunk)
    return latest > toMilliseconds(startTimeUnixNano) ? toUnixNano(latest) : startTimeUnixNano
  }
}
