/**
 * The isolated content script: pipes between a page's MessagePorts and the extension's port of this document. Holds no data, looks into
 * nothing but a message's type and epoch and the number of a batch's last entry, and costs a page without DevTools one listener.
 *
 *     page ── hello + MessagePort ──► bridge ── notice ──► devtools page
 *     page ◄── subscribe, ack ──────  bridge ◄── port ───  devtools page
 *     page ─── batch ───────────────► bridge ── port ───►
 */
import { LEAVING, PROTOCOL_VERSION, saidEvent, WINDOW_MESSAGE_TYPE } from '../sdk/protocol/messages.ts'
import { readLastSeq, readWindowMessage } from '../sdk/protocol/read-messages.ts'
import type { Hello, LastWords, ProtocolMessage } from '../sdk/protocol/messages.ts'
import { CENSUS_PORT, DOCUMENT_PORT } from './rendezvous.ts'
import type { DocumentNotice, Farewell } from './rendezvous.ts'

declare const browser: typeof chrome | undefined
/** No polyfill: it would be thirty times the size of this script, in every page. */
const api = typeof browser === 'undefined' ? chrome : browser

/** One SDK of this document: usually the only one. */
interface Speaker {
  readonly hello: Hello
  readonly port: MessagePort
  /** What asks for its last words: see `LastWords`. */
  readonly event: string
  /** Hears no more of what it says by events. */
  readonly deafen: () => void
  /** Number of the last entry that came, or that the consumer has. */
  last: number
}

/** SDKs heard in one document; a page that says more hellos than that loses its oldest. */
const MAX_SPEAKERS = 8

const speakers = new Map<string, Speaker>()
let consumer: chrome.runtime.Port | undefined

/** An extension that was updated or removed leaves its content scripts behind, without an id; every call of theirs throws. */
const isOrphan = (): boolean => api.runtime?.id === undefined

function announce(): void {
  if (isOrphan()) return tearDown()
  // Not before it is shown: nobody inspects a prerendered document, and its activation announces it.
  if ('prerendering' in document && document.prerendering === true) return
  const notice: DocumentNotice = {
    type: 'genai-document',
    speaks: speakers.size > 0,
    served: consumer !== undefined,
    top: window.top === window,
  }
  // Rejects when no DevTools is open: nobody listens.
  api.runtime.sendMessage(notice).catch(() => {})
}

function onWindowMessage(event: MessageEvent<unknown>): void {
  const [port] = event.ports
  if (event.source !== window || port === undefined || event.ports.length !== 1) return
  const message = readWindowMessage(event.data)
  if (message?.type === 'hello') adopt(message, port)
}

function adopt(hello: Hello, port: MessagePort): void {
  if (isOrphan()) return tearDown()
  const { epoch } = hello
  forget(epoch)
  for (const [oldest] of speakers) if (speakers.size >= MAX_SPEAKERS) end(oldest)
  const event = `${WINDOW_MESSAGE_TYPE} ${randomName()}`
  speakers.set(epoch, { hello, port, event, deafen: hear(epoch, event), last: 0 })
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (speakers.get(epoch)?.port === port) fromPage(epoch, data)
  }
  hearPageHideLast()
  if (consumer) toConsumer(hello)
  else announce()
}

function forget(epoch: string): void {
  speakers.get(epoch)?.deafen()
  speakers.get(epoch)?.port.close()
  speakers.delete(epoch)
}

function end(epoch: string): void {
  forget(epoch)
  toConsumer({ type: 'bye', epoch })
}

function fromPage(epoch: string, data: unknown): void {
  if (typeof data !== 'object' || data === null || !('type' in data) || !('epoch' in data) || data.epoch !== epoch) return
  if (data.type === 'batch') fromRing(epoch, data)
  // Too big for the browser's limit: whoever waits for it is told that there is none.
  if (data.type === 'blob' && !toConsumer(data)) toConsumer({ ...data, value: null })
  if (data.type === 'bye') end(epoch)
}

function fromRing(epoch: string, batch: object): void {
  if (!toConsumer(batch)) reportLoss(epoch, batch)
  const entries: unknown = Reflect.get(batch, 'entries')
  const seq: unknown = Array.isArray(entries) ? Reflect.get(Object(entries.at(-1)), 'seq') : undefined
  const speaker = speakers.get(epoch)
  if (speaker !== undefined && typeof seq === 'number') speaker.last = Math.max(speaker.last, seq)
}

/**
 * More than the browser's limit of 64 MiB, or no JSON. An entry of its last number and nothing else takes the place of all: the consumer
 * counts it as lost, answers, and does not ask for them again; the page would wait for the answer for ever.
 */
function reportLoss(epoch: string, batch: object): void {
  const entries: unknown = Reflect.get(batch, 'entries')
  const lost = Array.isArray(entries) ? entries.length : 0
  if (lost > 0) toConsumer({ type: 'batch', epoch, entries: [{ seq: readLastSeq(batch) }], dropped: lost - 1 })
}

/** Whether it could be sent (or nobody listens, which loses nothing: a consumer asks from where it was). */
function toConsumer(message: object): boolean {
  if (consumer === undefined) return true
  try {
    consumer.postMessage(message)
    return true
  } catch {
    if (isOrphan()) tearDown()
    return isOrphan()
  }
}

function toPage(message: Exclude<ProtocolMessage, { type: 'census' }>): void {
  const speaker = speakers.get(message.epoch)
  if (speaker === undefined) return
  if (message.type === 'subscribe') {
    speaker.last = message.since
    const lastWords: LastWords = { type: 'last-words', epoch: message.epoch, event: speaker.event }
    speaker.port.postMessage(lastWords)
  }
  speaker.port.postMessage(message)
}

function onConnect(port: chrome.runtime.Port): void {
  if (port.name === CENSUS_PORT) announce()
  if (port.name === DOCUMENT_PORT) serve(port)
}

function serve(port: chrome.runtime.Port): void {
  dismiss()
  consumer = port
  port.onMessage.addListener(toPage)
  port.onDisconnect.addListener(() => {
    // Unread, the browser logs it as an error of ours.
    void api.runtime?.lastError
    if (consumer === port) release()
    if (isOrphan()) tearDown()
  })
  for (const { hello } of speakers.values()) toConsumer(hello)
}

/** The newest consumer is the one; told so, the one before does not come back and push it out again. */
function dismiss(): void {
  const farewell: Farewell = { type: 'genai-farewell' }
  toConsumer(farewell)
  consumer?.disconnect()
  release()
}

function release(): void {
  if (consumer === undefined) return
  consumer = undefined
  for (const epoch of speakers.keys()) toPage({ type: 'bye', epoch })
}

/** Listeners hear of it in the order in which they came: this one is to come after the SDK's, which ends the calls that are open. */
function hearPageHideLast(): void {
  window.removeEventListener('pagehide', onPageHide)
  window.addEventListener('pagehide', onPageHide)
}

/** A page that is shown is told after it that it is hidden: by then the page's own listeners have done what they do. */
function onPageHide(): void {
  askForRest()
  if (document.visibilityState === 'hidden') leave()
  else document.addEventListener('visibilitychange', leave, { once: true })
}

/** A port that is left open into the back/forward cache looks alive afterwards, and swallows what it is given. */
function leave(): void {
  askForRest()
  if (!isOrphan()) dismiss()
}

/** An event reaches the page's world and its answer this one within the turn; there is no other turn. */
function askForRest(): void {
  if (consumer === undefined || isOrphan()) return
  for (const { event, last } of speakers.values()) window.dispatchEvent(new CustomEvent(event, { detail: String(last) }))
}

/** What an SDK says by events. The answer takes the ear away. */
function hear(epoch: string, event: string): () => void {
  const onSaid = ({ detail }: CustomEventInit<unknown>): void => {
    const batch = typeof detail === 'string' ? parse(detail) : undefined
    if (typeof batch === 'object' && batch !== null) fromPage(epoch, batch)
  }
  window.addEventListener(saidEvent(event), onSaid)
  return () => window.removeEventListener(saidEvent(event), onSaid)
}

/** Another document may run in another process: then this one's `pagehide` comes when the browser has cut the line, so that all is said before. */
function onNavigate(event: Event): void {
  if (consumer === undefined || isOrphan() || !leadsElsewhere(event)) return
  for (const speaker of speakers.values()) window.dispatchEvent(new CustomEvent(speaker.event, { detail: `${speaker.last}${LEAVING}` }))
}

/** Not to a place in this document, nor to a file that is saved. */
function leadsElsewhere(event: Event): boolean {
  const destination: unknown = Reflect.get(event, 'destination')
  const isHere = typeof destination === 'object' && destination !== null && Reflect.get(destination, 'sameDocument') === true
  return !isHere && typeof Reflect.get(event, 'downloadRequest') !== 'string'
}

/** Absent in older browsers. */
const navigation: unknown = Reflect.get(window, 'navigation')

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

function onPageShow(event: PageTransitionEvent): void {
  if (!event.persisted) return
  // Still there where the page kept its listeners from being called.
  release()
  announce()
}

function tearDown(): void {
  window.removeEventListener('message', onWindowMessage)
  window.removeEventListener('pagehide', onPageHide)
  if (navigation instanceof EventTarget) navigation.removeEventListener('navigate', onNavigate)
  window.removeEventListener('pageshow', onPageShow)
  document.removeEventListener('prerenderingchange', announce)
  consumer = undefined
  for (const epoch of speakers.keys()) toPage({ type: 'bye', epoch })
  for (const { deafen } of speakers.values()) deafen()
  speakers.clear()
}

/** "Allow on this site" may come to a document that has a bridge. A bridge of an updated extension is in a world that this one cannot see. */
const ALREADY_HERE = 'genaiDevtoolsBridge'

function start(): void {
  if (Reflect.has(globalThis, ALREADY_HERE)) return
  Reflect.set(globalThis, ALREADY_HERE, true)
  window.addEventListener('message', onWindowMessage)
  window.addEventListener('pagehide', onPageHide)
  if (navigation instanceof EventTarget) navigation.addEventListener('navigate', onNavigate)
  window.addEventListener('pageshow', onPageShow)
  document.addEventListener('prerenderingchange', announce)
  api.runtime.onConnect.addListener(onConnect)
  // First of all documents of a page, so that a new one is known before anything in it speaks.
  if (window.top === window) announce()
  // An SDK that came first said its hello to nobody. At document_start there is none yet, and no event is spent on asking.
  if (document.readyState !== 'loading') askWhoIsThere()
}

/** To this very window; an opaque origin could be named no other way. It says nothing. */
function askWhoIsThere(): void {
  window.postMessage({ type: WINDOW_MESSAGE_TYPE, message: { type: 'census', v: PROTOCOL_VERSION } }, '*')
}

start()
