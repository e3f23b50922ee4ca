/** A value's place in what holds it, with the number that may lie there; and what there is of strings, lists and objects beside what is in them. */
const VALUE_BYTES = 8
const STRING_BYTES = 16
const LIST_BYTES = 24
const OBJECT_BYTES = 32

/** About the bytes that a string occupies: one a character where all are of Latin-1, else two. */
export const weighText = (text: string): number => STRING_BYTES + (WIDE.test(text) ? 2 : 1) * text.length

const WIDE = /[\u0100-\uffff]/

/** About the bytes that a value occupies. */
export function weigh(value: unknown): number {
  let bytes = 0
  const stack: unknown[] = [value]
  while (stack.length > 0) {
    const top = stack.pop()
    bytes += VALUE_BYTES
    if (typeof top === 'string') bytes += weighText(top)
    else if (Array.isArray(top)) {
      bytes += LIST_BYTES
      for (const item of top) stack.push(item)
    } else if (isFields(top)) {
      bytes += OBJECT_BYTES
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
