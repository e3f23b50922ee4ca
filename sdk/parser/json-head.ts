/** The beginning of a JSON text as a value: what there is of it, as if all that is open were closed where the text ends. */
import type { JsonValue } from '../protocol/records.ts'

export interface JsonHead {
  readonly value: JsonValue
  /** Whether the text ends within the value. */
  readonly cut: boolean
  /** Where the value ends in the text. */
  readonly end: number
}

/** Deeper values are not looked into: what tells a wire lies near the top. */
const MAX_DEPTH = 12

/** `undefined` where the text is no JSON object or list. */
export function readJsonHead(text: string): JsonHead | undefined {
  const reader = new HeadReader(text)
  const value = reader.read()
  return value === undefined ? undefined : { value, cut: reader.cut, end: reader.at }
}

type Fields = { [key: string]: JsonValue }

class HeadReader {
  readonly #text: string
  at = 0
  cut = false
  #failed = false
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): JsonValue | undefined {
    const first = this.#peek()
    if (first !== '{' && first !== '[') return undefined
    const value = this.#value()
    return this.#failed ? undefined : value
  }

  get #stopped(): boolean {
    return this.cut || this.#failed
  }

  /** The next character that is no white space; empty at the end. */
  #peek(): string {
    while (isSpace(this.#text.charCodeAt(this.at))) this.at += 1
    return this.#text.charAt(this.at)
  }

  #value(): JsonValue | undefined {
    const first = this.#peek()
    if (first === '{') return this.#nested(() => this.#object())
    if (first === '[') return this.#nested(() => this.#list())
    return first === '"' ? this.#string() : this.#scalar()
  }

  #nested(read: () => JsonValue): JsonValue {
    this.at += 1
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) this.cut = true
    const value = read()
    this.#depth -= 1
    return value
  }

  #object(): JsonValue {
    const fields: Fields = {}
    while (!this.#closes('}')) {
      if (this.#peek() !== '"') return this.#end(fields)
      const key = this.#string()
      if (this.#stopped || this.#peek() !== ':') return this.#end(fields)
      this.at += 1
      const value = this.#value()
      // By definition, not by assignment: `__proto__` is a name like others.
      if (value !== undefined) Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true })
      if (this.#stopped) break
      this.#separator('}')
    }
    return fields
  }

  #list(): JsonValue {
    const items: JsonValue[] = []
    while (!this.#closes(']')) {
      const value = this.#value()
      if (value !== undefined) items.push(value)
      if (this.#stopped) break
      this.#separator(']')
    }
    return items
  }

  #closes(bracket: string): boolean {
    if (this.#stopped) return true
    if (this.#peek() !== bracket) return false
    this.at += 1
    return true
  }

  #separator(bracket: string): void {
    const next = this.#peek()
    if (next === ',') this.at += 1
    else if (next !== bracket) this.#end(null)
  }

  /** The text is over, or is no JSON. */
  #end(value: JsonValue): JsonValue {
    if (this.#peek() === '') this.cut = true
    else this.#failed = true
    return value
  }

  /** One that is cut is what came of it, its escapes as they are written. */
  #string(): string {
    const start = this.at
    let end = start + 1
    for (; end < this.#text.length; end += 1) {
      const character = this.#text.charCodeAt(end)
      if (character === QUOTE) break
      if (character === BACKSLASH) end += 1
    }
    if (end >= this.#text.length) {
      this.cut = true
      this.at = this.#text.length
      return this.#text.slice(start + 1)
    }
    this.at = end + 1
    return this.#unescaped(this.#text.slice(start, end + 1))
  }

  #unescaped(quoted: string): string {
    if (!quoted.includes('\\')) return quoted.slice(1, -1)
    try {
      return String(JSON.parse(quoted))
    } catch {
      this.#failed = true
      return ''
    }
  }

  #scalar(): JsonValue | undefined {
    const [word = ''] = /^[-+.\w]*/.exec(this.#text.slice(this.at, this.at + MAX_SCALAR)) ?? []
    this.at += word.length
    // One that the text's end may have cut is not known.
    if (this.at >= this.#text.length) {
      this.cut = true
      return undefined
    }
    try {
      const value: unknown = JSON.parse(word)
      if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
    } catch {
      // No JSON.
    }
    this.#failed = true
    return undefined
  }
}

const [QUOTE, BACKSLASH, MAX_SCALAR] = [0x22, 0x5c, 64]
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
