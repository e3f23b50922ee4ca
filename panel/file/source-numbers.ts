/** Numbers of what many spans of a source have in common, over all of its batches; each batch takes along what is new. */
import type { Said } from '../trace/said.ts'
import type { BatchPlace } from '../trace/span-batch.ts'

export class Numbered<T> {
  readonly #known = new Map<string, number>()
  #fresh: T[] = []

  /** The number of the value with that key. */
  number(key: string, value: () => T): number {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const number = this.#known.size
    this.#known.set(key, number)
    this.#fresh.push(value())
    return number
  }

  /** Those that came since the last time. */
  take(): readonly T[] {
    const fresh = this.#fresh
    this.#fresh = []
    return fresh
  }
}

export class SourceNumbers {
  readonly #texts = new Numbered<string>()
  readonly #said = new Numbered<Said>()
  readonly #pages = new Numbered<string>()

  /** -1 for none. */
  text(text: string | undefined): number {
    return text === undefined ? -1 : this.#texts.number(text, () => text)
  }

  said(said: Said | undefined): number {
    return said === undefined ? -1 : this.#said.number(JSON.stringify(said), () => said)
  }

  page(url: string): number {
    return url === '' ? -1 : this.#pages.number(url, () => url)
  }

  take(): { readonly newTexts: readonly string[]; readonly newSaid: readonly Said[] } {
    return { newTexts: this.#texts.take(), newSaid: this.#said.take() }
  }

  takePages(): { readonly newPages: readonly string[] } {
    return { newPages: this.#pages.take() }
  }
}

/** Spans whose resource or scope has not come yet: more than these get none. */
export const MAX_WAITING = 500_000

/** Attributes and scope that an item of the current group has, once they are known. */
export class Places {
  readonly #numbers = new Map<string, number>()
  readonly #fresh: BatchPlace[] = []
  /** Numbers that are given and have no place yet, in the order of their numbers, with their scope where it is known. */
  #open: { scope: BatchPlace['scope'] | undefined; readonly number: number }[] = []
  #next = 0
  #attributes: BatchPlace['attributes'] | undefined
  #scope: BatchPlace['scope'] | undefined
  #current = -1

  beginGroup(): void {
    this.#attributes = undefined
    this.#current = -1
  }

  resource(attributes: BatchPlace['attributes']): void {
    this.#attributes = attributes
    this.#current = -1
  }

  beginScope(): void {
    this.#scope = undefined
    this.#current = -1
  }

  scope(scope: BatchPlace['scope']): void {
    this.#scope = scope
    const last = this.#open.at(-1)
    // Spans of this very scope came before it.
    if (last !== undefined && last.number === this.#current) last.scope = scope
    else this.#current = -1
  }

  endScope(): void {
    const last = this.#open.at(-1)
    if (last !== undefined && last.number === this.#current) last.scope ??= NO_SCOPE
    this.#scope = undefined
    this.#current = -1
    if (this.#attributes !== undefined) this.#settle()
  }

  endGroup(): void {
    this.#attributes ??= {}
    this.#settle()
    this.#attributes = undefined
  }

  /** Of the item that is read now. */
  number(): number {
    if (this.#current >= 0) return this.#current
    if (this.#attributes !== undefined && this.#scope !== undefined && this.#open.length === 0) {
      this.#current = this.#numberOf({ attributes: this.#attributes, scope: this.#scope })
    } else {
      this.#current = this.#next++
      this.#open.push({ number: this.#current, scope: this.#scope })
    }
    return this.#current
  }

  /** Numbers were given whose places are not known. */
  get isWaiting(): boolean {
    return this.#open.length > 0
  }

  /** What is not known by now does not come any more. */
  giveUp(): void {
    this.#settle()
    this.#current = -1
  }

  take(): { readonly newPlaces: readonly BatchPlace[] } {
    return { newPlaces: this.#fresh.splice(0) }
  }

  #settle(): void {
    const attributes = this.#attributes ?? {}
    for (const { scope = NO_SCOPE } of this.#open) this.#fresh.push({ attributes, scope })
    this.#open = []
  }

  #numberOf(place: BatchPlace): number {
    const key = JSON.stringify(place)
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.#next++
    this.#numbers.set(key, number)
    this.#fresh.push(place)
    return number
  }
}

const NO_SCOPE = { name: '' }
