/**
 * A text that is JSON, whole or cut off, without the values of fields that are for credentials. It is not parsed and written again: that would change
 * big numbers, and what a model wrote. All else stays as it is, byte for byte.
 */
import { CREDENTIAL } from './credential-forms.ts'
import { isCredentialHeader, isCredentialName, isPlaceholder, isSureName } from './credential-names.ts'

/** What is done to a string that stands under a name which says nothing; the string is unescaped. */
export type ChangeText = (text: string, key: string) => string

const COLON = /\s{0,1000}:\s{0,1000}/y
const NUMBER = /-?\d[\d.eE+-]{0,400}/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-f]{4})/gi
const CONTROL = /[^ -\u{10ffff}]/u
const LOGPROBS = 'logprobs'
const HEADERS = /^(?:\w{1,20}[_-]?)?headers$/i

const SPACE = 0x20
const BRACE = 0x7b
const BRACKET = 0x5b

export function looksLikeJson(text: string): boolean {
  const first = text.charCodeAt(0)
  // Most texts begin with a letter.
  return (first <= SPACE || first === BRACE || first === BRACKET) && /^\s{0,100}[[{]/.test(text) && text.includes('"')
}

/** `found` is told each value that a name gave away. */
export function scrubJson(text: string, change: ChangeText, found?: (value: string) => void): string {
  return new JsonScrubber(text, change, found).run()
}

class JsonScrubber {
  readonly #text: string
  readonly #change: ChangeText
  readonly #found: ((value: string) => void) | undefined
  #scrubbed = ''
  #copied = 0
  /** The names that the open objects and lists stand under. */
  readonly #within: string[] = []
  #key = ''
  /** How many of them are lists of log-probabilities, which call each piece of text a token. */
  #logprobs = 0
  /** What the object or the pair says that it is the value of: `{ "name": "Authorization", "value": … }`, `["authorization", …]`. */
  #named = ''

  constructor(text: string, change: ChangeText, found: ((value: string) => void) | undefined) {
    this.#text = text
    this.#change = change
    this.#found = found
  }

  run(): string {
    const structure = /["{}[\]]/g
    for (let match = structure.exec(this.#text); match !== null; match = structure.exec(this.#text)) {
      const [mark] = match
      if (mark === '"') structure.lastIndex = this.#string(match.index)
      else if (mark === '{' || mark === '[') this.#open(mark)
      else this.#close()
    }
    return this.#copied === 0 ? this.#text : this.#scrubbed + this.#text.slice(this.#copied)
  }

  /** Items of a list stand under its name. */
  #open(mark: string): void {
    this.#within.push(this.#key)
    if (this.#key === LOGPROBS) this.#logprobs++
    this.#named = ''
    if (mark === '{') this.#key = ''
  }

  #close(): void {
    this.#key = this.#within.pop() ?? ''
    if (this.#key === LOGPROBS) this.#logprobs--
  }

  /** A key or a value; the answer is where to look on. */
  #string(at: number): number {
    const end = closingQuote(this.#text, at + 1)
    const raw = this.#text.slice(at + 1, end)
    COLON.lastIndex = end + 1
    const colon = COLON.exec(this.#text)
    if (colon === null) return this.#value(at + 1, end, raw)
    this.#key = unescaped(raw) ?? raw
    return this.#number(end + 1 + colon[0].length)
  }

  #value(start: number, end: number, raw: string): number {
    const value = unescaped(raw)
    const text = value ?? raw
    const changed = this.#changed(text)
    if (/^(?:name|key|header|field)$/i.test(this.#key) || HEADERS.test(this.#key)) this.#named = text
    // What cannot be unescaped is cut off: its credential may have been, too.
    if (changed !== text)
      this.#replace(start, end, value === undefined && changed !== CREDENTIAL ? changed : JSON.stringify(changed).slice(1, -1))
    return end + 1
  }

  #changed(text: string): string {
    if (this.#logprobs > 0) return text
    if (!this.#isCredential()) return this.#change(text, this.#key)
    if (isPlaceholder(text)) return text
    this.#found?.(text)
    return CREDENTIAL
  }

  #isCredential(): boolean {
    if (isCredentialName(this.#key)) return true
    if ((this.#key === 'value' || HEADERS.test(this.#key)) && isCredentialHeader(this.#named)) return true
    return [this.#within.at(-1), this.#within.at(-2)].some((name = '') => HEADERS.test(name)) && isCredentialHeader(this.#key)
  }

  #number(at: number): number {
    NUMBER.lastIndex = at
    const number = isSureName(this.#key) ? NUMBER.exec(this.#text)?.[0] : undefined
    if (number === undefined) return at
    this.#replace(at, at + number.length, `"${CREDENTIAL}"`)
    return at + number.length
  }

  #replace(start: number, end: number, by: string): void {
    this.#scrubbed += this.#text.slice(this.#copied, start) + by
    this.#copied = end
  }
}

/** Where a string ends; at the end of the text where it is cut off. */
function closingQuote(text: string, start: number): number {
  let end = text.indexOf('"', start)
  while (end !== -1) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\' && end - 1 - slashes >= start) slashes++
    if (slashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
  return text.length
}

/** `undefined` for what is no JSON string, such as the end of a text that was cut off. To let the parser find that out costs a hundred times as much. */
function unescaped(raw: string): string | undefined {
  if (!raw.includes('\\')) return raw
  if (raw.replace(ESCAPE, '').includes('\\') || CONTROL.test(raw)) return undefined
  const text: unknown = JSON.parse(`"${raw}"`)
  return typeof text === 'string' ? text : undefined
}
