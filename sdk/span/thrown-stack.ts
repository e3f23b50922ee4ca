/** The stack of an error, read without running code of the page's. */

/** Of the realm: V8 asks it how stacks are written, also when a page has put another class in its place. */
const IntrinsicError: ErrorConstructor & { isError?(value: unknown): boolean } = Object.getPrototypeOf(TypeError)

/**
 * `undefined` where there is none, or where it cannot be had without the page's code: `prepareStackTrace` writes stacks, the page has put a getter of
 * its own onto the error, or what was thrown is a proxy. Nor is it read of errors of another realm.
 */
export function stackOf(thrown: unknown): string | undefined {
  try {
    if (!isError(thrown) || isWrittenByPage()) return undefined
    const found = descriptorOf(thrown)
    // V8 has its getter on each error, the same for all; SpiderMonkey on the prototype.
    const isEngines = found?.get !== undefined && found.get === descriptorOf(new IntrinsicError())?.get
    const stack: unknown = isEngines ? found.get?.call(thrown) : found?.value
    return typeof stack === 'string' && stack !== '' ? stack : undefined
  } catch {
    // Engines without `Error.isError` tell no proxy from an error: its traps may throw.
    return undefined
  }
}

function isError(value: unknown): value is object {
  return IntrinsicError.isError?.(value) ?? value instanceof IntrinsicError
}

const descriptorOf = (error: object): PropertyDescriptor | undefined =>
  Object.getOwnPropertyDescriptor(error, 'stack') ?? Object.getOwnPropertyDescriptor(IntrinsicError.prototype, 'stack')

/** V8 writes a stack when it is first asked for, and keeps what was written: in the engine's form it would not be what the page is to have. */
function isWrittenByPage(): boolean {
  if (!('prepareStackTrace' in IntrinsicError)) return false
  const own = Object.getOwnPropertyDescriptor(IntrinsicError, 'prepareStackTrace')
  return own === undefined || own.get !== undefined || typeof own.value === 'function'
}
