import type { Context } from '@opentelemetry/api'
import { run } from './run.ts'

/**
 * A native generator runs on its consumer's stack, each step under whatever context the consumer has. This gives back one whose steps
 * run under `context`, sync or async; anything else passes through as it is.
 */
export function withGenerator<T>(context: Context, result: T): T {
  if (!isGenerator(result)) return result
  const steps: PropertyDescriptorMap = {}
  for (const name of ['next', 'return', 'throw'] as const) {
    const step = result[name]
    const value = (...args: unknown[]): unknown => run(context, step, result, args)
    steps[name] = { value, writable: true, configurable: true }
  }
  return Object.create(Object.getPrototypeOf(result), steps)
}

export type Steps = Record<'next' | 'return' | 'throw', (...args: unknown[]) => unknown>

export function isGenerator(value: unknown): value is Steps {
  const tag = Object.prototype.toString.call(value)
  return tag === '[object Generator]' || tag === '[object AsyncGenerator]'
}
