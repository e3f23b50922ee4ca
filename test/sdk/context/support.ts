import { createContextKey, ROOT_CONTEXT, type Context } from '@opentelemetry/api'
import { StackContextManager } from '../../../sdk/context/stack.ts'

const KEY = createContextKey('test')

export const named = (name: string): Context => ROOT_CONTEXT.setValue(KEY, name)
export const A = named('A')
export const B = named('B')
export const manager = new StackContextManager().enable()

/** The name of the context that code here sees; `undefined` for none. */
export const here = (): unknown => manager.active().getValue(KEY)

export const sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

/** Awaits, then looks. */
export async function later(): Promise<unknown> {
  await sleep()
  return here()
}

export async function* produce(): AsyncGenerator<unknown> {
  yield here()
  await sleep()
  yield here()
}
