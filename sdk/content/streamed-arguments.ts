/**
 * Arguments of a tool while they stream: they are shown up to the first field that is for a credential, since half a value cannot be told from a harmless
 * one. The record at the end has all other fields.
 */
import type { TextDelta } from '../provider/read/dialect.ts'
import { isCredentialName } from './credential-names.ts'

/** A field's name and its colon may come in as many pieces as they like, but are no longer than this. */
const MAX_TAIL = 128
const FIELD = /"([\w.-]{1,80})\\{0,3}"\s{0,16}:/g

export class StreamedArguments {
  /** By choice and tool call: the last of what was shown; `undefined` where nothing is shown any more. */
  readonly #tails = new Map<string, string | undefined>()

  show({ part, choice, index, text }: TextDelta): string {
    if (part !== 'tool_arguments') return text
    const key = `${choice} ${index}`
    const tail = this.#tails.has(key) ? this.#tails.get(key) : ''
    if (tail === undefined) return ''
    const known = tail + text
    const end = endOfCredentialName(known)
    this.#tails.set(key, end === undefined ? known.slice(Math.max(0, known.length - MAX_TAIL)) : undefined)
    return end === undefined ? text : text.slice(0, Math.max(0, end - tail.length))
  }
}

function endOfCredentialName(text: string): number | undefined {
  for (const match of text.matchAll(FIELD)) if (isCredentialName(match[1] ?? '')) return match.index + match[0].length
  return undefined
}
