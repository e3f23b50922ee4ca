/** The platform's own answer (TC39 proposal-async-context), used where it exists; no browser has it yet. */
import type { Context } from '@opentelemetry/api'

export interface ContextVariable {
  run<R>(value: Context, fn: () => R): R
  get(): Context | undefined
}

type VariableConstructor = new () => ContextVariable

function isConstructor(value: unknown): value is VariableConstructor {
  return typeof value === 'function'
}

/** `AsyncContext.Variable` of `scope`, if that has one. */
export function createVariable(scope: object): ContextVariable | undefined {
  const asyncContext: unknown = Reflect.get(scope, 'AsyncContext')
  if (typeof asyncContext !== 'object' || asyncContext === null) return undefined
  const Variable: unknown = Reflect.get(asyncContext, 'Variable')
  return isConstructor(Variable) ? new Variable() : undefined
}

export const platformVariable = createVariable(globalThis)
