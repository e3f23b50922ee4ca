import { all, type Behaviour, hears, row } from '../behaviour.ts'
import { bodyOf, later, type Tools } from '../tools.ts'

const view = (size: number): Uint8Array<ArrayBuffer> => new Uint8Array(new ArrayBuffer(size))

async function readByob(t: Tools, reader: ReadableStreamBYOBReader, count = Infinity): Promise<void> {
  let buffer = view(256)
  for (let n = 0; n < count; n += 1) {
    const { done, value } = await reader.read(buffer)
    if (done) return t.log('done', value)
    t.chunk(value)
    t.log('same buffer detached', buffer.byteLength, value.buffer.byteLength)
    buffer = new Uint8Array(value.buffer)
    if (n + 1 < count) await t.next()
  }
}

async function iterate(t: Tools, iterable: AsyncIterable<unknown>, count = Infinity): Promise<void> {
  let n = 0
  for await (const chunk of iterable) {
    t.chunk(chunk)
    n += 1
    if (n === count) break
    await t.next()
  }
  t.log('left the loop')
}

const readers: Behaviour[] = [
  row('getReader: read loop', all, async (t) => {
    const response = await t.get()
    const reader = bodyOf(response).getReader()
    t.log(response.bodyUsed, bodyOf(response).locked)
    await t.readAll(reader)
    t.log(response.bodyUsed, bodyOf(response).locked)
  }),
  row('getReader: two reads pending', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader()
    const reads = Array.from({ length: 7 }, () => reader.read())
    for (const read of reads) {
      const { done, value } = await read
      if (done) t.log('done', value)
      else t.chunk(value)
      await t.next()
    }
  }),
  row('getReader: body of one piece, end not read', { text: 'a=1&b=zw%C3%B6lf', last: 'end' }, async (t) => {
    const reader = bodyOf(await fetch('/form')).getReader()
    t.chunk((await reader.read()).value)
    await t.outcome('closed', reader.closed)
  }),
  row('getReader: empty body', { text: '', last: 'end' }, async (t) => t.readAll(bodyOf(await fetch('/empty')).getReader())),
  row('HEAD: body read', { text: '', last: 'end' }, async (t) => {
    const response = await fetch('/form', { method: 'HEAD' })
    t.log(response.body === null)
    if (response.body) await t.readAll(response.body.getReader())
  }),
  row('getReader: promise of read() is the native one', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader()
    const promise = reader.read()
    t.log(Object.getPrototypeOf(promise) === Promise.prototype, Reflect.ownKeys(promise).length)
    t.chunk((await promise).value)
    await t.next()
    await t.readAll(reader)
  }),
  row('ReadableStream.prototype.getReader.call', all, async (t) => {
    const body = bodyOf(await t.get())
    const reader: unknown = ReadableStream.prototype.getReader.call(body)
    if (reader instanceof ReadableStreamDefaultReader) await t.readAll(reader)
  }),
  row('ReadableStreamDefaultReader.prototype.read.call', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader()
    await t.readAll({ read: () => ReadableStreamDefaultReader.prototype.read.call(reader) })
  }),
  row('new ReadableStreamDefaultReader(body)', all, async (t) => {
    const reader = new ReadableStreamDefaultReader(bodyOf(await t.get()))
    t.log(reader instanceof ReadableStreamDefaultReader, reader.constructor === ReadableStreamDefaultReader)
    await t.readAll(reader)
  }),
  row('a subclass of the reader', all, async (t) => {
    class Mine extends ReadableStreamDefaultReader {}
    const reader = new Mine(bodyOf(await t.get()))
    t.log(reader instanceof Mine, reader.constructor === Mine)
    await t.readAll(reader)
  }),
  row('new ReadableStreamDefaultReader of a locked body throws', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    body.getReader()
    await t.outcome('second', (async () => new ReadableStreamDefaultReader(body))())
  }),
  row('releaseLock() between two readers', all, async (t) => {
    const body = bodyOf(await t.get())
    const first = body.getReader()
    t.chunk((await first.read()).value)
    first.releaseLock()
    await t.outcome('read after release', first.read())
    await t.outcome('cancel after release', first.cancel())
    await t.outcome('closed after release', first.closed)
    await t.next()
    await t.readAll(body.getReader())
  }),
  row('releaseLock() with a read pending', all, async (t) => {
    const body = bodyOf(await t.get())
    const first = body.getReader()
    t.chunk((await first.read()).value)
    const pending = first.read()
    first.releaseLock()
    await t.outcome('pending read', pending)
    await t.next()
    await t.readAll(body.getReader())
  }),
  row('reader.closed after the end', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader()
    void reader.closed.then(() => t.log('closed'))
    await t.readAll(reader)
    await t.outcome('closed', reader.closed)
  }),
  row('microtask order of a buffered read', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader()
    // On a busy machine the chunk comes late, and the row is about one that lies ready.
    await later(400)
    const ticks: number[] = []
    void reader.read().then(({ value }) => {
      t.log('ticks', ticks.length)
      t.chunk(value)
    })
    for (let tick = 1; tick < 9; tick += 1) {
      await Promise.resolve()
      ticks.push(tick)
    }
    await t.next()
    await t.readAll(reader)
  }),
  row('order of chunk, closed, done', { text: 'a=1&b=zw%C3%B6lf', last: 'end' }, async (t) => {
    const reader = bodyOf(await fetch('/form')).getReader()
    await t.settle()
    void reader.closed.then(() => t.log('closed'))
    void reader.read().then(({ value }) => t.chunk(value))
    void reader.read().then(({ done }) => t.log('done', done))
    await t.settle()
  }),
  row('getReader: a chunk whose buffer the page moves at once', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader()
    await t.readAll({
      read: async () => {
        const result = await reader.read()
        if (result.done) return result
        return { done: false, value: new Uint8Array(structuredClone(result.value.buffer, { transfer: [result.value.buffer] })) }
      },
    })
  }),
]

const byob: Behaviour[] = [
  row('BYOB: read(view)', all, async (t) => readByob(t, bodyOf(await t.get()).getReader({ mode: 'byob' }))),
  row('BYOB: new ReadableStreamBYOBReader(body)', all, async (t) => readByob(t, new ReadableStreamBYOBReader(bodyOf(await t.get())))),
  row('BYOB: read(view, { min })', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader({ mode: 'byob' })
    const first = reader.read(view(80), { min: 50 })
    await t.next()
    t.chunk((await first).value)
    await t.next()
    await readByob(t, reader)
  }),
  row('BYOB: DataView', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader({ mode: 'byob' })
    const { value } = await reader.read(new DataView(new ArrayBuffer(300), 10, 200))
    t.chunk(value)
    await t.next()
    await readByob(t, reader)
  }),
  row('BYOB: small views', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader({ mode: 'byob' })
    for (;;) {
      const { done, value } = await reader.read(view(7))
      if (done) break
      t.chunk(value)
      // The row's chunks have 34 bytes each.
      if (value.byteLength < 7) await t.next()
    }
  }),
  row('BYOB: wrong arguments do not end the body', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader({ mode: 'byob' })
    await t.outcome('empty view', reader.read(view(0)))
    await t.outcome('no view', Reflect.apply(reader.read, reader, []))
    await readByob(t, reader)
  }),
  row('BYOB: cancel after 2', hears(2, 'cancel'), async (t) => {
    const reader = bodyOf(await t.get()).getReader({ mode: 'byob' })
    await readByob(t, reader, 2)
    await t.outcome('cancel', reader.cancel())
    await t.outcome('read after cancel', reader.read(view(9)))
    await t.gone()
  }),
]

const iteration: Behaviour[] = [
  row('for await', all, async (t) => iterate(t, bodyOf(await t.get()))),
  row('for await: break after 2', hears(2, 'cancel'), async (t) => {
    const response = await t.get()
    await iterate(t, bodyOf(response), 2)
    t.log(response.bodyUsed, bodyOf(response).locked)
    await t.gone()
  }),
  row('for await: throw inside', hears(1, 'cancel'), async (t) => {
    const body = bodyOf(await t.get())
    const loop = async (): Promise<void> => {
      for await (const chunk of body) {
        t.chunk(chunk)
        throw new Error('mine')
      }
    }
    await t.outcome('loop', loop())
    await t.gone()
  }),
  row('values()', all, async (t) => iterate(t, bodyOf(await t.get()).values())),
  row('values({ preventCancel }): break, then a second reader', all, async (t) => {
    const body = bodyOf(await t.get())
    await iterate(t, body.values({ preventCancel: true }), 2)
    t.log('locked', body.locked)
    await t.next()
    await t.readAll(body.getReader())
  }),
  row('next() by hand, three pending', all, async (t) => {
    const iterator = bodyOf(await t.get())[Symbol.asyncIterator]()
    const three = [iterator.next(), iterator.next(), iterator.next()]
    for (const promise of three) {
      const { value } = await promise
      t.chunk(value)
      await t.next()
    }
    for (;;) {
      const { done, value } = await iterator.next()
      if (done) break
      t.chunk(value)
      await t.next()
    }
    await t.outcome('next after done', iterator.next())
    await t.outcome('return after done', Reflect.apply(iterator.return ?? iterator.next, iterator, ['x']))
  }),
  row('return() with a next() pending', hears(2, 'cancel'), async (t) => {
    const iterator = bodyOf(await t.get())[Symbol.asyncIterator]()
    t.chunk((await iterator.next()).value)
    const pending = iterator.next()
    const left = Reflect.apply(iterator.return ?? iterator.next, iterator, ['why'])
    await t.next()
    t.chunk((await pending).value)
    await t.outcome('return', left)
    await t.outcome('next after return', iterator.next())
    await t.gone()
  }),
  row('Array.fromAsync', all, async (t) => {
    const body = bodyOf(await t.get())
    await t.flow()
    const fromAsync: unknown = Reflect.get(Array, 'fromAsync')
    const chunks: unknown = typeof fromAsync === 'function' ? await Reflect.apply(fromAsync, Array, [body]) : []
    const bytes = Array.isArray(chunks) ? chunks.flatMap((chunk) => (chunk instanceof Uint8Array ? [...chunk] : [])) : []
    t.log(new TextDecoder().decode(new Uint8Array(bytes)))
  }),
  row('for await over a locked body throws', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    body.getReader()
    await t.outcome('loop', iterate(t, body))
  }),
]

export const reading: readonly Behaviour[] = [...readers, ...byob, ...iteration]
