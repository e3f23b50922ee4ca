/** Watches which keys of a JSON value somebody reads. */
import type { JsonValue } from '../../sdk/protocol/records.ts'

export class KeyReads {
  /** The value, to be handed to whoever is watched. */
  readonly watched: JsonValue
  private readonly value: JsonValue
  private readonly seen = new Set<string>()

  constructor(value: JsonValue) {
    this.value = value
    this.watched = this.watch(value, '')
  }

  /** Paths of leaves that were read: numbers, words, nulls. */
  read(): readonly string[] {
    return leaves(this.value, '').filter((path) => this.seen.has(path))
  }

  unread(): readonly string[] {
    return leaves(this.value, '').filter((path) => !this.seen.has(path))
  }

  private watch(value: JsonValue, path: string): JsonValue {
    if (typeof value !== 'object' || value === null) return value
    return new Proxy(value, {
      get: (target, key) => {
        const at: JsonValue | undefined = Reflect.get(target, key)
        if (typeof key === 'symbol' || !Object.hasOwn(target, key)) return at
        const below = Array.isArray(target) ? `${path}[]` : join(path, key)
        this.seen.add(below)
        return at === undefined ? at : this.watch(at, below)
      },
    })
  }
}

function leaves(value: JsonValue, path: string): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item: JsonValue) => leaves(item, `${path}[]`)))]
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, item]) => leaves(item, join(path, key)))
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
