import { all, type Behaviour, hears, row } from '../behaviour.ts'
import { bodyOf, later, type Tools } from '../tools.ts'

const isStream = (value: unknown): value is ReadableStream<unknown> => value instanceof ReadableStream

/** In newer engines only, and not in the types. */
const textStream = (t: Tools, owner: Body): ReadableStream<unknown> => {
  const method: unknown = Reflect.get(owner, 'textStream')
  const stream: unknown = typeof method === 'function' ? Reflect.apply(method, owner, []) : owner.body
  if (!isStream(stream)) throw new Error('no stream')
  t.log('bodyUsed', owner.bodyUsed, 'locked', owner.body?.locked)
  return stream
}

const clones: Behaviour[] = [
  row('structuredClone(body, { transfer })', all, async (t) => {
    const response = await t.get()
    const body = bodyOf(response)
    const clone = structuredClone(body, { transfer: [body] })
    t.log(isStream(clone), clone === body, 'bodyUsed', response.bodyUsed, 'locked', body.locked)
    await t.readAll(clone.getReader())
    await t.settle()
    t.log('bodyUsed', response.bodyUsed, 'locked', body.locked)
  }),
  row('structuredClone(body, { transfer }): cancel after 2', hears(2, 'cancel'), async (t) => {
    const body = bodyOf(await t.get())
    const reader = structuredClone(body, { transfer: [body] }).getReader()
    await t.readAll(reader, 2)
    await t.outcome('cancel', reader.cancel('enough'))
    await t.gone()
  }),
  row('structuredClone(body, { transfer }): connection reset', hears(5, 'error'), async (t) => {
    const body = bodyOf(await t.get({ ends: 'reset' }))
    await t.outcome('reads', t.readAll(structuredClone(body, { transfer: [body] }).getReader()))
  }),
  row('structuredClone: without transfer throws', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    await t.outcome('clone', (async () => structuredClone(body))())
    t.log(body.locked)
  }),
  row('structuredClone: of a locked body throws', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    body.getReader()
    await t.outcome('clone', (async () => structuredClone(body, { transfer: [body] }))())
  }),
  row('structuredClone: the stream inside an object is not seen', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    await t.readAll(structuredClone({ body }, { transfer: [body] }).body.getReader())
  }),
  row('postMessage with the stream is not seen', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    const { port1, port2 } = new MessageChannel()
    const arrived = new Promise<unknown>((resolve) => {
      port2.onmessage = ({ data }) => resolve(data)
    })
    port1.postMessage(body, [body])
    const stream = await arrived
    if (isStream(stream)) await t.readAll(stream.getReader())
    port1.close()
  }),
]

const texts: Behaviour[] = [
  row('textStream()', all, async (t) => {
    const response = await t.get()
    await t.readAll(textStream(t, response).getReader())
    await t.settle()
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('textStream(): cancel after 2', hears(2, 'cancel'), async (t) => {
    const response = await t.get()
    const reader = textStream(t, response).getReader()
    await t.readAll(reader, 2)
    await t.outcome('cancel', reader.cancel('enough'))
    await t.gone()
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('textStream(): connection reset', hears(5, 'error'), async (t) => {
    const response = await t.get({ ends: 'reset' })
    await t.outcome('reads', t.readAll(textStream(t, response).getReader()))
    await t.settle()
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('textStream(): the lock when it has been read to its end', all, async (t) => {
    const response = await t.get()
    const reader = textStream(t, response).getReader()
    await t.flow()
    while (!(await reader.read()).done);
    t.log('at once: locked', response.body?.locked)
    await later(0)
    t.log('soon: locked', response.body?.locked)
    await t.settle()
    t.log('later: bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
    await t.outcome('text', response.text())
    await t.outcome('getReader', (async () => response.body?.getReader())())
  }),
  row('textStream(): piped on', all, async (t) => {
    const response = await t.get()
    const stream = textStream(t, response)
    await t.flow()
    await t.outcome('pipe', stream.pipeTo(new WritableStream()))
    t.log('locked', response.body?.locked)
  }),
  row('textStream(): of an ended body that nobody has read', all, async (t) => {
    const response = await t.get()
    await t.flow()
    await t.gone()
    const stream = textStream(t, response)
    await t.readAll(stream.getReader())
    t.log('locked', response.body?.locked)
  }),
  row('textStream(): of a used body', all, async (t) => {
    const response = await t.get()
    await t.flow()
    await response.text()
    await t.outcome('textStream', (async () => textStream(t, response))())
  }),
]

const echoed = (t: Tools, input: Request | undefined, body: ReadableStream | null): Promise<Response> =>
  input ? fetch(input) : fetch(`${t.echo}/`, Object.assign({ method: 'POST', body }, { duplex: 'half' }))

const overHttp2: Behaviour[] = [
  row('upload: fetch(url, { body })', all, async (t) => {
    const response = await t.get()
    const sent = echoed(t, undefined, response.body)
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
    await t.flow()
    await t.outcome('echo', (await sent).text())
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('upload: connection of the body reset', hears('free', 'error'), async (t) => {
    const response = await t.get({ ends: 'reset' })
    const sent = echoed(t, undefined, response.body)
    await t.flow()
    await t.outcome(
      'echo',
      sent.then((answer) => answer.text()),
    )
  }),
  row('upload: abort() meanwhile', hears('free', 'cancel'), async (t) => {
    const abort = new AbortController()
    const response = await t.get()
    const init = Object.assign({ method: 'POST', body: response.body, signal: abort.signal }, { duplex: 'half' })
    const sent = fetch(`${t.echo}/`, init)
    await t.settle()
    abort.abort()
    await t.outcome(
      'echo',
      sent.then((answer) => answer.text()),
    )
    await t.gone()
  }),
  row('upload: fetch(new Request(url, { body })) is not seen', hears(0, 'none'), async (t) => {
    const response = await t.get()
    const init = Object.assign({ method: 'POST', body: response.body }, { duplex: 'half' })
    const sent = echoed(t, new Request(`${t.echo}/`, init), null)
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
    await t.flow()
    await t.outcome('echo', (await sent).text())
  }),
].map((behaviour) => ({ ...behaviour, needsEcho: true }))

const uploads: Behaviour[] = [
  row('upload that HTTP/1.1 refuses: fetch(url, { body })', hears(0, 'none'), async (t) => {
    const response = await t.get()
    const sent = fetch(`${t.other}/nothing`, Object.assign({ method: 'POST', body: response.body }, { duplex: 'half' }))
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
    await t.outcome('fetch', sent)
    await t.settle()
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('upload without duplex throws', hears(0, 'none'), async (t) => {
    const response = await t.get()
    await t.outcome('fetch', fetch(`${t.other}/nothing`, { method: 'POST', body: response.body }))
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('upload by GET throws', hears(0, 'none'), async (t) => {
    const response = await t.get()
    await t.outcome('fetch', fetch(`${t.other}/nothing`, Object.assign({ body: response.body }, { duplex: 'half' })))
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('WebAssembly.compileStreaming refuses it as before', hears(0, 'none'), async (t) => {
    const response = await t.get()
    await t.outcome('compileStreaming', WebAssembly.compileStreaming(response))
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('WebAssembly.compileStreaming is not seen', hears(0, 'none'), async (t) => {
    const response = await t.get({ type: 'application/wasm' })
    await t.flow()
    await t.outcome('compileStreaming', WebAssembly.compileStreaming(response))
    t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)
  }),
  row('Cache.put is not seen', hears('free', 'none'), async (t) => {
    const cache = await caches.open('guest')
    const response = await t.get()
    await t.flow()
    await t.outcome('put', cache.put('/cached', response))
    t.log('bodyUsed', response.bodyUsed, await (await cache.match('/cached'))?.text())
    await caches.delete('guest')
  }),
]

export const transferring: readonly Behaviour[] = [...clones, ...texts, ...overHttp2, ...uploads]
