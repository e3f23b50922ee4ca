/** Tool calls that stream: which of them a piece of arguments belongs to. Servers differ in what a piece says of that. */
import { parseJson } from '../../parser/json.ts'
import { MAX_PARTS, type OpenPart } from './answer.ts'
import { word, type JsonObject } from '../read/json.ts'

export interface CallPiece {
  readonly index?: number | undefined
  readonly id?: string | undefined
  readonly name?: string | undefined
  /** A piece of the arguments. */
  readonly text: string
}

/** Mistral writes the word `null` where a call has no id, Python servers `None`. */
export function callIdOf(call: JsonObject): string | undefined {
  const id = word(call['id'])
  return id === 'null' || id === 'None' ? undefined : id
}

/**
 * The calls of one choice. A call's first piece has its index, id and name, the others have the index; that is OpenAI's way. Others leave out the index,
 * give every call index 0 (Ollama, issue 15457), the same call another index (LocalAI, issue 9722), or each piece an id of its own (Poolside, issue 9;
 * LiteLLM, issue 28223).
 */
export class OpenCalls {
  readonly #byIndex = new Map<number, OpenPart>()
  readonly #byId = new Map<string, OpenPart>()
  #last: OpenPart | undefined

  /** The call that the piece goes on with; `undefined` where it begins one. */
  find(piece: CallPiece): OpenPart | undefined {
    const known = this.#candidate(piece)
    return known === undefined || isAnother(known, piece) ? undefined : known
  }

  /**
   * Remembers what the piece says of its call. Of several ids the last one counts: Poolside calls its second id the real one, and OpenAI's client and
   * LangChain keep the last one too, so that the tool's result comes under it.
   */
  take(call: OpenPart, { index, id, name }: CallPiece): void {
    if (id !== undefined) call.id = id
    if (name !== undefined && call.name === undefined) call.name = name
    if (index !== undefined && (this.#byIndex.size < MAX_PARTS || this.#byIndex.has(index))) this.#byIndex.set(index, call)
    if (id !== undefined && this.#byId.size < MAX_PARTS) this.#byId.set(id, call)
    this.#last = call
  }

  #candidate({ index, id, name }: CallPiece): OpenPart | undefined {
    const named = id === undefined ? undefined : this.#byId.get(id)
    if (named !== undefined) return named
    if (index === undefined) return this.#last
    const placed = this.#byIndex.get(index)
    // A new index without an id or a name is that of a call whose head came under another one.
    return placed ?? (id === undefined && name === undefined ? this.#last : undefined)
  }
}

/** What is said once more: all the arguments, after they came piece by piece (LiteLLM, issue 20480, there also as text within text). */
export function isRepeated(known: OpenPart, { id, name, text }: CallPiece): boolean {
  if (text.length < Math.max(3, known.length) || (id !== undefined && known.id !== undefined && id !== known.id)) return false
  if (id === undefined && name !== undefined) return false
  return isWholeCall(known) && (text === known.text || (text.startsWith('"') && parseJson(text) === known.text))
}

/** Whether the piece begins another call than the one that its index, its id or its place leads to. */
export function isAnother(known: OpenPart, piece: CallPiece): boolean {
  const { id, name, text } = piece
  const otherId = id !== undefined && known.id !== undefined && id !== known.id
  if (name === undefined || known.name === undefined) return otherId && text !== '' && isWholeCall(known)
  if (otherId) return name !== known.name || isNextOfItsKind(known, text)
  if (known.length === 0) return false
  if (name !== known.name) return true
  return isWholeCall(known) && !isRepeated(known, piece) && (text !== '' || (id === undefined && known.id === undefined))
}

/** Another id, and the same name: another call of that tool, if the one before has its arguments. vLLM gave each piece a new id and the name again (pull request 23522). */
function isNextOfItsKind(known: OpenPart, text: string): boolean {
  return known.length === 0 ? text === '' || isWhole(text) : isWholeCall(known)
}

const isWholeCall = (call: OpenPart): boolean => call.isClosed && isWhole(call.text)

/** Whether arguments are complete: an object (or list) that closes. */
function isWhole(text: string): boolean {
  return /[}\]]\s*$/.test(text.slice(-64)) && parseJson(text) !== undefined
}
