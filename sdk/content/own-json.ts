/** JSON values of the page: how many characters they hold, and a copy that is ours. Deep nesting never overflows the stack. */

/** How deep content is followed; the protocol lets no more through either. */
export const MAX_DEPTH = 64
export const TOO_DEEP = '[nested too deep]'

/** Characters of all strings and keys, and a handful for each value: about the length of its JSON, without writing it. */
export function charactersOf(value: unknown): number {
  let characters = 0
  const stack: object[] = []
  const add = (item: unknown): void => {
    characters += 4
    if (typeof item === 'string') characters += item.length
    // Vectors have thousands of numbers, which need no place on the stack.
    else if (typeof item === 'object' && item !== null) stack.push(item)
  }
  add(value)
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (Array.isArray(top)) for (const item of top) add(item)
    else {
      for (const key of Object.keys(top)) {
        const item: unknown = Reflect.get(top, key)
        characters += key.length
        if (item !== undefined) add(item)
      }
    }
  }
  return characters
}

/** The same JSON in lists and objects of its own; what is nested deeper than {@link MAX_DEPTH} becomes a note. */
export function ownCopy<T>(value: T, depth?: number): T
export function ownCopy(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return TOO_DEEP
  if (Array.isArray(value)) return copyOfList(value, depth)
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) setOwn(copy, key, ownCopy(Reflect.get(value, key), depth + 1))
  return copy
}

/** The platform copies a vector of numbers at once. */
function copyOfList(list: readonly unknown[], depth: number): readonly unknown[] {
  const copy = [...list]
  for (const [at, item] of list.entries()) if (typeof item === 'object') copy[at] = ownCopy(item, depth + 1)
  return copy
}

/** An own `__proto__` stays a field; an assignment would set the prototype. */
function setOwn(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true })
  else record[key] = value
}
