/**
 * Runs the page's function inside a span: sync, async or a generator. Its result passes through, its error is thrown on as it is; the span ends when the
 * function does.
 */
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api'
import type { Context, Span, SpanKind, Tracer } from '@opentelemetry/api'
import { guard } from '../capture/guard.ts'
import { enter } from '../context/enter.ts'
import { withGenerator } from '../context/generator.ts'
import { findParent } from '../context/parent.ts'
import { isPlainPromise } from '../context/run.ts'
import type { Shelf } from '../export/shelf.ts'
import type { Attributes } from '../protocol/records.ts'
import { ATTR_ERROR_TYPE } from '../semconv.ts'
import { mutable } from '../otel-attributes.ts'
import { isReadable } from '../export/span-like.ts'
import type { Words, WordsSource } from '../hold/held-ends.ts'
import { after, now } from '../moment.ts'
import { setParentSource } from '../content/given-content.ts'
import { isAbort } from './abort.ts'
import { ATTR_END } from '../own-names.ts'

export interface RunOptions<T> {
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
  readonly before: (span: Span) => void
  readonly run: (context: Context, span: Span) => T
  /** Looks at the final value; it is not changed. */
  readonly onResult: (span: Span, value: unknown) => void
}

export function runInSpan<T>(options: RunOptions<T>): T {
  const parent = findParent(options.explicit)
  const base = parent?.context ?? ROOT_CONTEXT
  const span = options.tracer.startSpan(options.name, { kind: options.kind, attributes: mutable(options.attributes(base)) }, base)
  if (parent !== undefined && trace.getSpan(base) !== undefined) setParentSource(span, parent.source)
  options.before(span)
  const began = now()
  options.shelf.open(span)
  const context = options.inside(trace.setSpan(base, span))

  let over = false
  const finish: Finish = (failed, value) => {
    if (over || !span.isRecording()) return
    over = true
    if (!failed) options.onResult(span, value)
    const stopped = failed && isAbort(value)
    if (!failed || stopped) span.setAttribute(ATTR_END, stopped ? 'aborted' : 'completed')
    // A message may hold credentials, and content has to be redacted: what does both may have to be loaded.
    const at = now()
    let later = false
    options.words.whenNeeded((failed && !stopped) || options.contentOnSpan, (words) => {
      if (failed && !stopped) fail(span, words?.failureOf(value) ?? wordless(value))
      if (options.contentOnSpan) words?.writeContent(span)
      span.end(later && isReadable(span) ? after(span.startTime, at - began) : undefined)
      options.shelf.close(span)
    })
    later = true
  }
  try {
    return enter(context, () => follow(options.run(context, span), context, finish))
  } catch (error) {
    finish(true, error)
    throw error
  }
}

type Finish = (failed: boolean, value: unknown) => void

/** Ends the span when `result` settles, and hands it on. */
function follow<T>(result: T, context: Context, finish: Finish): T
function follow(result: unknown, context: Context, finish: Finish): unknown {
  // In line, not beside it: a reaction of ours on the page's promise would hide who awaits whom, and make a rejection count as handled.
  if (isPlainPromise(result)) return through(result, finish)
  if (isThenable(result)) watch(result, finish)
  else if (isGenerator(result)) return observeSteps(withGenerator(context, result), finish)
  else finish(false, result)
  return result
}

async function through(promise: Promise<unknown>, finish: Finish): Promise<unknown> {
  try {
    const value = await promise
    finish(false, value)
    return value
  } catch (error) {
    finish(true, error)
    throw error
  }
}

function watch(result: PromiseLike<unknown>, finish: Finish): void {
  result.then(
    (value) => finish(false, value),
    (error: unknown) => finish(true, error),
  )
}

/** A name that is nothing but one: letters that end in what it is. */
const ERROR_NAME = /^[A-Z][A-Za-z]{0,40}(?:Error|Exception)$/

/** What is known of a failure without words: its name, or the conventions' fallback. */
function wordless(error: unknown): ReturnType<Words['failureOf']> {
  const name = error instanceof Error ? guard(() => error.name) : undefined
  return { type: name !== undefined && ERROR_NAME.test(name) ? name : '_OTHER', message: '' }
}

function fail(span: Span, { type, message }: ReturnType<Words['failureOf']>): void {
  span.setAttributes({ [ATTR_ERROR_TYPE]: type, [ATTR_END]: 'error' })
  span.setStatus({ code: SpanStatusCode.ERROR, message })
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

type Steps = Record<'next' | 'return' | 'throw', (...args: unknown[]) => unknown>

function isGenerator(value: unknown): value is Steps {
  const tag = Object.prototype.toString.call(value)
  return tag === '[object Generator]' || tag === '[object AsyncGenerator]'
}

/** A generator does nothing until it is asked; its last step, or the one that throws, ends the span. */
function observeSteps(generator: Steps, finish: Finish): Steps {
  for (const name of ['next', 'return', 'throw'] as const) {
    const step = generator[name]
    generator[name] = (...args) => {
      let answer: unknown
      try {
        answer = step(...args)
      } catch (error) {
        finish(true, error)
        throw error
      }
      if (isThenable(answer)) watch(answer, (failed, value) => look(failed, value, finish))
      else look(false, answer, finish)
      return answer
    }
  }
  return generator
}

function look(failed: boolean, step: unknown, finish: Finish): void {
  if (failed) finish(true, step)
  else if (isLast(step)) finish(false, step.value)
}

function isLast(step: unknown): step is { readonly value: unknown } {
  return typeof step === 'object' && step !== null && 'done' in step && step.done === true
}
