/** Entry `./zone`: loads zone.js, for code that lives in timers and callbacks. */
import { ROOT_CONTEXT, type Context, type ContextManager } from '@opentelemetry/api'
import { ZoneContextManager } from '@opentelemetry/context-zone'
import { bindTarget } from './context/bind.ts'
import { StackContextManager } from './context/stack.ts'

/**
 * zone.js follows timers and callbacks but loses native `async` functions at their first `await`, where the stack goes on: zone first,
 * stack when the zone has nothing.
 */
class CombinedContextManager implements ContextManager {
  readonly #zone = new ZoneContextManager()
  readonly #stack = new StackContextManager()

  active(): Context {
    const fromZone = this.#zone.active()
    return fromZone === ROOT_CONTEXT ? this.#stack.active() : fromZone
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#zone.with(context, () => this.#stack.with(context, fn, thisArg, ...args))
  }

  bind<T>(context: Context, target: T): T {
    return bindTarget(this, context, target)
  }

  enable(): this {
    this.#zone.enable()
    this.#stack.enable()
    return this
  }

  disable(): this {
    this.#zone.disable()
    this.#stack.disable()
    return this
  }
}

/** A context manager for `register({ contextManager: zoneContextManager() })`: zone.js first, the stack where the zone has nothing. */
export function zoneContextManager(): ContextManager {
  return new CombinedContextManager()
}
