/** The same capture over Node's own fetch and streams: another engine's idea of the same standard. */
import { afterEach, describe, expect, test } from 'vitest'
import type { RequestSnapshot } from '../../../sdk/capture/exchange.ts'
import { inject } from '../../../sdk/inject.ts'
import { captureFetch, nativeFetch } from '../../../sdk/capture/fetch.ts'
import { useLoopback } from '../../support/loopback.ts'

let undo = (): void => undefined

const server = useLoopback((request, response) => {
  if (request.url === '/refuse') return void request.socket.destroy()
  response.writeHead(request.url === '/429' ? 429 : 200, { 'content-type': 'text/event-stream' })
  response.write('data: one\n\n')
  if (request.url !== '/open') setTimeout(() => response.end('data: zwei ü\n\n'), 20)
})

afterEach(() => undo())

interface Heard {
  readonly requests: RequestSnapshot[]
  readonly words: string[]
  text: string
}

function listen(): Heard {
  const heard: Heard = { requests: [], words: [], text: '' }
  const decoder = new TextDecoder()
  undo = captureFetch((request) => {
    if (request.url.pathname === '/other') return undefined
    heard.requests.push(request)
    return {
      failed: (reason) => void heard.words.push(`failed ${String(reason)}`),
      response: (status, headers) => {
        heard.words.push(`${status} ${String(headers.get('content-type'))}`)
        return {
          chunk: (bytes) => void (heard.text += decoder.decode(bytes, { stream: true })),
          end: () => void heard.words.push('end'),
          error: (reason) => void heard.words.push(`error ${String(reason)}`),
          cancel: (reason) => void heard.words.push(`cancel ${String(reason)}`),
        }
      },
    }
  })
  return heard
}

const whole = 'data: one\n\ndata: zwei ü\n\n'

describe('captureFetch', () => {
  test('the sink is asked before the native call, in the same turn', async () => {
    const heard = listen()
    const promise = fetch(`${server.origin}/x`, { method: 'POST', body: '{"a":1}' })
    expect(heard.requests[0]).toMatchObject({ method: 'POST', body: '{"a":1}' })
    expect(await (await promise).text()).toBe(whole)
    expect(heard).toMatchObject({ text: whole, words: ['200 text/event-stream', 'end'] })
  })

  test('a read loop, a pipe, a copy', async () => {
    const heard = listen()
    const texts: string[] = []
    const { body } = await fetch(`${server.origin}/x`)
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
    for (let read = await reader?.read(); read?.value; read = await reader?.read()) texts.push(read.value)
    const response = await fetch(`${server.origin}/x`)
    const copy = response.clone()
    texts.push(await copy.text(), await response.text())
    expect(texts.join('')).toBe(whole.repeat(3))
    expect(heard.text).toBe(whole.repeat(2))
    expect(heard.words.filter((word) => word === 'end')).toHaveLength(2)
  })

  // Not by `for await`: Node puts `next` and `return` on each iterator, where no prototype is to be patched.
  test('cancelling is told', async () => {
    const heard = listen()
    const reader = (await fetch(`${server.origin}/open`)).body?.getReader()
    await reader?.read()
    await reader?.cancel('enough')
    expect(heard).toMatchObject({ text: 'data: one\n\n', words: ['200 text/event-stream', 'cancel enough'] })
  })

  test('an abort of a body that nobody reads is told', async () => {
    const heard = listen()
    const abort = new AbortController()
    const told = new Promise((resolve) => abort.signal.addEventListener('abort', resolve))
    await fetch(`${server.origin}/open`, { signal: abort.signal })
    abort.abort('enough')
    await told
    await new Promise((resolve) => setImmediate(resolve))
    expect(heard.words).toEqual(['200 text/event-stream', 'error enough'])
  })

  test('failures keep their reason, statuses pass', async () => {
    const heard = listen()
    const reason = new RangeError('mine')
    await expect(fetch(`${server.origin}/x`, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(fetch(`${server.origin}/refuse`)).rejects.toThrow(TypeError)
    expect((await fetch(`${server.origin}/429`)).status).toBe(429)
    expect(heard.words).toEqual(['failed RangeError: mine', 'failed TypeError: fetch failed', '429 text/event-stream'])
  })

  test('what the sink leaves alone, and our own requests, pass by', async () => {
    const heard = listen()
    await (await fetch(`${server.origin}/other`)).text()
    await (await nativeFetch()(`${server.origin}/x`)).text()
    expect(heard).toMatchObject({ requests: [], words: [], text: '' })
  })

  test('a target of its own, undone twice', async () => {
    const calls: unknown[] = []
    const native: typeof fetch = async (input) => {
      calls.push(input)
      return new Response('x')
    }
    const target = { fetch: native }
    const once = captureFetch(() => undefined, target)
    expect(target.fetch).not.toBe(native)
    await target.fetch('http://a.example/')
    once()
    once()
    expect(target.fetch).toBe(native)
    expect(calls).toEqual(['http://a.example/'])
  })

  test.each([
    ['after the request was sent', false, ['native', 'sink']],
    ['before, where it may change the body', true, ['sink', 'native']],
  ])('the sink is asked %s', async (_, edits, order) => {
    const words: string[] = []
    const target = {
      async fetch() {
        words.push('native')
        return new Response('x')
      },
    }
    const sink = () => void words.push('sink')
    undo = captureFetch(sink, target, edits ? inject.edits : undefined)
    const promise: unknown = Reflect.apply(target.fetch, undefined, ['http://a.example/'])
    expect(words).toEqual(order)
    await promise
  })

  test('a fetch of another library that throws at once', () => {
    const words: string[] = []
    const broken = (): never => {
      throw new RangeError('library')
    }
    const target = { fetch: broken }
    undo = captureFetch(() => ({ response: () => undefined, failed: (reason) => void words.push(String(reason)) }), target)
    expect(() => target.fetch()).toThrow(RangeError)
    expect(words).toEqual([])
    expect(() => Reflect.apply(target.fetch, undefined, ['http://a.example/'])).toThrow(RangeError)
    expect(words).toEqual(['RangeError: library'])
  })
})
