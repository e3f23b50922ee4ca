/** About the bytes that a value occupies: a unit per character, eight per value. */
export function weigh(value: unknown): number {
  let bytes = 0
  const stack: unknown[] = [value]
  while (stack.length > 0) {
    const top = stack.pop()
    bytes += 8
    if (typeof top === 'string') bytes += top.length
    else if (Array.isArray(top)) for (const item of top) stack.push(item)
    else if (isFields(top)) {
      // `Object.entries` would cost an array per field, in the hottest loop of the store.
      for (const key of Object.keys(top)) {
        bytes += key.length
        stack.push(top[key])
      }
    }
  }
  return bytes
}

function isFields(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}

/** About the bytes of a span's columns and of its share of everything that is found by them. */
export const ROW_BYTES = 150
