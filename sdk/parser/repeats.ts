/**
 * Events that differ from an earlier one in a single string, which is what most of a streamed answer is: told apart by comparing text, without
 * splitting lines or parsing JSON. A tenth of the work for the same result.
 *
 *     data: {"id":"c1","choices":[{"delta":{"content":"Hel"}}]}⏎⏎
 *     └──────────────── prefix ──────────────────────┘   └─ suffix ─┘
 */

import { parseJson } from './json.ts'

/** What an event offers to whoever saw it: the one string that may differ in the next. */
export interface Repeatable {
  readonly text: string
  /** Such an event came with that string; or several did, and these are their strings one after the other. */
  again(text: string): void
}

interface Template {
  readonly prefix: string
  readonly suffix: string
  /** From one string to the next. */
  readonly between: string
  readonly again: (text: string) => void
}

/** What would have to be written otherwise within a JSON string, or ends it. */
// oxlint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0000-\u001f]/
/** What no JSON string has. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f]/

/** Events without a repeat after which the stream is taken for one that has none, and a lot of it is read as it comes. */
const PATIENCE = 16
const MAX_PAUSE = 256
/** Characters that are looked at in one go; strings that are longer are left to the parser and its limits. */
const MAX_LOOKED_AT = 16 * 1024

export class Repeats {
  #template: Template | undefined
  /** Events since the last repeat. */
  #misses = 0
  /** Texts that are not looked at; doubled each time that looking brought nothing. */
  #pause = 0
  #nextPause = 4

  /** Whether events should be told one by one: asked once for each piece of text. */
  looks(): boolean {
    if (this.#pause === 0) return true
    this.#pause--
    return false
  }

  /**
   * The end of the repeats that `text` has from `start` on, their strings told as one; `start` itself where there is none. What lies between two strings
   * is looked for in one piece: the engine takes a text apart faster than a loop goes from quote to quote.
   */
  read(text: string, start: number): number {
    const template = this.#template
    if (template === undefined || !standsAt(text, template.prefix, start)) return start
    const { prefix, suffix, between, again } = template
    const from = start + prefix.length
    const rest = text.slice(from, from + MAX_LOOKED_AT)
    const told = stringsOf(rest.split(between), suffix)
    if (told.count === 0) {
      // Not to be looked for again from each event on: that would take time by the square of the text.
      if (rest.length >= MAX_LOOKED_AT / 4) this.#template = undefined
      return start
    }
    this.#misses = 0
    this.#nextPause = 4
    again(told.text)
    return start + told.characters + told.count * (prefix.length + suffix.length)
  }

  /** An event was read the long way; `frame` is all of its text, the blank line included. */
  learn(frame: string, offered: Repeatable | undefined): void {
    if (++this.#misses >= PATIENCE) {
      this.#misses = 0
      this.#pause = this.#nextPause
      this.#nextPause = Math.min(2 * this.#nextPause, MAX_PAUSE)
    }
    if (offered === undefined || ESCAPED.test(offered.text)) return
    const json = `"${offered.text}"`
    const at = frame.indexOf(json)
    // Once only: else it is not known which of them was told.
    if (at < 0 || frame.indexOf(json, at + 1) >= 0) return
    const prefix = frame.slice(0, at + 1)
    const suffix = frame.slice(at + json.length - 1)
    this.#template = { prefix, suffix, between: suffix + prefix, again: (text) => offered.again(text) }
  }
}

interface Told {
  readonly text: string
  /** How many they were, and the characters that they were written with. */
  readonly count: number
  readonly characters: number
}

/** Of the pieces of a text those that are the inside of a JSON string, and of the first that is more what stands before `suffix`: another event follows there. */
function stringsOf(pieces: readonly string[], suffix: string): Told {
  const strings: string[] = []
  let characters = 0
  const take = (written: string): boolean => {
    const string = stringOf(written)
    if (string === undefined) return false
    strings.push(string)
    characters += written.length
    return true
  }
  for (const piece of pieces.slice(0, -1)) if (!take(piece)) break
  const next = pieces[strings.length] ?? ''
  const end = next.indexOf(suffix)
  if (end >= 0) take(next.slice(0, end))
  return { text: strings.join(''), count: strings.length, characters }
}

/** What is written between the quotes of a JSON string; `undefined` where it is none. */
function stringOf(written: string): string | undefined {
  if (!ESCAPED.test(written)) return written
  // A failed parse would cost more than the event.
  if (CONTROL.test(written)) return undefined
  const value = parseJson(`"${written}"`)
  return typeof value === 'string' ? value : undefined
}

/** What `startsWith` says; on the text of a decoder that takes Chromium longer than to parse it as JSON (measured, ten times as long as this). */
function standsAt(text: string, part: string, at: number): boolean {
  return text.slice(at, at + part.length) === part
}
