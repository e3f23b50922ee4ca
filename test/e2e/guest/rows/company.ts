/** Other guests of the page: libraries that patch the same things, before and after capture, and pages that lock theirs down. */
import { all, type Behaviour, hears, row } from '../behaviour.ts'
import { bodyOf, type Tools } from '../tools.ts'
import { consume } from './consuming.ts'

const callsOf = new Map<string, number>()

/** As error trackers do: a plain function in the place of the method. */
function wrap(owner: object, key: string): void {
  const native: unknown = Reflect.get(owner, key)
  if (typeof native !== 'function') return
  Reflect.set(owner, key, function (this: unknown, ...args: unknown[]): unknown {
    callsOf.set(key, (callsOf.get(key) ?? 0) + 1)
    return Reflect.apply(native, this, args)
  })
}

const wrapAll = (): void => {
  wrap(globalThis, 'fetch')
  for (const key of ['text', 'json', 'clone']) wrap(Response.prototype, key)
  for (const key of ['getReader', 'pipeTo', 'tee']) wrap(ReadableStream.prototype, key)
  wrap(ReadableStreamDefaultReader.prototype, 'read')
}

const cloning = (): void => {
  const native = globalThis.fetch
  globalThis.fetch = async (...args) => {
    const response = await native(...args)
    void response.clone().text()
    return response
  }
}

async function readTwice(t: Tools): Promise<void> {
  const response = await t.get()
  const reader = bodyOf(response).getReader()
  await t.readAll(reader)
  t.log([...callsOf].map(([name, calls]) => `${name} ${name === 'read' || name === 'getReader' ? '' : calls}`).join())
}

async function textOf(t: Tools): Promise<void> {
  await consume(t, await t.get(), 'text')
  t.log('fetch', callsOf.get('fetch'), 'text', callsOf.get('text'))
}

const freezeAll = (): void => {
  for (const { prototype } of [Response, Request, ReadableStream, ReadableStreamDefaultReader, ReadableStreamBYOBReader])
    Object.freeze(prototype)
}

const zoned = (name: string, zone: 'before' | 'after'): Behaviour[] => [
  row(`zone.js ${name}: read loop`, all, async (t) => t.readAll(bodyOf(await t.get()).getReader()), { zone }),
  row(`zone.js ${name}: text()`, all, async (t) => consume(t, await t.get(), 'text'), { zone }),
  row(
    `zone.js ${name}: abort()`,
    hears(1, 'error'),
    async (t) => {
      const abort = new AbortController()
      const reader = bodyOf(await t.get({}, { signal: abort.signal })).getReader()
      t.chunk((await reader.read()).value)
      const pending = reader.read()
      abort.abort()
      await t.outcome('read', pending)
    },
    { zone },
  ),
  row(
    `zone.js ${name}: pipeTo`,
    all,
    async (t) => {
      const target = new WritableStream({
        write: async (chunk) => {
          t.chunk(chunk)
          await t.next()
        },
      })
      await t.outcome('pipeTo', bodyOf(await t.get()).pipeTo(target))
    },
    { zone },
  ),
  row(
    `zone.js ${name}: for await`,
    all,
    async (t) => {
      for await (const chunk of bodyOf(await t.get())) {
        t.chunk(chunk)
        await t.next()
      }
    },
    { zone },
  ),
]

export const company: readonly Behaviour[] = [
  row('a library that wraps everything, before: reader', all, readTwice, { before: wrapAll }),
  row('a library that wraps everything, before: text()', all, textOf, { before: wrapAll }),
  row('a library that wraps everything, after: reader', all, readTwice, { after: wrapAll }),
  row('a library that wraps everything, after: text()', all, textOf, { after: wrapAll }),
  row('a library that wraps everything, before and after', all, textOf, { before: wrapAll, after: wrapAll }),
  row(
    'a library that clones every response, before',
    all,
    async (t) => {
      const response = await t.get()
      await t.readAll(bodyOf(response).getReader())
    },
    { before: cloning },
  ),
  row(
    'a library that clones every response, after',
    all,
    async (t) => {
      const response = await t.get()
      await t.readAll(bodyOf(response).getReader())
    },
    { after: cloning },
  ),
  row('prototypes frozen before: reader', hears(0, 'none'), async (t) => t.readAll(bodyOf(await t.get()).getReader()), {
    before: freezeAll,
  }),
  row('Response.prototype frozen before: reader', all, async (t) => t.readAll(bodyOf(await t.get()).getReader()), {
    before: () => void Object.freeze(Response.prototype),
  }),
  row('Response.prototype frozen before: text()', hears(0, 'none'), textOf, { before: () => void Object.freeze(Response.prototype) }),
  row('prototypes frozen after: reader', all, async (t) => t.readAll(bodyOf(await t.get()).getReader()), { after: freezeAll }),
  row('prototypes frozen after: text()', all, textOf, { after: freezeAll }),
  row(
    'a service worker that passes on',
    all,
    async (t) => {
      const response = await t.get()
      t.log(response.type, response.redirected)
      await t.readAll(bodyOf(response).getReader())
    },
    { path: '/worker/' },
  ),
  row(
    'a service worker that answers itself',
    { text: 'made by the worker', last: 'end' },
    async (t) => {
      const response = await fetch('/worker/stream?made=1')
      t.log(response.type, response.url, response.status)
      await t.outcome('text', response.text())
    },
    { path: '/worker/' },
  ),
  ...zoned('first', 'before'),
  ...zoned('last', 'after'),
]
