/** What a page sees of its Requests, whose constructor capture has patched, and of what becomes of their bodies. */
import { all, type Behaviour, hears, row } from '../behaviour.ts'
import type { Tools } from '../tools.ts'

const post = (body: BodyInit): RequestInit => ({ method: 'POST', body })
const streamed = (body: BodyInit): RequestInit => Object.assign(post(new Response(body).body ?? ''), { duplex: 'half' })

/** Everything that a Request shows. */
function identity(t: Tools, request: Request): void {
  t.log(request.method, new URL(request.url).pathname, request.bodyUsed, request.headers.get('content-type'), request.body?.locked)
  t.log(request instanceof Request, request.constructor === Request, request.constructor.name, Object.prototype.toString.call(request))
  t.log(Object.getPrototypeOf(request) === Request.prototype, Reflect.ownKeys(request).length, request.body === request.body)
}

const bodies: readonly (readonly [string, () => BodyInit])[] = [
  ['a string', () => 'Grüße'],
  ['bytes', () => new TextEncoder().encode('{"a":1}')],
  ['a buffer', () => new TextEncoder().encode('{"a":1}').buffer],
  ['a DataView', () => new DataView(new TextEncoder().encode('{"a":1}').buffer, 1, 3)],
  ['a Blob', () => new Blob(['{"a":1}'], { type: 'application/json' })],
  ['a File', () => new File(['x'], 'x.txt', { type: 'text/plain' })],
  ['a form', () => Object.entries({ a: '1', b: '2' }).reduce((form, [name, value]) => (form.append(name, value), form), new FormData())],
  ['an encoded form', () => new URLSearchParams({ a: 'ü' })],
]

const making: Behaviour[] = [
  ...bodies.map(([name, make]) =>
    row(`new Request: ${name}`, [], async (t) => {
      const request = new Request('/form', post(make()))
      // A form's boundary is chance.
      const type = request.headers.get('content-type')?.replace(/boundary=.*/, 'boundary')
      t.log(request.bodyUsed, type, request.body?.locked, (await request.clone().text()).replace(/-{4,}\w+/g, '--'))
      await t.outcome(
        'blob',
        request.arrayBuffer().then(({ byteLength }) => byteLength > 0),
      )
      t.log(request.bodyUsed)
      await t.outcome('again', request.text())
    }),
  ),
  row('new Request: identity', [], async (t) => {
    for (const request of [new Request('/form'), new Request('/form', post('x')), new Request('/form', streamed('x'))]) {
      identity(t, request)
      identity(t, request.clone())
    }
  }),
  row('new Request: of a Request', [], async (t) => {
    const first = new Request('/form', post('x'))
    const second = new Request(first, { headers: { a: 'b' } })
    t.log(first.bodyUsed, first.body?.locked)
    identity(t, second)
    await t.outcome('used', (async () => new Request(first))())
    await t.outcome('another body', (async () => new Request(first, post('y')).text())())
    await t.outcome('text', second.text())
  }),
  row('new Request: a Request as init', [], async (t) => {
    const init = new Request('/form', post('x'))
    await t.outcome('made', (async () => identity(t, new Request('/other', init)))())
    t.log(init.bodyUsed, init.body?.locked)
  }),
  row('new Request: what the platform refuses', [], async (t) => {
    const wrong: readonly (readonly unknown[])[] = [
      [],
      ['http://'],
      ['/form', { body: 'x' }],
      ['/form', { method: 'GET', body: 'x' }],
      ['/form', { method: 'POST', body: new ReadableStream() }],
      ['/form', 1],
      ['/form', { method: 'b a d' }],
      [Symbol('x')],
    ]
    for (const args of wrong) await t.outcome('new', (async () => Reflect.construct(Request, args))())
    await t.outcome('call', (async () => Reflect.apply(Request, undefined, ['/form']))())
    await t.outcome('new target', (async () => Object.getPrototypeOf(Reflect.construct(Request, ['/form'], Array)) === Array.prototype)())
  }),
  row('new Request: getters and proxies are asked as before', [], async (t) => {
    const init = {}
    for (const name of ['method', 'headers', 'body', 'signal', 'mode', 'duplex', 'priority']) {
      Object.defineProperty(init, name, { enumerable: true, get: () => t.log('get', name) })
    }
    t.log(new Request('/form', init).method)
    const proxy = new Proxy(post('x'), {
      get: (target, key) => (t.log('get', String(key)), Reflect.get(target, key)),
      has: (target, key) => (t.log('has', String(key)), Reflect.has(target, key)),
    })
    await t.outcome('text', new Request('/form', proxy).text())
    const input = { toString: () => (t.log('toString'), '/form') }
    t.log(new URL(Reflect.construct(Request, [input]).url).pathname)
  }),
  row('new Request: a class of the page’s', [], async (t) => {
    class Own extends Request {
      readonly mine: string
      constructor(path: string, init?: RequestInit) {
        super(path, init)
        this.mine = `${new.target.name} ${String(new.target === Own)}`
      }
      override clone(): Request {
        t.log('clone')
        return super.clone()
      }
    }
    const own = new Own('/form', post('x'))
    t.log(own.mine, own instanceof Own, own instanceof Request, own.constructor === Own, Object.getPrototypeOf(Own) === Request)
    t.log(Object.getPrototypeOf(own) === Own.prototype, Reflect.ownKeys(own).join(), Own.name, Own.length)
    identity(t, own.clone())
    t.log(Reflect.construct(Request, ['/form'], Own) instanceof Own, Reflect.construct(Own, ['/form'], Request).constructor === Request)
    await t.outcome('text', own.text())
  }),
  row('new Request: instanceof, own names, what is hung on it', [], async (t) => {
    const bare: object = Object.create(Request.prototype)
    t.log(bare instanceof Request, {} instanceof Request, Reflect.ownKeys(Request).map(String).join())
    t.log(
      Request.prototype.constructor === Request,
      Object.getOwnPropertyNames(Request.prototype).length,
      String(Request).includes('[native code]'),
    )
    Reflect.set(Request, 'hung', 1)
    t.log(Reflect.get(Request, 'hung'), Reflect.deleteProperty(Request, 'hung'), Reflect.has(Request, 'hung'))
    t.log(Object.isExtensible(Request), Object.isFrozen(Request), typeof Request, Reflect.getPrototypeOf(Request) === Function.prototype)
    t.log(Object.keys(globalThis).includes('Request'), Reflect.has(globalThis, 'Request'), window.Request === Request)
  }),
  row('new Request: of another realm', hears(0, 'none'), async (t) => {
    const frame = document.body.appendChild(document.createElement('iframe'))
    const Other: unknown = Reflect.get(frame.contentWindow ?? {}, 'Request')
    if (typeof Other !== 'function') return
    const request: unknown = Reflect.construct(Other, [`${t.origin}/form`, post('x')])
    t.log(request instanceof Request, request instanceof Other, Other === Request)
    const mine = Reflect.construct(Request, [request])
    t.log(mine instanceof Request, mine.method, Reflect.get(request ?? {}, 'bodyUsed'))
    t.log((await fetch(mine)).status, mine.bodyUsed)
    frame.remove()
  }),
]

const sending: Behaviour[] = [
  row('fetch(new Request): used as before', [all, { text: '', last: 'error' }], async (t) => {
    const request = new Request(t.address(), post('{"a":1}'))
    const kept = request.clone()
    const response = fetch(request)
    t.log(request.bodyUsed, request.body?.locked, kept.bodyUsed)
    await t.flow()
    await t.outcome('text', (await response).text())
    await t.outcome('kept', kept.json())
    await t.outcome('again', fetch(request))
  }),
  row('fetch(request, init): the init before the Request', all, async (t) => {
    const request = new Request(t.address(), post('x'))
    const response = fetch(request, { body: 'y', method: 'PUT' })
    t.log(request.bodyUsed)
    await t.flow()
    await t.outcome('text', (await response).text())
  }),
  row('fetch(url, { body: blob }): the page reads it too', all, async (t) => {
    const blob = new Blob(['{"a":1}'], { type: 'application/json' })
    const response = fetch(t.address(), post(blob))
    await t.flow()
    await t.outcome('text', (await response).text())
    await t.outcome('blob', blob.text())
  }),
  row('fetch(new Request): aborted', { text: '', last: 'error' }, async (t) => {
    const abort = new AbortController()
    const request = new Request('/form', { ...post('x'), signal: abort.signal })
    abort.abort(new Error('mine'))
    await t.outcome('fetch', fetch(request))
    t.log(request.bodyUsed, request.signal.aborted)
  }),
]

export const requests: readonly Behaviour[] = [...making, ...sending]
