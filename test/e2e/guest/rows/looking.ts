/** What a page sees when it looks at what capture has patched. */
import { all, type Behaviour, type Expected, hears, row } from '../behaviour.ts'
import { bodyOf, type Tools } from '../tools.ts'

const patched: readonly (readonly [string, unknown, PropertyKey])[] = [
  ['window', globalThis, 'fetch'],
  ['window', globalThis, 'structuredClone'],
  ['window', globalThis, 'Request'],
  ['window', globalThis, 'ReadableStreamDefaultReader'],
  ['window', globalThis, 'ReadableStreamBYOBReader'],
  ...['text', 'json', 'blob', 'arrayBuffer', 'bytes', 'formData', 'clone', 'textStream', 'constructor'].flatMap(
    (name): [string, unknown, PropertyKey][] => [
      ['Response.prototype', Response.prototype, name],
      ['Request.prototype', Request.prototype, name],
    ],
  ),
  ...['getReader', 'tee', 'cancel', 'pipeTo', 'pipeThrough', 'values', Symbol.asyncIterator, 'constructor'].map(
    (name): [string, unknown, PropertyKey] => ['ReadableStream.prototype', ReadableStream.prototype, name],
  ),
  ...['read', 'cancel', 'releaseLock', 'constructor'].flatMap((name): [string, unknown, PropertyKey][] => [
    ['ReadableStreamDefaultReader.prototype', ReadableStreamDefaultReader.prototype, name],
    ['ReadableStreamBYOBReader.prototype', ReadableStreamBYOBReader.prototype, name],
  ]),
]

function lookAt(t: Tools, owner: unknown, key: PropertyKey): void {
  if (typeof owner !== 'object' && typeof owner !== 'function') return
  if (owner === null) return
  const { value, writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(owner, key) ?? {}
  if (typeof value !== 'function') return t.log(String(key), 'none')
  const text = Function.prototype.toString.call(value).includes('[native code]')
  t.log(String(key), value.name, value.length, text, writable, enumerable, configurable)
  t.log(Object.hasOwn(value, 'prototype'), Reflect.ownKeys(value).map(String).join(), value.toString === Function.prototype.toString)
}

const identity = (t: Tools, response: Response): void => {
  const { url, type, redirected, status, ok, statusText, bodyUsed } = response
  t.log(url, type, redirected, status, ok, statusText, bodyUsed)
  t.log(response instanceof Response, response.constructor === Response, Object.prototype.toString.call(response))
  t.log(Reflect.ownKeys(response).length, response.body && Reflect.ownKeys(response.body).length, response.body === response.body)
  t.log(Object.getPrototypeOf(response) === Response.prototype, response.headers.get('content-type'))
}

const illegal = (name: string, owner: unknown, key: PropertyKey): Behaviour =>
  row(`illegal invocation: ${name}.${String(key)}`, [], async (t) => {
    const method: unknown = typeof owner === 'object' && owner ? Reflect.get(owner, key) : undefined
    if (typeof method !== 'function') return t.log('none')
    for (const self of [undefined, null, {}, 1, new Response('x')]) await t.outcome('call', (async () => Reflect.apply(method, self, []))())
  })

const refused: Expected = { text: '', last: 'error' }

const looks: Behaviour[] = [
  ...patched.map(([name, owner, key]) => row(`looks of ${name}.${String(key)}`, [], async (t) => lookAt(t, owner, key))),
  row('names and keys of the prototypes', [], async (t) => {
    for (const prototype of [Response.prototype, Request.prototype, ReadableStream.prototype, ReadableStreamDefaultReader.prototype]) {
      t.log(Reflect.ownKeys(prototype).map(String).join())
    }
    t.log(ReadableStream.prototype.values === ReadableStream.prototype[Symbol.asyncIterator])
    t.log(ReadableStreamDefaultReader.prototype.constructor === ReadableStreamDefaultReader)
    t.log(ReadableStreamBYOBReader.prototype.constructor === ReadableStreamBYOBReader)
    t.log(Object.keys(globalThis).filter((key) => key !== 'guest').length)
  }),
  illegal('Response.prototype', Response.prototype, 'text'),
  illegal('Response.prototype', Response.prototype, 'clone'),
  illegal('ReadableStream.prototype', ReadableStream.prototype, 'getReader'),
  illegal('ReadableStream.prototype', ReadableStream.prototype, 'tee'),
  illegal('ReadableStream.prototype', ReadableStream.prototype, 'cancel'),
  illegal('ReadableStream.prototype', ReadableStream.prototype, 'pipeTo'),
  illegal('ReadableStream.prototype', ReadableStream.prototype, 'pipeThrough'),
  illegal('ReadableStreamDefaultReader.prototype', ReadableStreamDefaultReader.prototype, 'read'),
  illegal('ReadableStreamDefaultReader.prototype', ReadableStreamDefaultReader.prototype, 'releaseLock'),
  illegal('ReadableStreamBYOBReader.prototype', ReadableStreamBYOBReader.prototype, 'read'),
  row('fetch: missing and wrong arguments', [refused, refused], async (t) => {
    await t.outcome('nothing', Reflect.apply(fetch, undefined, []))
    await t.outcome('other this', Reflect.apply(fetch, {}, ['/json']))
    await t.outcome('broken URL', fetch('http://'))
    await t.outcome('init', Reflect.apply(fetch, undefined, ['/form', 1]))
    await t.outcome('new', (async () => Reflect.construct(fetch, ['/json']))())
  }),
  row('new and plain call of a reader constructor', [], async (t) => {
    await t.outcome('call', (async () => Reflect.apply(ReadableStreamDefaultReader, undefined, []))())
    await t.outcome('new', (async () => Reflect.construct(ReadableStreamDefaultReader, []))())
  }),
]

const responses: Behaviour[] = [
  row('identity of a response', hears(0, 'none'), async (t) => identity(t, await t.get())),
  row('identity: redirected', hears(0, 'none'), async (t) => identity(t, await fetch(`/redirect?id=${t.id}`))),
  row('identity: redirected, read', all, async (t) => {
    await t.readAll(bodyOf(await fetch(`/redirect?id=${t.id}`)).getReader())
  }),
  row('identity: cross-origin', all, async (t) => {
    const response = await fetch(t.other + t.address())
    t.log(response.url.startsWith(t.other), response.type)
    await t.readAll(bodyOf(response).getReader())
  }),
  row('identity: opaque', { text: '', last: 'end' }, async (t) => {
    const response = await fetch(`${t.other}/form`, { mode: 'no-cors' })
    t.log(response.type, response.status, response.body === null)
    await t.outcome('text', response.text())
  }),
  row('identity: 204', [], async (t) => {
    const response = await fetch('/nothing')
    t.log(response.status, response.body === null)
    await t.outcome('text', response.text())
  }),
  row('fetch: its promise', all, async (t) => {
    const promise = t.get()
    t.log(Object.getPrototypeOf(promise) === Promise.prototype, Reflect.ownKeys(promise).length)
    await t.flow()
    await t.outcome('text', (await promise).text())
  }),
  row('fetch: a URL, a Request, getters of init', [all, hears(0, 'none'), hears(0, 'none')], async (t) => {
    const first = await fetch(new URL(t.address(), location.href))
    await t.flow()
    await t.outcome('text', first.text())
    const request = new Request('/form', { method: 'POST', body: 'x' })
    const second = await fetch(request)
    t.log(second.status, request.bodyUsed)
    const init = {}
    for (const name of ['method', 'headers', 'body', 'signal', 'mode']) {
      Object.defineProperty(init, name, { enumerable: true, get: () => t.log('get', name) })
    }
    t.log((await fetch('/form', init)).status)
  }),
  row('fetch: headers that can be iterated once', hears(0, 'none'), async (t) => {
    function* headers(): Generator<[string, string]> {
      t.log('iterated')
      yield ['x-a', '1']
    }
    const response = await Reflect.apply(fetch, undefined, ['/form', { headers: headers() }])
    t.log(response)
  }),
  row('fetch: an object that only toString() makes a URL', [], async (t) => {
    const input = {
      toString() {
        t.log('toString')
        return '/form'
      },
    }
    t.log(await Reflect.apply(fetch, undefined, [input]))
  }),
  row('a response that the page made itself', [], async (t) => {
    await t.outcome('json', new Response('{"a":1').json())
    await t.outcome('text', new Response('x').text())
    await t.readAll(bodyOf(new Response('x')).getReader())
    t.log(await Response.json({ a: 1 }).json())
  }),
  row('a stream that the page made itself', [], async (t) => {
    const stream = new ReadableStream({
      start(to) {
        to.enqueue('a')
        to.enqueue('b')
        to.close()
      },
    })
    const [one, two] = stream.tee()
    await t.readAll(one.getReader())
    for await (const chunk of two) t.log(chunk)
  }),
  row('Object.freeze(response)', all, async (t) => {
    const response = Object.freeze(await t.get())
    await t.flow()
    await t.outcome('text', response.text())
  }),
  row('a response with another prototype', all, async (t) => {
    class Mine extends Response {
      override async text(): Promise<string> {
        return `mine: ${await super.text()}`
      }
    }
    const response = Object.setPrototypeOf(await t.get(), Mine.prototype)
    await t.flow()
    t.log(response instanceof Mine, await response.text())
  }),
  row('a Proxy of the response', all, async (t) => {
    const response = await t.get()
    const proxy = new Proxy(response, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    await t.flow()
    await t.outcome('text', proxy.text())
  }),
  row('a method of the page on the response', all, async (t) => {
    const response = await t.get()
    response.text = async () => `page: ${await Response.prototype.text.call(response)}`
    await t.flow()
    t.log(await response.text(), Reflect.ownKeys(response).join())
  }),
  row('methods of another realm are not seen', hears(0, 'none'), async (t) => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    const response = await t.get()
    const text: unknown = Reflect.get(frame.contentWindow ?? {}, 'Response').prototype.text
    await t.flow()
    if (typeof text === 'function') await t.outcome('text', Reflect.apply(text, response, []))
    frame.remove()
  }),
  row('unhandledrejection: text() and fetch()', [hears('free', 'error'), { text: '', last: 'error' }], async (t) => {
    const response = await t.get({ ends: 'reset', chunks: 1 })
    void response.text()
    await t.next()
    void fetch('/refuse')
    await t.settle()
    await t.settle()
  }),
  row('unhandledrejection: pipeTo()', hears(1, 'error'), async (t) => {
    const response = await t.get({ ends: 'reset', chunks: 1 })
    void bodyOf(response).pipeTo(new WritableStream({ write: (chunk) => t.chunk(chunk) }))
    await t.settle()
    await t.next()
    await t.settle()
  }),
  {
    ...row('unhandledrejection: read()', hears(0, 'error'), async (t) => {
      const abort = new AbortController()
      const response = await t.get({}, { signal: abort.signal })
      await t.settle()
      const reader = bodyOf(response).getReader()
      abort.abort()
      void reader.read()
      await t.settle()
    }),
    differs: ['unhandledrejection'],
  },
]

export const looking: readonly Behaviour[] = [...looks, ...responses]
