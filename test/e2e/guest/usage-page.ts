/** The page's side of usage.test.ts: the whole SDK with `usage: 'inject'`, or nothing, and ways to use one streamed answer. */
import { inject } from '../../../sdk/inject.ts'
import { register } from '../../../sdk/index.ts'
import { bodyOf, describe, later } from './tools.ts'

type Log = (...words: unknown[]) => void
type Way = (get: (signal?: AbortSignal) => Promise<Response>, log: Log) => Promise<void>

export interface UsageOutcome {
  readonly log: readonly string[]
  /** Attributes of the spans that ended. */
  readonly spans: readonly { readonly [name: string]: unknown }[]
}

/** A letter a byte: where a chunk ends in the middle of a character is up to the network. */
const decode = (chunk: unknown): string =>
  chunk instanceof Uint8Array ? Array.from(chunk, (byte) => String.fromCharCode(byte)).join('') : String(chunk)

async function readAll(stream: ReadableStream): Promise<string> {
  const reader = stream.getReader()
  let text = ''
  for (let read = await reader.read(); !read.done; read = await reader.read()) text += decode(read.value)
  return text
}

const tried = async (log: Log, name: string, run: () => unknown): Promise<void> => {
  try {
    const answer = await run()
    log(name, answer instanceof Response ? 'a Response' : answer)
  } catch (reason) {
    log(name, 'throws', reason)
  }
}

/** Read to the end, all of these: the tokens must be known. */
const whole: { readonly [name: string]: Way } = {
  reader: async (get, log) => {
    const response = await get()
    const reader = bodyOf(response).getReader()
    log(response.bodyUsed, response.body?.locked, reader === reader)
    const first = reader.read()
    log(response.bodyUsed)
    let text = decode((await first).value)
    for (let read = await reader.read(); !read.done; read = await reader.read()) text += decode(read.value)
    await reader.closed
    log(text, response.body?.locked)
  },
  'reader with a buffer of its own': async (get, log) => {
    const reader = bodyOf(await get()).getReader({ mode: 'byob' })
    let text = ''
    const decoder = new TextDecoder()
    for (let buffer = new ArrayBuffer(16); ;) {
      const { value, done } = await reader.read(new Uint8Array(buffer))
      if (done) {
        log('done', value?.byteLength, value?.buffer.byteLength)
        break
      }
      text += decoder.decode(value, { stream: true })
      buffer = value.buffer
    }
    log(text)
  },
  'for await': async (get, log) => {
    let text = ''
    for await (const chunk of bodyOf(await get())) text += decode(chunk)
    log(text)
  },
  'text()': async (get, log) => {
    const response = await get()
    const text = response.text()
    log(response.bodyUsed, response.body?.locked)
    log(await text, response.body?.locked)
    await tried(log, 'again', () => response.text())
  },
  'text() behind a look at body': async (get, log) => {
    const response = await get()
    log(response.body instanceof ReadableStream, response.body === response.body)
    log(await response.text())
  },
  'blob()': async (get, log) => {
    const blob = await (await get()).blob()
    log(blob.type, await blob.text())
  },
  'arrayBuffer()': async (get, log) => log(await (await get()).arrayBuffer()),
  'json() of what is none': async (get, log) => tried(log, 'json', async () => (await get()).json()),
  'tee()': async (get, log) => {
    const [left, right] = bodyOf(await get()).tee()
    log(...(await Promise.all([readAll(left), readAll(right)])))
  },
  'clone()': async (get, log) => {
    const response = await get()
    const copy = response.clone()
    log(copy.url === response.url, copy.type, copy.bodyUsed, copy.body === response.body)
    log(...(await Promise.all([copy.text(), readAll(bodyOf(response))])))
  },
  'clone() of a clone': async (get, log) => {
    const response = await get()
    const copy = response.clone().clone()
    log(await copy.text(), await response.text())
  },
  'pipeThrough()': async (get, log) => log(await readAll(bodyOf(await get()).pipeThrough(new TextDecoderStream()))),
  'pipeTo()': async (get, log) => {
    let text = ''
    await bodyOf(await get()).pipeTo(new WritableStream({ write: (chunk) => void (text += decode(chunk)) }))
    log(text)
  },
  'new Response(body)': async (get, log) => log(await new Response((await get()).body).text()),
  'structuredClone()': async (get, log) => {
    const body = bodyOf(await get())
    log(await readAll(structuredClone(body, { transfer: [body] })))
  },
  'how it looks': async (get, log) => {
    const response = await get()
    log(
      response instanceof Response,
      response.type,
      response.redirected,
      response.status,
      response.ok,
      response.headers.get('content-type'),
    )
    log(Object.getOwnPropertyNames(response), Object.prototype.toString.call(response.body))
    const { get: getter, ...rest } = Object.getOwnPropertyDescriptor(Response.prototype, 'body') ?? {}
    log(getter?.name, getter?.length, rest, String(getter).includes('[native code]'))
    log(await response.text())
  },
}

/** Left, refused or broken. */
const other: { readonly [name: string]: Way } = {
  'cancel() after 2': async (get, log) => {
    const response = await get()
    const reader = bodyOf(response).getReader()
    await reader.read()
    await reader.read()
    await tried(log, 'cancel', () => reader.cancel('enough'))
    log(await reader.read(), response.bodyUsed, response.body?.locked)
  },
  'cancel() during a read': async (get, log) => {
    const reader = bodyOf(await get()).getReader()
    await reader.read()
    const pending = reader.read()
    await tried(log, 'cancel', () => reader.cancel())
    log(await pending)
  },
  'cancel() unread': async (get, log) => {
    const response = await get()
    await tried(log, 'cancel', () => response.body?.cancel('no'))
    await tried(log, 'text', () => response.text())
  },
  'abort() during a read': async (get, log) => {
    const abort = new AbortController()
    const reader = bodyOf(await get(abort.signal)).getReader()
    await reader.read()
    const pending = reader.read()
    abort.abort()
    await tried(log, 'read', () => pending)
    await tried(log, 'closed', () => reader.closed)
  },
  'abort(reason) during text()': async (get, log) => {
    const abort = new AbortController()
    const text = (await get(abort.signal)).text()
    abort.abort(new RangeError('mine'))
    await tried(log, 'text', () => text)
  },
  'while it is locked': async (get, log) => {
    const response = await get()
    const reader = bodyOf(response).getReader()
    await tried(log, 'text', () => response.text())
    await tried(log, 'clone', () => response.clone())
    await tried(log, 'cancel', () => response.body?.cancel())
    reader.releaseLock()
    log(response.bodyUsed, await response.text())
  },
  'after a read': async (get, log) => {
    const response = await get()
    const reader = bodyOf(response).getReader()
    await reader.read()
    await tried(log, 'clone, locked', () => response.clone())
    reader.releaseLock()
    await tried(log, 'text', () => response.text())
    await tried(log, 'clone', () => response.clone())
    log(decode(await readAll(bodyOf(response))).length)
  },
}

const ways: { readonly [name: string]: Way } = { ...whole, ...other }

const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'hello' }] })
const spans: { readonly [name: string]: unknown }[] = []
let registered = false

const usagePage = {
  whole: Object.keys(whole),
  ways: Object.keys(ways),
  register(): void {
    const collect = {
      onStart: () => undefined,
      onEnd: (span: { attributes: { [name: string]: unknown } }) => void spans.push(span.attributes),
    }
    const done = (): Promise<void> => Promise.resolve()
    register({ inject, usage: 'inject', spanProcessors: [{ ...collect, forceFlush: done, shutdown: done }] })
    registered = true
  },
  async run(name: string, path = '/v1/chat/completions'): Promise<UsageOutcome> {
    const log: string[] = []
    spans.length = 0
    const given = { method: 'POST', body }
    const get = (signal?: AbortSignal): Promise<Response> => fetch(path, signal ? { ...given, signal } : given)
    await ways[name]?.(get, (...words) => void log.push(words.map(describe).join(' ')))
    for (let tries = 0; registered && spans.length === 0 && tries < 100; tries += 1) await later(20)
    return { log: [...log, given.body === body ? '' : 'the page’s own object was changed'], spans: [...spans] }
  },
}

export type UsagePage = typeof usagePage

Reflect.set(globalThis, 'usagePage', usagePage)
