import { all, type Behaviour, hears, row } from '../behaviour.ts'
import { bodyOf, later } from '../tools.ts'

const cancels: Behaviour[] = [
  row('reader.cancel(reason) after 2', hears(2, 'cancel'), async (t) => {
    const response = await t.get()
    const reader = bodyOf(response).getReader()
    await t.readAll(reader, 2)
    await t.outcome('cancel', reader.cancel('enough'))
    await t.outcome('read', reader.read())
    await t.outcome('closed', reader.closed)
    t.log(response.bodyUsed, bodyOf(response).locked)
    await t.gone()
  }),
  row('reader.cancel() with a read pending', hears(1, 'cancel'), async (t) => {
    const reader = bodyOf(await t.get()).getReader()
    t.chunk((await reader.read()).value)
    const pending = reader.read()
    await t.outcome('cancel', reader.cancel())
    await t.outcome('pending', pending)
    await t.gone()
  }),
  row('body.cancel(reason) unread', hears(0, 'cancel'), async (t) => {
    const response = await t.get()
    await t.outcome('cancel', bodyOf(response).cancel('no'))
    t.log(response.bodyUsed)
    await t.outcome('text', response.text())
    await t.gone()
  }),
  row('body.cancel() while locked', all, async (t) => {
    const body = bodyOf(await t.get())
    const reader = body.getReader()
    await t.outcome('cancel', body.cancel())
    await t.readAll(reader)
  }),
  row('reader.cancel() after the end', all, async (t) => {
    const reader = bodyOf(await t.get()).getReader()
    await t.readAll(reader)
    await t.outcome('cancel', reader.cancel('late'))
  }),
  row('never read', hears(0, 'none'), async (t) => {
    const response = await t.get({ pace: 5 })
    await t.settle()
    t.log(response.bodyUsed, response.body?.locked)
  }),
]

const aborts: Behaviour[] = [
  row('abort() during a read', hears(1, 'error'), async (t) => {
    const abort = new AbortController()
    const reader = bodyOf(await t.get({}, { signal: abort.signal })).getReader()
    t.chunk((await reader.read()).value)
    const pending = reader.read()
    abort.abort()
    await t.outcome('read', pending)
    await t.outcome('closed', reader.closed)
    await t.gone()
  }),
  row('abort(reason) between reads', hears(1, 'error'), async (t) => {
    const abort = new AbortController()
    const reader = bodyOf(await t.get({}, { signal: abort.signal })).getReader()
    t.chunk((await reader.read()).value)
    const reason = new RangeError('mine')
    abort.abort(reason)
    try {
      await reader.read()
    } catch (caught) {
      t.log(caught, 'is the reason', caught === reason)
    }
    await t.gone()
  }),
  row('abort() of an unread body', hears(0, 'error'), async (t) => {
    const abort = new AbortController()
    const response = await t.get({}, { signal: abort.signal })
    abort.abort()
    await t.settle()
    t.log(response.bodyUsed)
    await t.outcome('cancel', bodyOf(response).cancel())
    await t.gone()
  }),
  row('abort() by the signal of a Request', hears(0, 'error'), async (t) => {
    const abort = new AbortController()
    const request = new Request(t.address(), { signal: abort.signal })
    const response = await fetch(request)
    abort.abort('a word')
    await t.settle()
    await t.gone()
    // Chromium forgets the abort when both are collected before it, without us too.
    t.log(request.signal.aborted, response.bodyUsed)
  }),
  row('abort() in a for await loop', hears(1, 'error'), async (t) => {
    const abort = new AbortController()
    const body = bodyOf(await t.get({}, { signal: abort.signal }))
    const loop = async (): Promise<void> => {
      for await (const chunk of body) {
        t.chunk(chunk)
        abort.abort()
      }
    }
    await t.outcome('loop', loop())
    await t.gone()
  }),
  row('abort() after the end', all, async (t) => {
    const abort = new AbortController()
    const reader = bodyOf(await t.get({}, { signal: abort.signal })).getReader()
    await t.readAll(reader)
    abort.abort()
    await t.outcome('read', reader.read())
  }),
  row('abort() and releaseLock() at once', hears(1, 'error'), async (t) => {
    const abort = new AbortController()
    const body = bodyOf(await t.get({}, { signal: abort.signal }))
    const reader = body.getReader()
    t.chunk((await reader.read()).value)
    const pending = reader.read()
    abort.abort()
    reader.releaseLock()
    await t.outcome('read', pending)
    await t.outcome('second reader', body.getReader().read())
  }),
  row('AbortSignal.timeout', hears(1, 'error'), async (t) => {
    const reader = bodyOf(await t.get({}, { signal: AbortSignal.timeout(150) })).getReader()
    t.chunk((await reader.read()).value)
    await t.outcome('read', reader.read())
    await t.gone()
  }),
]

const breaks: Behaviour[] = [
  row('connection reset in a read loop', hears(5, 'error'), async (t) => {
    const response = await t.get({ ends: 'reset' })
    const reader = bodyOf(response).getReader()
    await t.outcome('reads', t.readAll(reader))
    await t.outcome('again', reader.read())
    await t.outcome('closed', reader.closed)
    t.log(response.bodyUsed, response.body?.locked)
  }),
  row('connection reset in a BYOB read', hears(1, 'error'), async (t) => {
    const reader = bodyOf(await t.get({ ends: 'reset', chunks: 1 })).getReader({ mode: 'byob' })
    t.chunk((await reader.read(new Uint8Array(99))).value)
    await t.next()
    await t.outcome('read', reader.read(new Uint8Array(99)))
  }),
  row('connection reset in a for await loop', hears(5, 'error'), async (t) => {
    const body = bodyOf(await t.get({ ends: 'reset' }))
    const loop = async (): Promise<void> => {
      for await (const chunk of body) {
        t.chunk(chunk)
        await t.next()
      }
    }
    await t.outcome('loop', loop())
  }),
  row('connection reset while nobody reads, a reader open', hears(1, 'error'), async (t) => {
    const reader = bodyOf(await t.get({ ends: 'reset', chunks: 1 })).getReader()
    t.chunk((await reader.read()).value)
    await t.next()
    await later(200)
    t.log('waited')
  }),
]

const statuses: Behaviour[] = [429, 500, 404].map((status) =>
  row(`status ${status} passes untouched`, all, async (t) => {
    const response = await t.get({ status })
    t.log(response.status, response.ok, response.statusText, response.headers.get('x-request-id'))
    await t.flow()
    await t.outcome('text', response.text())
  }),
)

const failures: Behaviour[] = [
  row('fetch: connection refused', { text: '', last: 'error' }, async (t) => t.outcome('fetch', fetch('/refuse'))),
  row('fetch: aborted before', { text: '', last: 'error' }, async (t) => {
    const reason = new RangeError('mine')
    await t.outcome('fetch', fetch(t.address(), { signal: AbortSignal.abort(reason) }))
  }),
  row('fetch: aborted before the headers', { text: '', last: 'error' }, async (t) => {
    const abort = new AbortController()
    const promise = fetch(t.address(), { signal: abort.signal })
    abort.abort()
    await t.outcome('fetch', promise)
  }),
]

export const leaving: readonly Behaviour[] = [...cancels, ...aborts, ...breaks, ...statuses, ...failures]
