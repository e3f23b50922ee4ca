/** Follows a JSON text that comes in pieces. */

/**
 * Whether an object or a list has come to its end may be asked after each piece: to parse all that came each time would take the square of its length. What
 * closes may still be no JSON.
 */
export class JsonProgress {
  #depth = 0
  #isInString = false
  #isEscaped = false
  #state: 'before' | 'inside' | 'closed' | 'other' = 'before'

  /** One object or list, closed, and nothing but white space after it. */
  get isClosed(): boolean {
    return this.#state === 'closed'
  }

  feed(text: string): void {
    for (let at = 0; at < text.length && this.#state !== 'other'; at++) this.#take(text.charCodeAt(at))
  }

  #take(code: number): void {
    if (this.#isInString) return this.#takeInString(code)
    if (code === QUOTE && this.#state === 'inside') this.#isInString = true
    else if (code === BRACE || code === BRACKET) this.#open()
    else if (code === BRACE_END || code === BRACKET_END) this.#close()
    else if (this.#state !== 'inside' && !WHITE.has(code)) this.#state = 'other'
  }

  #takeInString(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === BACKSLASH) this.#isEscaped = true
    else if (code === QUOTE) this.#isInString = false
  }

  #open(): void {
    if (this.#state === 'closed') this.#state = 'other'
    else this.#state = 'inside'
    this.#depth++
  }

  #close(): void {
    if (this.#state !== 'inside') this.#state = 'other'
    else if (--this.#depth === 0) this.#state = 'closed'
  }
}

const [QUOTE, BACKSLASH, BRACE, BRACE_END, BRACKET, BRACKET_END] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d]
const WHITE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d])
