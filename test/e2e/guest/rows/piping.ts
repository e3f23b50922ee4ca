import { all, type Behaviour, hears, row } from '../behaviour.ts'
import { bodyOf, later, type Tools } from '../tools.ts'

/** A destination that asks the server for the next chunk after each write. */
function sink(t: Tools, failAt = Infinity, slow = 0): WritableStream<unknown> {
  let n = 0
  return new WritableStream({
    start: () => t.log('start'),
    write: async (chunk) => {
      t.chunk(chunk)
      n += 1
      if (n === failAt) throw new Error('destination full')
      if (slow > 0) await later(slow)
      await t.next()
    },
    close: () => t.log('close'),
    abort: (reason) => t.log('abort', reason),
  })
}

const state = (t: Tools, response: Response): void => t.log('bodyUsed', response.bodyUsed, 'locked', response.body?.locked)

async function pipe(t: Tools, response: Response, target: WritableStream<unknown>, options?: StreamPipeOptions): Promise<void> {
  const promise = bodyOf(response).pipeTo(target, options)
  state(t, response)
  await t.outcome('pipeTo', promise)
  state(t, response)
  t.log('destination locked', target.locked)
}

const pipeTo: Behaviour[] = [
  row('pipeTo', all, async (t) => pipe(t, await t.get(), sink(t))),
  row('pipeTo: preventClose', all, async (t) => {
    const target = sink(t)
    await pipe(t, await t.get(), target, { preventClose: true })
    await t.outcome('own close', target.getWriter().close())
  }),
  row('pipeTo: destination fails at 2', hears(2, 'cancel'), async (t) => {
    await pipe(t, await t.get(), sink(t, 2))
    await t.gone()
  }),
  row('pipeTo: destination fails at 2, preventCancel, then the rest', all, async (t) => {
    const response = await t.get()
    await pipe(t, response, sink(t, 2), { preventCancel: true })
    await t.next()
    await t.readAll(bodyOf(response).getReader())
  }),
  row('pipeTo: connection reset', hears(5, 'error'), async (t) => pipe(t, await t.get({ ends: 'reset' }), sink(t))),
  row('pipeTo: connection reset, preventAbort', hears(5, 'error'), async (t) => {
    const target = sink(t)
    await pipe(t, await t.get({ ends: 'reset' }), target, { preventAbort: true })
    await t.outcome('own close', target.getWriter().close())
  }),
  row('pipeTo: connection reset, slow destination', hears('free', 'error'), async (t) => {
    await pipe(t, await t.get({ ends: 'reset' }), sink(t, Infinity, 30))
  }),
  row('pipeTo: signal aborts at 2', hears(2, 'cancel'), async (t) => {
    const abort = new AbortController()
    const target = new WritableStream({
      write: async (chunk) => {
        t.chunk(chunk)
        if (String(new TextDecoder().decode(chunk)).includes('"n":1')) abort.abort(new RangeError('enough'))
        else await t.next()
      },
      abort: (reason) => t.log('abort', reason),
    })
    await pipe(t, await t.get(), target, { signal: abort.signal })
    await t.gone()
  }),
  row('pipeTo: signal and preventCancel, then the rest', all, async (t) => {
    const abort = new AbortController()
    const response = await t.get()
    const target = new WritableStream({
      write: async (chunk) => {
        t.chunk(chunk)
        if (new TextDecoder().decode(chunk).includes('"n":1')) abort.abort()
        await t.next()
      },
    })
    await pipe(t, response, target, { signal: abort.signal, preventCancel: true })
    await t.readAll(bodyOf(response).getReader())
  }),
  row('pipeTo: signal aborted before', hears(0, 'cancel'), async (t) => {
    await pipe(t, await t.get(), sink(t), { signal: AbortSignal.abort('no') })
    await t.gone()
  }),
  row('pipeTo: the fetch aborted meanwhile', hears(1, 'error'), async (t) => {
    const abort = new AbortController()
    const response = await t.get({}, { signal: abort.signal })
    const target = new WritableStream({
      write: (chunk) => {
        t.chunk(chunk)
        abort.abort()
      },
      abort: (reason) => t.log('abort', reason),
    })
    await pipe(t, response, target)
    await t.gone()
  }),
  row('pipeTo: wrong arguments', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    await t.outcome('no destination', Reflect.apply(body.pipeTo, body, []))
    await t.outcome('no stream', Reflect.apply(body.pipeTo, body, [{}]))
    await t.outcome('no options', Reflect.apply(body.pipeTo, body, [new WritableStream(), 1]))
    await t.outcome('no signal', Reflect.apply(body.pipeTo, body, [new WritableStream(), { signal: {} }]))
    const locked = new WritableStream()
    locked.getWriter()
    await t.outcome('locked destination', body.pipeTo(locked))
    const throws = Object.defineProperty({}, 'preventClose', {
      get: () => {
        throw new Error('getter')
      },
    })
    await t.outcome('getter throws', Reflect.apply(body.pipeTo, body, [new WritableStream(), throws]))
    t.log(body.locked)
  }),
  row('pipeTo: getters of the options are called once, in order', all, async (t) => {
    const options = {}
    for (const name of ['preventClose', 'preventAbort', 'preventCancel', 'signal', 'other']) {
      Object.defineProperty(options, name, { get: () => t.log('get', name) })
    }
    await pipe(t, await t.get(), sink(t), options)
  }),
  row('pipeTo: after a first chunk and releaseLock()', all, async (t) => {
    const response = await t.get()
    const reader = bodyOf(response).getReader()
    t.chunk((await reader.read()).value)
    reader.releaseLock()
    await t.next()
    await pipe(t, response, sink(t))
  }),
  row('pipeTo: destination that wants nothing', hears(0, 'none'), async (t) => {
    const response = await t.get()
    const promise = bodyOf(response).pipeTo(new WritableStream({ write: (chunk) => t.chunk(chunk) }, { highWaterMark: 0 }))
    promise.catch(() => undefined)
    state(t, response)
    await t.settle()
    state(t, response)
  }),
  row('pipeTo: destination that wants nothing at first', all, async (t) => {
    const response = await t.get()
    let open = (): void => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    let isBusy = true
    const destination = new WritableStream<Uint8Array>({
      async write(chunk) {
        if (isBusy) return gate
        t.chunk(chunk)
        await t.next()
      },
    })
    const writer = destination.getWriter()
    const busy = writer.write(new Uint8Array(1))
    writer.releaseLock()
    const promise = bodyOf(response).pipeTo(destination)
    state(t, response)
    await t.settle()
    open()
    await busy
    isBusy = false
    await t.outcome('pipeTo', promise)
    state(t, response)
  }),
  row('pipeTo: of a clone', all, async (t) => pipe(t, (await t.get()).clone(), sink(t))),
]

const decode = async (t: Tools, response: Response, transform: ReadableWritablePair<unknown, Uint8Array<ArrayBuffer>>): Promise<void> => {
  const readable = bodyOf(response).pipeThrough(transform)
  state(t, response)
  t.log('same readable', readable === transform.readable)
  await t.readAll(readable.getReader())
  state(t, response)
}

const pipeThrough: Behaviour[] = [
  row('pipeThrough: TextDecoderStream', all, async (t) => decode(t, await t.get(), new TextDecoderStream())),
  row('pipeThrough: TransformStream', all, async (t) => decode(t, await t.get(), new TransformStream())),
  row('pipeThrough: a pair of streams', all, async (t) => {
    const { readable, writable } = new TransformStream()
    await decode(t, await t.get(), { readable, writable })
  }),
  row('pipeThrough: getters of the pair are called once, in order', all, async (t) => {
    const { readable, writable } = new TransformStream()
    const pair = {
      get writable() {
        t.log('get writable')
        return writable
      },
      get readable() {
        t.log('get readable')
        return readable
      },
    }
    const result = bodyOf(await t.get()).pipeThrough(pair)
    await t.readAll(result.getReader())
  }),
  row('pipeThrough: two in a row, for await', all, async (t) => {
    const lines = new TransformStream({ transform: (chunk: string, to) => to.enqueue(chunk.toUpperCase()) })
    const readable = bodyOf(await t.get())
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(lines)
    for await (const chunk of readable) {
      t.log('chunk', chunk)
      await t.next()
    }
  }),
  row('pipeThrough: cancel after 2', hears(2, 'cancel'), async (t) => {
    const reader = bodyOf(await t.get())
      .pipeThrough(new TextDecoderStream())
      .getReader()
    await t.readAll(reader, 2)
    await t.outcome('cancel', reader.cancel('enough'))
    await t.gone()
  }),
  row('pipeThrough: connection reset', hears(5, 'error'), async (t) => {
    const reader = bodyOf(await t.get({ ends: 'reset' }))
      .pipeThrough(new TextDecoderStream())
      .getReader()
    await t.outcome('reads', t.readAll(reader))
    await t.settle()
  }),
  row('pipeThrough: the transform throws', hears(1, 'cancel'), async (t) => {
    const failing = new TransformStream({
      transform: () => {
        throw new Error('mine')
      },
    })
    await t.outcome(
      'reads',
      t.readAll(
        bodyOf(await t.get())
          .pipeThrough(failing)
          .getReader(),
      ),
    )
    await t.gone()
    await t.settle()
  }),
  row('pipeThrough: wrong arguments', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    const call = async (...args: unknown[]): Promise<unknown> => Reflect.apply(body.pipeThrough, body, args)
    await t.outcome('nothing', call())
    await t.outcome('empty', call({}))
    await t.outcome('no writable', call({ readable: new ReadableStream() }))
    await t.outcome('numbers', call({ readable: 1, writable: 2 }))
    const locked = new TransformStream()
    locked.writable.getWriter()
    await t.outcome('locked writable', call(locked))
    await t.outcome('no signal', call(new TransformStream(), { signal: 1 }))
    t.log(body.locked)
  }),
  row('pipeThrough: of a locked body', hears(0, 'none'), async (t) => {
    const body = bodyOf(await t.get())
    body.getReader()
    await t.outcome('pipeThrough', (async () => body.pipeThrough(new TextDecoderStream()))())
  }),
]

export const piping: readonly Behaviour[] = [...pipeTo, ...pipeThrough]
