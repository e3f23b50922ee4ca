/** What a request shows of itself to the wires. */
import type { RequestSnapshot } from './capture/exchange.ts'
import { parseJson } from './parser/json.ts'
import type { JsonValue } from './protocol/records.ts'
import type { RequestShape } from './provider/read/dialect.ts'
import { hasTellingKey, MAX_REQUEST_CHARACTERS } from './recognition/request-signs.ts'

/** The body is parsed when somebody asks for it: most of a page's requests are told apart by less. */
export class LazyShape implements RequestShape {
  readonly method: string
  readonly place: URL | undefined
  readonly #request: RequestSnapshot
  readonly #known: boolean
  #parsed: { readonly value: JsonValue | undefined } | undefined

  /** `known`: it is for us, whatever it holds. */
  constructor(request: RequestSnapshot, known = false) {
    this.method = request.method
    this.place = request.place
    this.#request = request
    this.#known = known
  }

  get url(): URL {
    return this.#request.url
  }

  get body(): JsonValue | undefined {
    this.#parsed ??= { value: this.#read() }
    return this.#parsed.value
  }

  #read(): JsonValue | undefined {
    const { body: text } = this.#request
    if (text === undefined || text.length > MAX_REQUEST_CHARACTERS) return undefined
    return this.#known || (this.method === 'POST' && hasTellingKey(text)) ? parseJson(text) : undefined
  }
}
