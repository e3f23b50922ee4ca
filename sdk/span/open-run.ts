/** A span of something that the page runs: opened at its start, and ended when whoever runs it says so. */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api'
import type { Context, Span, SpanKind, Tracer } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'
import { setParentSource } from '../content/given-content.ts'
import { findParent } from '../context/parent.ts'
import type { Shelf } from '../export/shelf.ts'
import { isReadable } from '../export/span-like.ts'
import type { WordsSource } from '../hold/held-ends.ts'
import { after, now } from '../moment.ts'
import { emitted } from '../otel-attributes.ts'
import type { Attributes } from '../protocol/records.ts'
import { isAbort } from './abort.ts'
import { endSpan, type Failure } from './ending.ts'

export interface OpenRunOptions {
  readonly tracer: Tracer
  readonly shelf: Shelf
  readonly name: string
  readonly kind: SpanKind
  /** Of the context that the span is started in. */
  readonly attributes: (around: Context) => Attributes
  /** The context of what runs inside the span, with what is handed down to it. */
  readonly inside: (context: Context) => Context
  /** The parent that the caller named, if any. */
  readonly explicit: Context | undefined
  readonly contentOnSpan: boolean
  readonly words: WordsSource
  readonly before?: (span: Span) => void
  /** Looks at the final value; it is not changed. */
  readonly onResult?: (span: Span, value: unknown) => void
}

export interface Run {
  /** Of what runs inside the span. */
  readonly context: Context
  /** Ends the span, the first time. `value`: what the run gave, or failed of. Its children go on. Nothing else ends it: a page that was left may come back. */
  readonly finish: (failed: boolean, value: unknown) => void
}

export function openRun(options: OpenRunOptions): Run {
  const parent = findParent(options.explicit)
  const base = parent?.context ?? ROOT_CONTEXT
  const span = options.tracer.startSpan(options.name, { kind: options.kind, attributes: emitted(options.attributes(base)) }, base)
  if (parent && trace.getSpan(base)) setParentSource(span, parent.source)
  options.before?.(span)
  const began = now()
  options.shelf.open(span)

  let over = false
  return {
    context: options.inside(trace.setSpan(base, span)),
    finish(failed, value) {
      if (over || !span.isRecording()) return
      over = true
      if (!failed) options.onResult?.(span, value)
      const fails = failed && !isAbort(value)
      // A message may hold credentials, and content has to be redacted: what does both may have to be loaded.
      const at = now()
      let later = false
      options.words.whenNeeded(fails || options.contentOnSpan, options.contentOnSpan, (words) => {
        const ending = fails ? (words?.failureOf(value) ?? wordless(value)) : failed ? 'aborted' : 'completed'
        const end = later && isReadable(span) ? after(span.startTime, at - began) : undefined
        if (typeof ending !== 'string') words?.writeException(span, value, ending, end)
        if (options.contentOnSpan) words?.writeContent(span)
        endSpan(span, () => options.shelf.close(span), ending, end)
      })
      later = true
    },
  }
}

/** A name that is nothing but one: letters that end in what it is. */
const ERROR_NAME = /^[A-Z][A-Za-z]{0,40}(?:Error|Exception)$/

/** What is known of a failure without words: its name, or the conventions' fallback. */
function wordless(error: unknown): Failure {
  const name = error instanceof Error ? guard(() => ERROR_NAME.exec(error.name)?.[0]) : undefined
  return { type: name ?? '_OTHER', message: '' }
}
