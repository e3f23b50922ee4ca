/** A value's place in what holds it, with the number that may lie there; and what there is of strings, lists and objects beside what is in them. */
const VALUE_BYTES = 8
const STRING_BYTES = 16
const LIST_BYTES = 24
const OBJECT_BYTES = 32

/** About the bytes that a string occupies: one a character where all are of Latin-1, else two. */
export const weighText = (text: string): number => STRING_BYTES + (isWide(text) ? 2 : 1) * text.length

const WIDE = /[\u0100-\uffff]/
/** Characters that are looked at one by one in less time than the pattern takes to begin. */
const SHORT = 32

function isWide(text: string): boolean {
  if (text.length > SHORT) return WIDE.test(text)
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return true
  return false
}

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
      // `Object.entries` would cost an array per field, in the hottest loop of the store; and most fields hold a text.
      for (const key of Object.keys(top)) {
        const field = top[key]
        bytes += key.length
        if (typeof field === 'string') bytes += VALUE_BYTES + weighText(field)
        else stack.push(field)
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
