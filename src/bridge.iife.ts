/**
 * The isolated content script: pipes between a page's MessagePorts and the extension's port of this document. Holds no data, looks into
 * nothing but a message's type and epoch, the numbers of a batch's entries and how much there is of them (speaker.ts), and costs a page
 * without DevTools one listener.
 *
 *     page ── hello + MessagePort ──► bridge ── notice ──► devtools page
 *     page ◄── subscribe, ack ──────  bridge ◄── port ───  devtools page
 *     page ─── batch ───────────────► bridge ── port ───►
 */
import { LEAVING, PROTOCOL_VERSION, WINDOW_MESSAGE_TYPE } from '../sdk/protocol/messages.ts'
import { readWindowMessage } from '../sdk/protocol/read-messages.ts'
import type { Hello } from '../sdk/protocol/messages.ts'
import { HelloLimit } from './hello-limit.ts'
import { CENSUS_PORT, DOCUMENT_PORT } from './rendezvous.ts'
import type { DocumentNotice, Farewell } from './rendezvous.ts'
import { Speaker, type ToPage } from './speaker.ts'

declare const browser: typeof chrome | undefined
/** No polyfill: it would be thirty times the size of this script, in every page. */
const api = typeof browser === 'undefined' ? chrome : browser

/** SDKs heard in one document. */
const MAX_SPEAKERS = 8

/** Usually one. */
const speakers = new Map<string, Speaker>()
let consumer: chrome.runtime.Port | undefined
const hellos = new HelloLimit<{ readonly hello: Hello; readonly port: MessagePort }>({
  hear: ({ hello, port }) => adopt(hello, port),
  refuse: ({ port }) => port.close(),
})

/** An extension that was updated or removed leaves its content scripts behind, without an id; every call of theirs throws. */
const isOrphan = (): boolean => api.runtime?.id === undefined

function onActivation({ isTrusted }: Event): void {
  if (isTrusted) announce()
}

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
  if (message?.type === 'hello') hellos.offer(message.epoch, { hello: message, port })
}

function adopt(hello: Hello, port: MessagePort): void {
  if (isOrphan()) return tearDown()
  const { epoch } = hello
  forget(epoch)
  if (speakers.size >= MAX_SPEAKERS) endOne()
  const speaker = new Speaker({ hello, port, send: toConsumer, isHeard: () => consumer !== undefined, ended: () => end(epoch) })
  speakers.set(epoch, speaker)
  hearPageHideLast()
  if (consumer) toConsumer(hello)
  else announce()
}

/** Of more than are heard, the newest goes that has said nothing but hello: whoever says hello without end does not drive out who was there. */
function endOne(): void {
  const [oldest] = speakers.keys()
  const epoch = [...speakers.keys()].findLast((each) => speakers.get(each)?.hasSpoken === false) ?? oldest
  if (epoch !== undefined) end(epoch)
}

function forget(epoch: string): void {
  speakers.get(epoch)?.close()
  speakers.delete(epoch)
}

function end(epoch: string): void {
  forget(epoch)
  toConsumer({ type: 'bye', epoch })
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

function toPage(message: ToPage): void {
  speakers.get(message.epoch)?.tell(message)
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
  for (const speaker of speakers.values()) {
    speaker.restart()
    toConsumer(speaker.hello)
  }
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

/**
 * A page can make such an event itself, and others of those that are heard here, without end: only the browser's count.
 * A page that is shown is told after it that it is hidden: by then the page's own listeners have done what they do.
 */
function onPageHide({ isTrusted }: Event): void {
  if (!isTrusted) return
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
  for (const speaker of speakers.values()) speaker.askForRest()
}

/** Another document may run in another process: then this one's `pagehide` comes when the browser has cut the line, so that all is said before. */
function onNavigate(event: Event): void {
  if (!event.isTrusted || consumer === undefined || isOrphan() || !leadsElsewhere(event)) return
  for (const speaker of speakers.values()) speaker.askForRest(LEAVING)
}

/** Not to a place in this document, nor to a file that is saved. */
function leadsElsewhere(event: Event): boolean {
  const destination: unknown = Reflect.get(event, 'destination')
  const isHere = typeof destination === 'object' && destination !== null && Reflect.get(destination, 'sameDocument') === true
  return !isHere && typeof Reflect.get(event, 'downloadRequest') !== 'string'
}

/** Absent in older browsers. */
const navigation: unknown = Reflect.get(window, 'navigation')

function onPageShow(event: PageTransitionEvent): void {
  if (!event.isTrusted || !event.persisted) return
  // Still there where the page kept its listeners from being called.
  release()
  announce()
}

function tearDown(): void {
  window.removeEventListener('message', onWindowMessage)
  window.removeEventListener('pagehide', onPageHide)
  if (navigation instanceof EventTarget) navigation.removeEventListener('navigate', onNavigate)
  window.removeEventListener('pageshow', onPageShow)
  document.removeEventListener('prerenderingchange', onActivation)
  consumer = undefined
  for (const epoch of speakers.keys()) toPage({ type: 'bye', epoch })
  for (const speaker of speakers.values()) speaker.close()
  speakers.clear()
  hellos.stop()
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
  document.addEventListener('prerenderingchange', onActivation)
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
