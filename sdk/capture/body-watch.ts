import type { BodyEdit, Exchange } from './exchange.ts'
import { guard } from './guard.ts'
import type { Natives } from './natives.ts'
import { isObject } from './patch.ts'
import type { Branch } from './body-branch.ts'

/** What changes a request, and takes out of its answer what that brings, in the page's own turn. Loaded where an option asks for it. */
export interface Edits {
  /** The arguments of `fetch` with `body` in the place of the page's; `undefined` where that cannot be had without a risk. */
  withBody(args: readonly unknown[], body: string): readonly unknown[] | undefined
  /** From now on the page sees the observed body of `response` through edits that `another` makes. */
  show(watch: Watch, response: unknown, another: () => BodyEdit): void
  /** Calls a method of a Response whose edited body is locked: the platform refuses it only if the real one is. */
  refused(watch: Watch, response: unknown, call: () => unknown): unknown
}

export interface Shown {
  readonly stream: ReadableStream
  /** A body that is read past the stream is edited by this; at most one of the two ever begins. */
  readonly edit: BodyEdit
  /** For copies of a body that nobody has read. */
  readonly another: () => BodyEdit
}

/** A reader of an observed stream: the page's, or ours inside an interposed stream. */
export interface ReaderState {
  readonly branch: Branch
  /** Reads that have not settled. */
  pending: number
  /** After `releaseLock()` what the reader rejects with says nothing about the body. */
  released: boolean
  /** The stream closed; the last chunk may still be on its way. */
  closed: boolean
  /** What follows a read that brought its result, and one that failed. */
  readonly settled: (result: unknown) => void
  readonly failed: () => void
}

/** The page's async iterator over an observed stream. */
export interface IteratorState {
  readonly branch: Branch
  readonly preventCancel: boolean
  pending: number
  /** `return()` was called while a chunk was on its way. */
  leaving: { readonly reason: unknown } | undefined
}

/** A response whose body is observed when the page first touches it. */
export interface Untouched {
  readonly exchange: Exchange
  /** The page's, of the fetch that brought it. */
  readonly signal: AbortSignal | undefined
  touched: boolean
}

/**
 * What capture knows of the page's streams. All of it lies in here, keyed weakly: nothing of ours is ever put on an object of the page,
 * and a stream that the page drops is forgotten with it.
 */
export class Watch {
  readonly natives: Natives
  edits: Edits | undefined
  /** Observed bodies that have not had their last word. */
  open = 0
  readonly #owners = new WeakSet<object>()
  readonly #untouched = new WeakMap<object, Untouched>()
  readonly #streams = new WeakMap<object, Branch>()
  readonly #readers = new WeakMap<object, ReaderState>()
  readonly #shown = new WeakMap<object, Shown>()
  #shows = false
  readonly #iterators = new WeakMap<object, IteratorState>()
  /** Holds branches, not streams. Chromium keeps a stream whose answer is still on its way, whoever has let go of it. */
  readonly #collected: FinalizationRegistry<Branch> | undefined =
    typeof FinalizationRegistry === 'function' ? new FinalizationRegistry((branch) => guard(() => branch.collected())) : undefined

  constructor(natives: Natives) {
    this.natives = natives
  }

  branchOf(stream: unknown): Branch | undefined {
    return isObject(stream) ? this.#streams.get(stream) : undefined
  }

  readerOf(reader: unknown): ReaderState | undefined {
    return isObject(reader) ? this.#readers.get(reader) : undefined
  }

  iteratorOf(iterator: unknown): IteratorState | undefined {
    return isObject(iterator) ? this.#iterators.get(iterator) : undefined
  }

  /** The branch of an observed body that nobody has locked yet. */
  freeBranchOf(stream: unknown): Branch | undefined {
    const branch = this.branchOf(stream)
    return branch && this.natives.locked(stream) === false ? branch : undefined
  }

  /** Whether `fetch` made the response, not the page around the same body. */
  isOwner(response: unknown): boolean {
    return isObject(response) && this.#owners.has(response)
  }

  addOwner(response: unknown): void {
    if (isObject(response)) this.#owners.add(response)
  }

  /** Most answers of a page are looked at only where it asks for all of one at once: until then their streams are not even asked for. */
  addUntouched(response: unknown, exchange: Exchange, signal: AbortSignal | undefined): void {
    if (isObject(response)) this.#untouched.set(response, { exchange, signal, touched: false })
  }

  /** Gives it up: it is observed by whoever takes it. Nothing is deleted: that costs more than the entry, which goes with the response. */
  takeUntouched(response: unknown): Untouched | undefined {
    const untouched = isObject(response) ? this.#untouched.get(response) : undefined
    if (untouched === undefined || untouched.touched) return undefined
    untouched.touched = true
    return untouched
  }

  /** Whether no response needs to be asked for its body. */
  get idle(): boolean {
    return this.open === 0 && !this.#shows
  }

  /** What the page sees of the response's body, where it is not what came. */
  shownOf(response: unknown): Shown | undefined {
    return isObject(response) ? this.#shown.get(response) : undefined
  }

  addShown(response: unknown, shown: Shown): void {
    this.#shows = true
    if (isObject(response)) this.#shown.set(response, shown)
  }

  addStream(stream: unknown, branch: Branch): void {
    if (!isObject(stream)) return
    this.#streams.set(stream, branch)
    // A stream holds its reader and is held by it: once it is gone, nobody can read on.
    this.#collected?.register(stream, branch)
  }

  addReader(reader: object, state: ReaderState): void {
    this.#readers.set(reader, state)
  }

  addIterator(iterator: object, branch: Branch, preventCancel: boolean): void {
    this.#iterators.set(iterator, { branch, preventCancel, pending: 0, leaving: undefined })
  }
}
