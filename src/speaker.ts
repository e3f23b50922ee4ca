/**
 * One SDK of a document, as the bridge has it: what of its batches and payloads is passed on to the consumer, and what the consumer says to it. A page
 * may send whatever it likes: what is beyond the window is dropped here, before it costs the extension anything, and the consumer is told how much.
 */
import { own, whole } from '../sdk/protocol/fields.ts'
import { saidEvent, WINDOW_MESSAGE_TYPE } from '../sdk/protocol/messages.ts'
import type { Blob, Hello, LastWords, ProtocolMessage } from '../sdk/protocol/messages.ts'
import { charactersOf, MAX_ENTRY_CHARACTERS, type Piece, piecesOf, seqOf } from './batch-pieces.ts'
import { BatchWindow, MAX_SAID, MAX_UNDER_WAY } from './batch-window.ts'
import type { PassedAck, PassedBatch } from './passed-batch.ts'

export type ToPage = Exclude<ProtocolMessage, { type: 'census' | 'ack' }> | PassedAck

export interface SpeakerOptions {
  readonly hello: Hello
  readonly port: MessagePort
  /** Whether it could be sent to the consumer (or there is none). */
  send(message: object): boolean
  /** A consumer is there. */
  isHeard(): boolean
  /** The SDK has ended. */
  ended(): void
}

/** Pieces of batches that were passed on, of all speakers: a number is never used again. */
let passed = 0

export class Speaker {
  readonly #options: SpeakerOptions
  /** What asks for its last words: see `LastWords`. Nobody but the SDK is told. */
  readonly #event = `${WINDOW_MESSAGE_TYPE} ${randomName()}`
  readonly #window = new BatchWindow()
  /** What is not on its way yet: pieces of large batches. */
  #held: Piece[] = []
  /** Keys of payloads that the consumer asked for and that have not come. */
  readonly #wanted = new Set<string>()
  /** Number of the last entry that came, or that the consumer has. */
  #last = 0
  /** The highest number that the consumer was told of. */
  #told = 0
  #hasSpoken = false

  constructor(options: SpeakerOptions) {
    this.#options = options
    options.port.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data)
    window.addEventListener(saidEvent(this.#event), this.#onSaid)
  }

  get hello(): Hello {
    return this.#options.hello
  }

  /** It said more than hello. */
  get hasSpoken(): boolean {
    return this.#hasSpoken
  }

  close(): void {
    window.removeEventListener(saidEvent(this.#event), this.#onSaid)
    this.#options.port.onmessage = null
    this.#options.port.close()
  }

  /** Another consumer comes: it asks for what it has not got. */
  restart(): void {
    this.#window.restart()
    this.#wanted.clear()
    this.#held = []
  }

  tell(message: ToPage): void {
    const { port } = this.#options
    if (message.type === 'subscribe') {
      this.#last = this.#told = message.since
      const lastWords: LastWords = { type: 'last-words', epoch: message.epoch, event: this.#event }
      port.postMessage(lastWords)
    }
    if (message.type === 'want') this.#wanted.add(message.key)
    if (message.type === 'ack') this.#answered(message.number)
    port.postMessage(message)
  }

  /** An event reaches the page's world and its answer this one within the turn. */
  askForRest(suffix = ''): void {
    this.#passOn(MAX_SAID)
    window.dispatchEvent(new CustomEvent(this.#event, { detail: `${this.#last}${suffix}` }))
  }

  #hear(data: unknown): void {
    if (own(data, 'epoch') !== this.hello.epoch) return
    const type = own(data, 'type')
    this.#hasSpoken = true
    if (type === 'batch') this.#take(data, true)
    if (type === 'blob') this.#handOut(own(data, 'key'), own(data, 'value'))
    if (type !== 'bye') return
    this.#passOn(MAX_SAID)
    this.#options.ended()
  }

  /** What an SDK says by events: batches, as text. */
  readonly #onSaid = ({ detail }: CustomEventInit<unknown>): void => {
    const batch = typeof detail === 'string' ? parse(detail) : undefined
    if (own(batch, 'type') === 'batch' && own(batch, 'epoch') === this.hello.epoch) this.#take(batch, false)
  }

  /** Where nobody listens nothing is lost: a consumer asks from where it was. */
  #take(batch: unknown, isPosted: boolean): void {
    const entries = own(batch, 'entries')
    if (!this.#options.isHeard() || !Array.isArray(entries)) return
    this.#window.lose(whole(own(batch, 'dropped')))
    // What is counted as lost must not be said again at the end.
    this.#last = Math.max(this.#last, seqOf(entries.at(-1)))
    const most = isPosted ? MAX_UNDER_WAY : MAX_SAID
    if (isPosted ? this.#window.isFull : !this.#window.hasWay(most)) return this.#window.lose(entries.length)
    if (isPosted) this.#window.posted()
    let left = entries.length
    for (const piece of piecesOf(entries)) {
      this.#held.push({ ...piece, isLast: piece.isLast && isPosted })
      left -= piece.entries.length
    }
    this.#window.lose(left)
    this.#passOn(most)
  }

  #passOn(most: number): void {
    while (this.#window.hasWay(most)) {
      const piece = this.#held.shift()
      if (piece === undefined) return
      this.#pass(piece)
    }
  }

  /** Where it is no JSON, or still too much for the browser, the consumer gets its number: the page would wait for the answer for ever. */
  #pass({ entries, last, characters, isLast }: Piece): void {
    const number = ++passed
    this.#told = Math.max(this.#told, last)
    this.#window.passed(number, characters, isLast)
    const dropped = this.#window.takeLost()
    const batch: PassedBatch = { type: 'batch', epoch: this.hello.epoch, entries, dropped, number, last, characters }
    if (this.#options.send(batch)) return
    this.#options.send({ ...batch, entries: [], characters: 0, dropped: dropped + entries.length })
  }

  /** What was lost is told with the next batch; where none may come, now, with its number: a page may wait for the answer. */
  #answered(number: number): void {
    this.#window.answered(number)
    this.#passOn(MAX_UNDER_WAY)
    const isTold = !this.#window.hasLost && this.#told >= this.#last
    if (this.#window.isEmpty && !isTold) this.#pass({ entries: [], last: this.#last, characters: 0, isLast: false })
  }

  /** The whole of a payload, once where it was asked for. Too big for the browser's limit or ours: whoever waits for it is told that there is none. */
  #handOut(key: unknown, value: unknown): void {
    if (typeof key !== 'string' || !this.#wanted.delete(key)) return
    const none: Blob = { type: 'blob', epoch: this.hello.epoch, key, value: null }
    if (charactersOf(value) > MAX_ENTRY_CHARACTERS || !this.#options.send({ ...none, value })) this.#options.send(none)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `crypto.randomUUID` is missing outside secure contexts. */
function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16)).join('')
}
