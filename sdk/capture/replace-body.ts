/** Sends another body in the place of the page's, where an option of the page's asks for that. What the page gave stays as it is. */
import { isObject } from './patch.ts'
import { dataProperty } from './property.ts'

/**
 * The arguments of `fetch` with `body` in them; `undefined` where they cannot be had without a risk: only an `init` that is a plain object with a
 * string as its body is copied, property by property, so that no getter of the page is called. The length that the browser sends follows.
 */
export function withBody(args: readonly unknown[], body: string): readonly unknown[] | undefined {
  const [input, init, ...more] = args
  if (!isObject(init) || !isPlain(init) || typeof dataProperty(init, 'body') !== 'string') return undefined
  const properties = Object.getOwnPropertyDescriptors(init)
  const copy: unknown = Object.create(Object.getPrototypeOf(init), {
    ...properties,
    body: { value: body, enumerable: true, configurable: true, writable: true },
  })
  return [input, copy, ...more]
}

/** Made by a literal, of this realm or another. An instance of a class may have private fields, which a copy would not. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || (isObject(prototype) && Object.getPrototypeOf(prototype) === null)
}
