/**
 * A plain property's value, inherited ones too. An accessor of the page is not called: the platform will call it once, and a second call
 * could be seen, or use something up.
 */
export function dataProperty(holder: object, key: PropertyKey): unknown {
  return findProperty(holder, key)?.value
}

/** The property itself, inherited ones too. */
export function findProperty(holder: object, key: PropertyKey): PropertyDescriptor | undefined {
  for (let at: object | null = holder; at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key)
    if (descriptor) return descriptor
  }
  return undefined
}
