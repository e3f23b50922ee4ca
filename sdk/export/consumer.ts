/**
 * Serves one consumer of the page's port: sends nothing until it subscribes; then entries in batches, at most {@link WINDOW_BATCHES} of them unanswered: a
 * consumer that cannot keep up slows the sending, and the ring says what it lost.
 */
import { guard } from '../capture/guard.ts'
import { releaseAll } from '../hold/waiting.ts'
import { LEAVING, LEAVING_MS, saidEvent, WINDOW_BATCHES } from '../protocol/messages.ts'
import type { ProtocolMessage } from '../protocol/messages.ts'
import type { LiveSpans } from './live.ts'
import type { Served } from './page-port.ts'
import { findRaw, isRawKey } from './raw-payloads.ts'

/** Entries a batch: near the 100 kB that the platform moves fastest, at about 1 kB a span. */
const BATCH_ENTRIES = 100
/** Batches are at least this far apart, by the clock: never by `requestAnimationFrame`, which a hidden tab does not run. */
const BATCH_INTERVAL_MS = 16

/**
 * How long what a call tells waits to be read while a panel looks on, the call itself included: sooner than anybody sees, and many calls in one message. A
 * message to the extension costs the page half a millisecond, however short.
 */
const WATCHED_MS = 64

export class Consumer implements Served {
  readonly #port: MessagePort
  readonly #epoch: string
  readonly #live: LiveSpans
  readonly #stop: () => void
  /** Number of the last entry sent; `undefined` until a consumer subscribed. */
  #cursor: number | undefined
  /** Last number of each batch that has no answer yet. */
  #unanswered: number[] = []
  #lastBatch = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  #queued = false
  #reading = false
  /** Takes the ear for the last words away. */
  #deafen = (): void => {}
  /** By what event each entry is said at once, while the page is being left. */
  #leavingBy: string | undefined
  #staying: ReturnType<typeof setTimeout> | undefined

  /** Messages on the port are whoever's who opened it: they are handed on to {@link Consumer.receive}. */
  constructor(port: MessagePort, epoch: string, live: LiveSpans) {
    this.#port = port
    this.#epoch = epoch
    this.#live = live
    this.#stop = live.onEntry(() => this.#schedule())
    this.#look(false)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#stop()
    this.#deafen()
    this.#look(false)
  }

  receive(data: unknown): void {
    if (!isOfEpoch(data, this.#epoch)) return
    switch (data.type) {
      case 'subscribe':
        this.#cursor = numberIn(data, 'since')
        this.#unanswered = []
        this.#look(true)
        releaseAll()
        this.#send()
        break
      case 'ack':
        this.#unanswered = this.#unanswered.filter((seq) => seq > numberIn(data, 'seq'))
        this.#send()
        break
      case 'clear':
        this.#live.ring.clear()
        this.#live.maker?.whole.clear()
        break
      case 'want':
        this.#answer(Reflect.get(data, 'key'))
        break
      case 'last-words':
        this.#listenFor(Reflect.get(data, 'event'))
        break
      case 'bye':
        this.#cursor = undefined
        this.#deafen()
        this.#look(false)
        break
    }
  }

  #listenFor(event: unknown): void {
    if (typeof event !== 'string') return
    const onAsked = (asked: Event): void => {
      const detail = String(Reflect.get(asked, 'detail'))
      guard(() => {
        if (detail.endsWith(LEAVING)) this.#leave(event)
        this.#sayAll(event, Number(detail.replace(LEAVING, '')))
      })
    }
    this.#deafen()
    window.addEventListener(event, onAsked)
    this.#deafen = () => {
      window.removeEventListener(event, onAsked)
      this.#stay()
    }
  }

  /** Whatever comes from now on is told in the turn in which it comes: there may be no other. */
  #leave(event: string): void {
    this.#stay()
    this.#leavingBy = event
    this.#look(this.#cursor !== undefined)
    this.#staying = setTimeout(() => {
      this.#stay()
      this.#schedule()
    }, LEAVING_MS)
  }

  #stay(): void {
    clearTimeout(this.#staying)
    if (this.#leavingBy === undefined) return
    this.#leavingBy = undefined
    this.#look(this.#cursor !== undefined)
  }

  /** All that the bridge has not got, at once: what is posted on the port now, or was a moment ago, is read by nobody when the document ends. */
  #sayAll(event: string, since: number): void {
    if (this.#cursor === undefined || !(since >= 0)) return
    releaseAll()
    this.#cursor = since
    this.#reading = true
    for (;;) {
      const { entries, dropped, calls } = this.#live.ring.read(this.#cursor, BATCH_ENTRIES)
      const last = entries.at(-1)
      if (last !== undefined) {
        this.#cursor = last.seq
        const detail = JSON.stringify({ type: 'batch', epoch: this.#epoch, entries, dropped })
        window.dispatchEvent(new CustomEvent(saidEvent(event), { detail }))
      } else if (!calls) break
    }
    this.#reading = false
  }

  #look(on: boolean): void {
    const within = this.#leavingBy === undefined ? WATCHED_MS : 0
    this.#live.audience.watch(this, on ? within : undefined)
  }

  #answer(key: unknown): void {
    if (typeof key !== 'string') return
    const value = isRawKey(key) ? guard(() => findRaw(this.#live, key)) : this.#live.maker?.whole.find(key)
    this.#post({ type: 'blob', epoch: this.#epoch, key, value: value ?? null })
  }

  /** All entries of one turn go together; what streams goes a frame apart, told on the next chunk or, when none comes, by the timer. */
  #schedule(): void {
    if (this.#cursor === undefined || this.#queued || this.#reading) return
    const due = this.#leavingBy === undefined ? this.#lastBatch + BATCH_INTERVAL_MS - performance.now() : 0
    if (due > 0) {
      this.#timer ??= setTimeout(() => this.#send(), due)
      return
    }
    this.#queued = true
    queueMicrotask(() => {
      this.#queued = false
      this.#send()
    })
  }

  #send(): void {
    const event = this.#leavingBy
    if (event !== undefined) return void guard(() => this.#sayAll(event, this.#cursor ?? Number.NaN))
    clearTimeout(this.#timer)
    this.#timer = undefined
    while (this.#cursor !== undefined && this.#unanswered.length < WINDOW_BATCHES) {
      this.#reading = true
      const { entries, dropped, calls } = this.#live.ring.read(this.#cursor, BATCH_ENTRIES)
      this.#reading = false
      const last = entries.at(-1)
      if (last !== undefined) {
        this.#cursor = last.seq
        this.#unanswered.push(last.seq)
        this.#post({ type: 'batch', epoch: this.#epoch, entries, dropped })
      }
      if (last !== undefined || calls) this.#lastBatch = performance.now()
      // Many calls may be read for the first time: between them the page has its turn.
      if (calls) return this.#schedule()
      if (last === undefined) return
    }
  }

  #post(message: ProtocolMessage): void {
    this.#port.postMessage(message)
  }
}

function isOfEpoch(data: unknown, epoch: string): data is { type: unknown } {
  return typeof data === 'object' && data !== null && 'type' in data && 'epoch' in data && data.epoch === epoch
}

function numberIn(data: object, key: string): number {
  const value: unknown = Reflect.get(data, key)
  return typeof value === 'number' && value >= 0 ? value : 0
}
