/**
 * Runs the page's function inside a span: sync, async or a generator. Its result passes through, its error is thrown on as it is; the span ends when the
 * function does.
 */
import type { Context } from '@opentelemetry/api'
import { enter } from '../context/enter.ts'
import { isGenerator, withGenerator, type Steps } from '../context/generator.ts'
import { isPlainPromise } from '../context/run.ts'
import { openRun, type OpenRunOptions, type Run } from './open-run.ts'

export interface RunOptions<T> extends OpenRunOptions {
  readonly run: (context: Context) => T
}

export function runInSpan<T>(options: RunOptions<T>): T {
  const { context, finish } = openRun(options)
  return noting(finish, () => enter(context, () => follow(options.run(context), context, finish)))
}

type Finish = Run['finish']

/** Lets an error through that ends the span. */
function noting<T>(finish: Finish, run: () => T): T {
  try {
    return run()
  } catch (error) {
    finish(true, error)
    throw error
  }
}

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

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** A generator does nothing until it is asked; its last step, or the one that throws, ends the span. */
function observeSteps(generator: Steps, finish: Finish): Steps {
  const look: Finish = (failed, step) => {
    if (failed) finish(true, step)
    else if (isLast(step)) finish(false, step.value)
  }
  for (const name of ['next', 'return', 'throw'] as const) {
    const step = generator[name]
    generator[name] = (...args) => {
      const answer = noting(finish, () => step(...args))
      if (isThenable(answer)) watch(answer, look)
      else look(false, answer)
      return answer
    }
  }
  return generator
}

function isLast(step: unknown): step is { readonly value: unknown } {
  return typeof step === 'object' && step !== null && 'done' in step && step.done === true
}
