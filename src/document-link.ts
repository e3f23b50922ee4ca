/**
 * The line to one document: keeps a port open, subscribes to every SDK that says hello on it, puts what comes into the document's lane, and
 * acknowledges it when it has been taken in. Any break (the service worker of a relay dies, say) is a new port and `subscribe` from the last number
 * that came: the page's ring has the rest.
 */
import type { AcceptedEntry } from '../sdk/protocol/accepted.ts'
import { PROTOCOL_VERSION, WINDOW_BATCHES } from '../sdk/protocol/messages.ts'
import { readMessage } from '../sdk/protocol/read-messages.ts'
import type { Hello, ProtocolMessage } from '../sdk/protocol/messages.ts'
import type { JsonValue } from '../sdk/protocol/records.ts'
import type { Lane } from './intake.ts'
import { readPassedBatch, type PassedAck, type PassedBatch } from './passed-batch.ts'
import type { Port } from './ports.ts'
import { readEntries } from './read-entries.ts'
import { isFarewell } from './rendezvous.ts'
import { createWants } from './wants.ts'

/**
 * Pauses before each new try, in milliseconds; a message that comes starts them over. After the last one the document counts as gone. A port
 * to a document in the back/forward cache may also stay silent for ever; the one who knows that the page was left closes it.
 */
const RETRIES = [0, 50, 200, 800]

/** How long an answer waits for the next batch, to be one for both. */
const ACK_AFTER_MS = 150
/** Nor does it wait with so much: a page that sends a lot goes on meanwhile. */
const ACK_CHARACTERS = 262_144

/** How long a page that was left may take to say its last words: another process runs it, and the next page is there before it has ended. */
const LAST_WORDS_MS = 1_000

export interface LinkOptions {
  open(): Port
  /** The last number that came of each epoch; outlives the link, so that a document that returns goes on where it was. */
  readonly seen: Map<string, number>
  /** Where the document's batches wait for their turn; outlives the link, and what is in it. */
  readonly lane: Lane
  /** Takes what came at that point into the trace: called anew for each batch, before it waits. */
  taker(hello: Hello): (entries: readonly AcceptedEntry[], dropped: number) => void
  /** The SDKs of the document came or went. */
  changed(): void
  /** The document is no more, or in the back/forward cache. Not called after {@link DocumentLink.close}. */
  gone(): void
}

export interface DocumentLink {
  /** At least one SDK of the document speaks. */
  readonly speaks: boolean
  /** Asks the page for a payload that a record holds a part of; undefined where it has it no more, or does not answer in time. */
  want(epoch: string, key: string): Promise<JsonValue | undefined>
  /** Tells the page's rings to forget. */
  clear(): void
  close(): void
  readonly left: boolean
  /** The page was left: takes the last words that are still on their way, and does not come back. {@link LinkOptions.gone} follows. */
  leave(): void
}

export function linkDocument(options: LinkOptions): DocumentLink {
  return new Line(options)
}

/** What was taken in and has no answer. */
interface Owed {
  batches: number
  characters: number
  seq: number
  number: number
  timer: ReturnType<typeof setTimeout> | undefined
}

class Line implements DocumentLink {
  readonly #options: LinkOptions
  readonly #hellos = new Map<string, Hello>()
  readonly #wants = createWants((epoch, key) => this.#send({ type: 'want', epoch, key }))
  readonly #owed = new Map<string, Owed>()
  #port: Port | undefined
  #tries = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #left = false
  #closed = false

  constructor(options: LinkOptions) {
    this.#options = options
    this.#connect()
  }

  get speaks(): boolean {
    return !this.#left && this.#hellos.size > 0
  }

  get left(): boolean {
    return this.#left
  }

  want(epoch: string, key: string): Promise<JsonValue | undefined> {
    return this.#hellos.has(epoch) ? this.#wants.ask(epoch, key) : Promise.resolve(undefined)
  }

  clear(): void {
    for (const epoch of this.#hellos.keys()) this.#send({ type: 'clear', epoch })
  }

  close(): void {
    this.#closed = true
    this.#hangUp()
  }

  #hangUp(): void {
    clearTimeout(this.#timer)
    for (const { timer } of this.#owed.values()) clearTimeout(timer)
    this.#owed.clear()
    this.#wants.close()
    const old = this.#port
    this.#port = undefined
    old?.disconnect()
  }

  leave(): void {
    if (this.#left) return
    this.#left = true
    clearTimeout(this.#timer)
    if (this.#port === undefined) this.#finish()
    else this.#timer = setTimeout(() => this.#finish(), LAST_WORDS_MS)
  }

  #connect(): void {
    const opened = this.#options.open()
    this.#port = opened
    opened.onMessage.addListener((raw: unknown) => {
      if (this.#port === opened) this.#receive(raw)
    })
    opened.onDisconnect.addListener(() => {
      if (this.#port === opened) this.#retry()
    })
  }

  #retry(): void {
    const wait = this.#left ? undefined : RETRIES[this.#tries++]
    if (wait === undefined) this.#finish()
    else this.#timer = setTimeout(() => this.#connect(), wait)
  }

  #receive(raw: unknown): void {
    this.#tries = 0
    if (isFarewell(raw)) return this.#finish()
    const batch = readPassedBatch(raw)
    if (batch !== undefined) return this.#take(batch)
    const message = readMessage(raw)
    if (message?.type === 'hello') this.#greet(message)
    if (message?.type === 'blob') this.#wants.answered(message)
    if (message?.type === 'bye' && this.#hellos.delete(message.epoch)) this.#options.changed()
  }

  /** An SDK of another protocol is not spoken to: it would be misread. */
  #greet(hello: Hello): void {
    if (hello.v !== PROTOCOL_VERSION) return
    this.#hellos.set(hello.epoch, hello)
    this.#send({ type: 'subscribe', v: PROTOCOL_VERSION, epoch: hello.epoch, since: this.#options.seen.get(hello.epoch) ?? 0 })
    this.#options.changed()
  }

  #take(batch: PassedBatch): void {
    const hello = this.#hellos.get(batch.epoch)
    if (hello === undefined) return
    const { seen, lane, taker } = this.#options
    // What was left out as malformed has come, too: the page must not wait for it.
    seen.set(batch.epoch, Math.max(seen.get(batch.epoch) ?? 0, batch.last))
    const take = taker(hello)
    const read = readEntries(batch, take)
    const isQueued = lane.add(batch.characters, (hasTime) => {
      let isDone = true
      try {
        isDone = read(hasTime)
      } finally {
        if (isDone) this.#acknowledge(batch)
      }
      return isDone
    })
    if (isQueued) return
    take([], batch.dropped + batch.entries.length)
    this.#acknowledge(batch)
  }

  /** Each answer costs the page half a millisecond of its main thread: half a window has one answer, and a lone batch waits for company. */
  #acknowledge({ epoch, number, last, characters }: PassedBatch): void {
    if (this.#port === undefined) return
    const owed = this.#owed.get(epoch) ?? { batches: 0, characters: 0, seq: 0, number: 0, timer: undefined }
    this.#owed.set(epoch, owed)
    owed.batches++
    owed.characters += characters
    owed.seq = Math.max(owed.seq, last)
    owed.number = number
    clearTimeout(owed.timer)
    const answer = (): void => {
      this.#owed.delete(epoch)
      this.#send({ type: 'ack', epoch, seq: owed.seq, number: owed.number })
    }
    if (owed.batches >= WINDOW_BATCHES / 2 || owed.characters >= ACK_CHARACTERS) answer()
    else owed.timer = setTimeout(answer, ACK_AFTER_MS)
  }

  #send(message: Exclude<ProtocolMessage, { type: 'ack' }> | PassedAck): void {
    try {
      this.#port?.postMessage(message)
    } catch {
      // The port broke a moment ago; its `onDisconnect` comes next and mends it.
    }
  }

  /** What came before is taken in first: a document that is gone has no running spans. */
  #finish(): void {
    this.#hangUp()
    this.#hellos.clear()
    this.#options.lane.add(0, () => {
      if (!this.#closed) this.#options.gone()
      return true
    })
    this.#options.changed()
  }
}
