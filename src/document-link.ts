/**
 * The line to one document: keeps a port open, subscribes to every SDK that says hello on it, acknowledges what came. Any break (the
 * service worker of a relay dies, say) is a new port and `subscribe` from the last number: the page's ring has the rest.
 */
import { PROTOCOL_VERSION, WINDOW_BATCHES } from '../sdk/protocol/messages.ts'
import { readLastSeq, readMessage } from '../sdk/protocol/read-messages.ts'
import type { AcceptedBatch } from '../sdk/protocol/read-messages.ts'
import type { Hello, ProtocolMessage } from '../sdk/protocol/messages.ts'
import type { JsonValue } from '../sdk/protocol/records.ts'
import type { Port } from './ports.ts'
import { isFarewell } from './rendezvous.ts'
import { createWants } from './wants.ts'

/**
 * Pauses before each new try, in milliseconds; a message that comes starts them over. After the last one the document counts as gone. A port
 * to a document in the back/forward cache may also stay silent for ever; the one who knows that the page was left closes it.
 */
const RETRIES = [0, 50, 200, 800]

/** How long an answer waits for the next batch, to be one for both. */
const ACK_AFTER_MS = 150

/** How long a page that was left may take to say its last words: another process runs it, and the next page is there before it has ended. */
const LAST_WORDS_MS = 1_000

export interface LinkOptions {
  open(): Port
  /** The last number that came of each epoch; outlives the link, so that a document that returns goes on where it was. */
  readonly seen: Map<string, number>
  batch(hello: Hello, batch: AcceptedBatch): void
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
  const hellos = new Map<string, Hello>()
  const wants = createWants((epoch, key) => send({ type: 'want', epoch, key }))
  let port: Port | undefined
  let tries = 0
  const owed = new Map<string, { readonly batches: number; readonly answer: ReturnType<typeof setTimeout> }>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let left = false

  function connect(): void {
    const opened = options.open()
    port = opened
    opened.onMessage.addListener((raw: unknown) => {
      if (port === opened) receive(raw)
    })
    opened.onDisconnect.addListener(() => {
      if (port === opened) retry()
    })
  }

  function retry(): void {
    const wait = left ? undefined : RETRIES[tries++]
    if (wait === undefined) finish()
    else timer = setTimeout(connect, wait)
  }

  function receive(raw: unknown): void {
    tries = 0
    if (isFarewell(raw)) return finish()
    const message = readMessage(raw)
    if (message?.type === 'hello') greet(message)
    if (message?.type === 'batch') take(message, raw)
    if (message?.type === 'blob') wants.answered(message)
    if (message?.type === 'bye' && hellos.delete(message.epoch)) options.changed()
  }

  /** An SDK of another protocol is not spoken to: it would be misread. */
  function greet(hello: Hello): void {
    if (hello.v !== PROTOCOL_VERSION) return
    hellos.set(hello.epoch, hello)
    send({ type: 'subscribe', v: PROTOCOL_VERSION, epoch: hello.epoch, since: options.seen.get(hello.epoch) ?? 0 })
    options.changed()
  }

  function take(batch: AcceptedBatch, raw: unknown): void {
    const hello = hellos.get(batch.epoch)
    if (hello === undefined) return
    // What was left out as malformed has come, too: the page must not wait for it.
    const last = Math.max(options.seen.get(batch.epoch) ?? 0, readLastSeq(raw))
    options.seen.set(batch.epoch, last)
    try {
      options.batch(hello, batch)
    } finally {
      acknowledge(batch.epoch, last)
    }
  }

  /** Each answer costs the page half a millisecond of its main thread: half a window has one answer, and a lone batch waits for company. */
  function acknowledge(epoch: string, seq: number): void {
    const { batches = 0, answer: waiting } = owed.get(epoch) ?? {}
    clearTimeout(waiting)
    const answer = (): void => {
      owed.delete(epoch)
      send({ type: 'ack', epoch, seq })
    }
    if (batches + 1 >= WINDOW_BATCHES / 2) answer()
    else owed.set(epoch, { batches: batches + 1, answer: setTimeout(answer, ACK_AFTER_MS) })
  }

  function send(message: ProtocolMessage): void {
    try {
      port?.postMessage(message)
    } catch {
      // The port broke a moment ago; its `onDisconnect` comes next and mends it.
    }
  }

  function close(): void {
    clearTimeout(timer)
    for (const { answer } of owed.values()) clearTimeout(answer)
    owed.clear()
    wants.close()
    const old = port
    port = undefined
    old?.disconnect()
  }

  function finish(): void {
    close()
    hellos.clear()
    options.gone()
  }

  connect()
  return {
    get speaks() {
      return !left && hellos.size > 0
    },
    want: (epoch, key) => (hellos.has(epoch) ? wants.ask(epoch, key) : Promise.resolve(undefined)),
    clear() {
      for (const epoch of hellos.keys()) send({ type: 'clear', epoch })
    },
    close,
    get left() {
      return left
    },
    leave() {
      if (left) return
      left = true
      clearTimeout(timer)
      if (port === undefined) finish()
      else timer = setTimeout(finish, LAST_WORDS_MS)
    },
  }
}
