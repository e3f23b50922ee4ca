/** Values that many rows share, each kept once under a number for as long as a row uses it. */
import { NONE } from './table.ts'

/** About what an entry weighs beside its key. */
const ENTRY_BYTES = 64

export class Interned<T> {
  readonly #ids = new Map<string, number>()
  readonly #values: (T | undefined)[] = []
  readonly #keys: (string | undefined)[] = []
  readonly #uses: number[] = []
  readonly #free: number[] = []
  #bytes = 0
  #last = NONE

  /** The one that was named last; it may be in use no more. */
  get last(): number {
    return this.#last
  }

  /** About the bytes that all of them occupy. */
  get bytes(): number {
    return this.#bytes
  }

  /** One more use of the value that `key` names. */
  use(key: string, value: T): number {
    const known = this.#ids.get(key)
    if (known !== undefined) return this.again((this.#last = known))
    const id = (this.#last = this.#free.pop() ?? this.#values.length)
    this.#ids.set(key, id)
    this.#keys[id] = key
    this.#values[id] = value
    this.#uses[id] = 1
    this.#bytes += ENTRY_BYTES + 2 * key.length
    return id
  }

  /** One more use of a value that is in use. */
  again(id: number): number {
    if (id !== NONE) this.#uses[id] = (this.#uses[id] ?? 0) + 1
    return id
  }

  /** One use less; the last one lets it go. */
  release(id: number): void {
    // A negative index would be looked for by name.
    const key = id === NONE ? undefined : this.#keys[id]
    if (key === undefined) return
    const uses = (this.#uses[id] ?? 0) - 1
    this.#uses[id] = uses
    if (uses > 0) return
    this.#ids.delete(key)
    this.#bytes -= ENTRY_BYTES + 2 * key.length
    this.#values[id] = this.#keys[id] = undefined
    this.#free.push(id)
  }

  get(id: number): T | undefined {
    return id === NONE ? undefined : this.#values[id]
  }

  /** Those in use. */
  *values(): Generator<T> {
    for (const value of this.#values) if (value !== undefined) yield value
  }
}

const BETWEEN = '\u0001'
const NOTHING = '\u0002'

/** One key for some texts: the same for the same ones, and for no others. */
export function keyOfAll(parts: readonly (string | undefined)[]): string {
  let key = ''
  for (const part of parts) {
    if (part?.includes(BETWEEN) === true || part === NOTHING) return JSON.stringify(parts)
    key += `${part ?? NOTHING}${BETWEEN}`
  }
  return key
}
