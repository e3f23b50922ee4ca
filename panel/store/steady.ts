/** Views are made anew each time they are asked for. One that says what it said before is kept, so that nothing is drawn anew for it. */

/** The one of before where the two say the same: plain data, compared field by field. */
export function steady<T>(before: T | undefined, now: T): T {
  return before !== undefined && saysSame(before, now) ? before : now
}

/** The same of a list, place by place. */
export function steadyList<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  return now.map((each, at) => steady(before[at], each))
}

function saysSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (!isFields(a) || !isFields(b)) return false
  const keys = Object.keys(a)
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false
  for (const key of keys) if (!Object.hasOwn(b, key) || !saysSame(a[key], b[key])) return false
  return true
}

function isFields(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null
}
