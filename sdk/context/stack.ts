import { ROOT_CONTEXT, type Context, type ContextManager } from '@opentelemetry/api'
import { bindTarget } from './bind.ts'
import { lookUp, run } from './run.ts'

let answers = 0

/**
 * How many times a {@link StackContextManager} has answered `active()`. Whether the API's answer came from one shows in the count; the API
 * has no way to ask whose manager is global.
 */
export const stackAnswers = (): number => answers

let silent = false

/** What `ask` answers, and whether a {@link StackContextManager} was asked: it answers with the root context then, and looks nothing up. */
export function askSilently<T>(ask: () => T): { readonly answer: T; readonly ours: boolean } {
  const before = answers
  silent = true
  try {
    return { answer: ask(), ours: answers !== before }
  } finally {
    silent = false
  }
}

/**
 * An OpenTelemetry context manager that follows native `async`/`await` without zone.js (see `run.ts` for how, and for what it cannot
 * see: timers, listeners, calls that nobody awaits). All instances share one stack, as they share the page's.
 */
export class StackContextManager implements ContextManager {
  #enabled = false

  active(): Context {
    if (!this.#enabled) return ROOT_CONTEXT
    answers++
    return silent ? ROOT_CONTEXT : (lookUp() ?? ROOT_CONTEXT)
  }

  /**
   * Runs `fn` under `context`. Returns what `fn` returns; in place of a plain native promise, another one that settles with it. Promises
   * of other classes, and such as carry properties, are the very same, but code after their first `await` is not followed.
   */
  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return run(context, fn, thisArg, args)
  }

  bind<T>(context: Context, target: T): T {
    return bindTarget(this, context, target)
  }

  enable(): this {
    this.#enabled = true
    return this
  }

  disable(): this {
    this.#enabled = false
    return this
  }
}
