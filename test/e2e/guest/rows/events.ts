/** EventSource. */
import { all, type Behaviour, type Expected, hears, row } from '../behaviour.ts'
import type { Tools } from '../tools.ts'

const when = (source: EventSource, type: string): Promise<Event> =>
  new Promise((resolve) => source.addEventListener(type, resolve, { once: true }))

/** Reads on to `count` messages. */
async function readAll(t: Tools, source: EventSource, count = 5): Promise<void> {
  let coming = when(source, 'message')
  for (let n = 1; n <= count; n += 1) {
    const message = await coming
    // Before the next one is asked for: it may be here before the answer to that.
    coming = when(source, 'message')
    t.chunk(message instanceof MessageEvent ? `data: ${String(message.data)}\n\n` : '')
    if (n < count) await t.next()
  }
}

/** The second connection's id is the one that is known. */
const again: readonly Expected[] = [
  { text: 'id: 1\ndata: again\n\n', last: 'end' },
  { text: 'data: again\n\n', last: 'cancel' },
]

export const listening: readonly Behaviour[] = [
  row('EventSource to the end of the answer', all, async (t) => {
    const source = new EventSource(t.address())
    source.onopen = () => t.log('onopen', source.readyState)
    source.onmessage = ({ type, data, lastEventId, origin }) => t.log('onmessage', type, data, lastEventId, origin === location.origin)
    const failed = when(source, 'error')
    await readAll(t, source)
    await t.next()
    await failed
    t.log('error', source.readyState)
    source.close()
    t.log('closed', source.readyState)
  }),
  row('EventSource closed after 2', hears(2, 'cancel'), async (t) => {
    const source = new EventSource(t.address())
    await readAll(t, source, 2)
    source.close()
    t.log('closed', source.readyState)
    await t.gone()
  }),
  row('EventSource closed at once', { text: '', last: 'error' }, async (t) => {
    const source = new EventSource(t.address())
    source.close()
    t.log('closed', source.readyState)
    await t.settle()
  }),
  row('EventSource refused', { text: '', last: 'error' }, async (t) => {
    const source = new EventSource('/refuse')
    await when(source, 'error')
    t.log('error', source.readyState)
    source.close()
  }),
  row('EventSource to an answer that is none', { text: '', last: 'error' }, async (t) => {
    const source = new EventSource('/json')
    await when(source, 'error')
    t.log('error', source.readyState)
  }),
  row(
    'EventSource, events with names',
    {
      text: 'event: greeting\nid: 7\ndata: one\ndata: two\n\ndata: no name\n\nevent: other\ndata: nobody listens\n\nevent: error\ndata: not a broken connection\n\n',
      last: 'end',
    },
    async (t) => {
      const source = new EventSource('/events')
      const log = (event: Event): void =>
        t.log(event.type, event instanceof MessageEvent ? [event.data, event.lastEventId] : source.readyState)
      const seen = new Promise<void>((done) => {
        source.addEventListener('error', (event) => void (event instanceof MessageEvent || done()))
      })
      for (const type of ['greeting', 'message', 'error']) source.addEventListener(type, log)
      await seen
      source.close()
    },
  ),
  row('EventSource connects anew', again, async (t) => {
    const source = new EventSource('/again')
    const log = (event: Event): void =>
      t.log(event.type, event instanceof MessageEvent ? [event.data, event.lastEventId] : source.readyState)
    for (const type of ['open', 'message', 'error']) source.addEventListener(type, log)
    await when(source, 'error')
    await when(source, 'message')
    source.close()
  }),
  row('EventSource, how it looks', { text: '', last: 'error' }, async (t) => {
    const { prototype } = EventSource
    class Own extends EventSource {}
    const source = new Own(new URL('/stream', location.href), { withCredentials: true })
    t.log(source instanceof Own, source instanceof EventSource, source.withCredentials, source.url === `${t.origin}/stream`)
    t.log(Object.getOwnPropertyNames(source), Object.getOwnPropertyNames(EventSource), Object.getOwnPropertyNames(prototype))
    t.log(EventSource.name, EventSource.length, EventSource.CLOSED, prototype.constructor === EventSource)
    t.log(prototype.close.name, prototype.close.length, String(EventSource).includes('[native code]'))
    source.close()
    const wrong: { readonly [name: string]: () => unknown } = {
      'no new': () => Reflect.apply(EventSource, undefined, ['/stream']),
      'no address': () => new EventSource('http://['),
      'no arguments': () => Reflect.construct(EventSource, []),
      'close of something else': () => Reflect.apply(prototype.close, {}, []),
    }
    for (const [name, run] of Object.entries(wrong)) await t.outcome(name, (async () => run())())
    await t.settle()
  }),
]
