import { BasicTracerProvider } from '@opentelemetry/sdk-trace-web'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LiveSpans } from '../../../sdk/export/live.ts'
import type { PagePort } from '../../../sdk/export/page-port.ts'
import { LEAVING, LEAVING_MS, WINDOW_BATCHES, WINDOW_MESSAGE_TYPE } from '../../../sdk/protocol/messages.ts'
import type { Batch, Hello } from '../../../sdk/protocol/messages.ts'
import { wholeLive, wholePort } from '../../support/whole-sdk.ts'

interface Posted {
  readonly data: { readonly type: string; readonly message: Hello }
  readonly port: MessagePort
}

/** Node has MessageChannel but no window: this one keeps what is posted to it, with the transferred port, as the content script would get it. */
class TestWindow extends EventTarget {
  readonly posted: Posted[] = []
  postMessage(data: Posted['data'], _origin: string, [port]: MessagePort[]): void {
    if (port !== undefined) this.posted.push({ data, port })
  }
}

const tracer = new BasicTracerProvider().getTracer('test')
const settled = () => new Promise((resolve) => setTimeout(resolve, 40))
/** For what was posted to come, where timers stand still. */
const allPosted = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

describe('the page end of the bridge', () => {
  let page: TestWindow
  let open: PagePort | undefined
  beforeEach(() => {
    page = new TestWindow()
    Object.assign(globalThis, { window: page, location: { origin: 'http://localhost' } })
  })
  afterEach(() => {
    open?.close()
    for (const { port } of page.posted) port.close()
    Reflect.deleteProperty(globalThis, 'window')
    Reflect.deleteProperty(globalThis, 'location')
  })

  function openPort(live: LiveSpans, sdk: string): Posted {
    open = wholePort(live, sdk)
    const [hello] = page.posted
    if (hello === undefined) throw new Error('no hello')
    return hello
  }

  function listen({ port }: Posted): Batch[] {
    const batches: Batch[] = []
    port.onmessage = ({ data }) => void (data.type === 'batch' && batches.push(data))
    return batches
  }

  test('says one hello, and nothing of its spans until somebody subscribes', async () => {
    const live = wholeLive()
    const hello = openPort(live, 'sdk 1')
    expect(hello.data).toMatchObject({
      type: WINDOW_MESSAGE_TYPE,
      message: { type: 'hello', v: 1, url: 'http://localhost', sdk: 'sdk 1' },
    })
    const batches = listen(hello)
    live.open(tracer.startSpan('a'))
    await settled()
    expect([page.posted.length, batches.length]).toEqual([1, 0])
    hello.port.postMessage({ type: 'subscribe', v: 1, epoch: hello.data.message.epoch, since: 0 })
    await settled()
    expect(batches.flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual([1, 2])
  })

  test('is offered by any host, and anew when that is asked for', async () => {
    const said: { readonly message: Hello; readonly port: MessagePort }[] = []
    let ask = (): void => {}
    const live = wholeLive()
    open = wholePort(live, 'sdk in a worker', {
      say: (message, port) => void said.push({ message, port }),
      whenAsked(hello) {
        ask = hello
        return () => (ask = () => {})
      },
    })
    ask()
    expect([page.posted.length, said.map(({ message }) => message.sdk)]).toEqual([0, ['sdk in a worker', 'sdk in a worker']])
    const [first, second] = said
    const batches: Batch[] = []
    if (second !== undefined) second.port.onmessage = ({ data }) => void (data.type === 'batch' && batches.push(data))
    live.open(tracer.startSpan('a'))
    second?.port.postMessage({ type: 'subscribe', v: 1, epoch: second.message.epoch, since: 0 })
    await settled()
    expect(batches.flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual([1, 2])
    open.close()
    ask()
    expect(said).toHaveLength(2)
    for (const each of [first, second]) each?.port.close()
  })

  test('has calls read at once where somebody looks on, within a second where they are exported, else not at all', async () => {
    const live = wholeLive()
    const hello = openPort(live, 'sdk')
    const { epoch } = hello.data.message
    hello.port.postMessage({ type: 'subscribe', v: 1, epoch, since: 0 })
    await settled()
    expect(live.audience.readWithin).toBeLessThan(100)
    live.audience.exported = false
    wholePort(live, 'a second one').close()
    expect(live.audience.readWithin).toBeLessThan(100)
    hello.port.postMessage({ type: 'bye', epoch })
    await settled()
    expect(live.audience.readWithin).toBe(Number.POSITIVE_INFINITY)
  })

  test('ignores what is of another epoch or no message at all', async () => {
    const live = wholeLive()
    const hello = openPort(live, 'sdk')
    const batches = listen(hello)
    live.open(tracer.startSpan('a'))
    for (const odd of [null, 7, 'subscribe', {}, { type: 'subscribe', epoch: 'other', since: 0 }]) hello.port.postMessage(odd)
    await settled()
    expect(batches).toEqual([])
  })

  test('has calls that nobody has read yet read a batch at a time, and the page its turn between', async () => {
    const live = wholeLive()
    const hello = openPort(live, 'sdk')
    const batches = listen(hello)
    let [turn, read] = [0, 0]
    const readInTurn: number[] = []
    for (let at = 0; at < 250; at++) {
      if (at % 50 === 0) live.open(tracer.startSpan('between'))
      live.ring.call({
        bytes: 100,
        body: 0,
        read() {
          read++
          readInTurn[turn] = (readInTurn[turn] ?? 0) + 1
          live.open(tracer.startSpan('a'))
        },
      })
    }
    const turns = setInterval(() => turn++)
    hello.port.postMessage({ type: 'subscribe', v: 1, epoch: hello.data.message.epoch, since: 0 })
    for (let waited = 0; waited < 50 && batches.flatMap(({ entries }) => entries).length < 256; waited++) await settled()
    clearInterval(turns)
    expect(read).toBe(250)
    expect(Math.max(...readInTurn.filter((count) => count > 0))).toBeLessThanOrEqual(100)
    expect(batches.flatMap(({ entries }) => entries)).toHaveLength(256)
  })

  test('stops after the window of unanswered batches, and goes on when they are answered', async () => {
    const live = wholeLive()
    const hello = openPort(live, 'sdk')
    const { epoch } = hello.data.message
    const batches = listen(hello)
    for (let index = 0; index < 1000; index++) live.open(tracer.startSpan(`s${index}`))
    hello.port.postMessage({ type: 'subscribe', v: 1, epoch, since: 0 })
    await settled()
    expect(batches).toHaveLength(WINDOW_BATCHES)
    hello.port.postMessage({ type: 'ack', epoch, seq: batches.at(0)?.entries.at(-1)?.seq })
    await settled()
    expect(batches).toHaveLength(WINDOW_BATCHES + 1)
    for (let round = 0; round < 20; round++) {
      hello.port.postMessage({ type: 'ack', epoch, seq: batches.at(-1)?.entries.at(-1)?.seq })
      await settled()
    }
    const numbers = batches.flatMap(({ entries }) => entries.map(({ seq }) => seq))
    expect(numbers).toEqual(Array.from({ length: 1001 }, (_, index) => index + 1))
  })

  test('says all that the bridge has not got, in the turn that it is asked by the name that they agreed on', async () => {
    const live = wholeLive()
    const hello = openPort(live, 'sdk')
    const { epoch } = hello.data.message
    const batches = listen(hello)
    const said: Batch[] = []
    page.addEventListener('secret said', (event) => said.push(JSON.parse(String(Reflect.get(event, 'detail')))))
    const ask = (event: string, since: unknown): number[] => {
      said.length = 0
      page.dispatchEvent(Object.assign(new Event(event), { detail: since }))
      return said.flatMap(({ entries }) => entries.map(({ seq }) => seq))
    }
    hello.port.postMessage({ type: 'last-words', epoch, event: 'secret' })
    await settled()
    // Nobody has subscribed.
    live.open(tracer.startSpan('a'))
    expect(ask('secret', '0')).toEqual([])
    hello.port.postMessage({ type: 'subscribe', v: 1, epoch, since: 0 })
    await settled()
    expect(batches.flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual([1, 2])
    for (let at = 0; at < 150; at++) live.open(tracer.startSpan('late'))
    live.ring.call({ bytes: 100, body: 0, read: () => void live.open(tracer.startSpan('unread')) })
    expect([ask('other', '2'), ask('secret', 'x'), ask('secret', undefined)]).toEqual([[], [], []])
    // The call's own number stands for nothing once it is read.
    expect(ask('secret', '2')).toEqual([...Array.from({ length: 150 }, (_, at) => at + 3), 154])
    expect(said).toHaveLength(2)
    // Told, and not told again.
    await settled()
    expect(batches.flatMap(({ entries }) => entries)).toHaveLength(2)
    hello.port.postMessage({ type: 'bye', epoch })
    await settled()
    expect(ask('secret', '0')).toEqual([])
  })

  test('while the page is being left each entry is said in its turn, and nothing goes by the port; if the page stays, all is as before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const live = wholeLive()
      const hello = openPort(live, 'sdk')
      const { epoch } = hello.data.message
      const batches = listen(hello)
      const numbers = (all: readonly Batch[]): number[] => all.flatMap(({ entries }) => entries.map(({ seq }) => seq))
      const said: Batch[] = []
      page.addEventListener('secret said', (event) => said.push(JSON.parse(String(Reflect.get(event, 'detail')))))
      hello.port.postMessage({ type: 'last-words', epoch, event: 'secret' })
      hello.port.postMessage({ type: 'subscribe', v: 1, epoch, since: 0 })
      await allPosted()
      expect(live.audience.readWithin).toBeGreaterThan(0)
      live.open(tracer.startSpan('before'))
      page.dispatchEvent(Object.assign(new Event('secret'), { detail: `0${LEAVING}` }))
      expect(numbers(said)).toEqual([1, 2])
      expect(live.audience.readWithin).toBe(0)
      for (const name of ['a', 'b']) live.open(tracer.startSpan(name))
      await Promise.resolve()
      live.open(tracer.startSpan('c'))
      await Promise.resolve()
      expect(said.slice(1).map(({ entries }) => entries.map(({ seq }) => seq))).toEqual([[3, 4], [5]])
      vi.advanceTimersByTime(LEAVING_MS)
      expect(live.audience.readWithin).toBeGreaterThan(0)
      live.open(tracer.startSpan('stayed'))
      vi.advanceTimersByTime(100)
      await allPosted()
      expect(numbers(said).at(-1)).toBe(5)
      expect(numbers(batches).at(-1)).toBe(6)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a census is answered by one new hello of the same epoch; the old port says bye', async () => {
    const live = wholeLive()
    open = wholePort(live, 'sdk')
    const census = { type: WINDOW_MESSAGE_TYPE, message: { type: 'census', v: 1 } }
    const said: unknown[] = []
    page.posted[0]?.port.addEventListener('message', ({ data }) => said.push(data.type))
    page.posted[0]?.port.start()
    page.dispatchEvent(Object.assign(new Event('message'), { source: {}, data: census }))
    expect(page.posted).toHaveLength(1)
    page.dispatchEvent(Object.assign(new Event('message'), { source: page, data: census }))
    await settled()
    expect(page.posted.map(({ data }) => data.message.epoch)).toEqual([
      page.posted[0]?.data.message.epoch,
      page.posted[0]?.data.message.epoch,
    ])
    expect(said).toEqual(['bye'])
  })

  test('hands out a whole payload to who asks for it by its key, and null where there is none', async () => {
    const live = wholeLive()
    const hello = openPort(live, 'sdk')
    const { epoch } = hello.data.message
    live.whole.keep('s1', { toolCallResult: { all: 'of it' } })
    const said: unknown[] = []
    hello.port.onmessage = ({ data }) => said.push(data)
    for (const key of ['s1/toolCallResult', 's1/toolCallArguments', 7, undefined]) hello.port.postMessage({ type: 'want', epoch, key })
    hello.port.postMessage({ type: 'want', epoch: 'other', key: 's1/toolCallResult' })
    await settled()
    expect(said).toEqual([
      { type: 'blob', epoch, key: 's1/toolCallResult', value: { all: 'of it' } },
      { type: 'blob', epoch, key: 's1/toolCallArguments', value: null },
    ])
    hello.port.postMessage({ type: 'clear', epoch })
    hello.port.postMessage({ type: 'want', epoch, key: 's1/toolCallResult' })
    await settled()
    expect(said.at(-1)).toEqual({ type: 'blob', epoch, key: 's1/toolCallResult', value: null })
  })

  test('says its address without credentials', () => {
    Object.assign(globalThis, {
      location: new URL('https://user:planted-secret@app.test/chat?key=planted-secret#access_token=planted-secret'),
    })
    open = wholePort(wholeLive(), 'sdk')
    expect(page.posted[0]?.data.message.url).toBe('https://app.test')
  })

  test('after close nothing is said any more', async () => {
    const live = wholeLive()
    open = wholePort(live, 'sdk')
    open.close()
    open = undefined
    page.dispatchEvent(
      Object.assign(new Event('message'), { source: page, data: { type: WINDOW_MESSAGE_TYPE, message: { type: 'census', v: 1 } } }),
    )
    live.open(tracer.startSpan('a'))
    await settled()
    expect(page.posted).toHaveLength(1)
  })
})
