/** XMLHttpRequest, bare and through axios. */
import axios, { type AxiosRequestConfig } from 'axios'
import { all, type Behaviour, hears, row } from '../behaviour.ts'
import type { StreamQuery, Tools } from '../tools.ts'

const types = ['readystatechange', 'loadstart', 'progress', 'load', 'error', 'abort', 'timeout', 'loadend'] as const

const textOf = (xhr: XMLHttpRequest): string => (xhr.responseType === '' || xhr.responseType === 'text' ? xhr.responseText : '')

/** Events of the stream that {@link watch} has logged. */
const chunks = new WeakMap<XMLHttpRequest, number>()

/**
 * Logs each kind of event once for each state, and each event of the stream: how many of them come at a time, and how often the platform tells of the same
 * bytes, is up to its clock.
 */
function watch(t: Tools, xhr: XMLHttpRequest, how: 'listeners' | 'handlers' = 'listeners'): Promise<void> {
  let seen = 0
  const told = new Set<string>()
  const read = (): void => {
    const text = textOf(xhr)
    for (let end = text.indexOf('\n\n', seen); end !== -1; end = text.indexOf('\n\n', seen)) {
      t.chunk(text.slice(seen, end + 2))
      seen = end + 2
      chunks.set(xhr, (chunks.get(xhr) ?? 0) + 1)
    }
  }
  return new Promise((done) => {
    const hear = ({ type }: { readonly type: string }): void => {
      // First, since the last bytes may come with an event of their own or with that of the end.
      read()
      const line = `${type} ${xhr.readyState} ${xhr.status}`
      if (!told.has(line) && type !== 'progress') t.log(line)
      told.add(line)
      if (xhr.readyState === XMLHttpRequest.DONE && !told.has('all')) t.log('all', textOf(xhr).length)
      if (xhr.readyState === XMLHttpRequest.DONE) told.add('all')
      if (type === 'loadend') done()
    }
    for (const type of types) {
      if (how === 'listeners') xhr.addEventListener(type, hear)
      else xhr[`on${type}`] = hear
    }
  })
}

function start(t: Tools, query: StreamQuery = {}, address = t.address(query)): XMLHttpRequest {
  const xhr = new XMLHttpRequest()
  xhr.open('POST', address)
  return xhr
}

/** Waits until the page was told of `count` events of the stream. */
const reached = async (xhr: XMLHttpRequest, count: number): Promise<void> => {
  while ((chunks.get(xhr) ?? 0) < count) await new Promise((resolve) => setTimeout(resolve, 5))
}

async function readAll(t: Tools, xhr: XMLHttpRequest, count = 5): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await reached(xhr, n)
    if (n < 5) await t.next()
  }
}

const whole = (name: string, responseType: XMLHttpRequestResponseType, path: string, text: string): Behaviour =>
  row(`XMLHttpRequest, responseType '${responseType}'`, { text, last: 'end' }, async (t) => {
    const xhr = start(t, {}, path)
    xhr.responseType = responseType
    const over = watch(t, xhr)
    xhr.send('{}')
    await over
    t.log(name, xhr.response instanceof Blob ? await xhr.response.text() : xhr.response)
    t.log(xhr.response === xhr.response, Object.getOwnPropertyNames(xhr))
  })

const bare: Behaviour[] = [
  row('XMLHttpRequest, text as it comes, listeners', all, async (t) => {
    const xhr = new XMLHttpRequest()
    const over = watch(t, xhr)
    xhr.open('POST', t.address())
    xhr.setRequestHeader('content-type', 'application/json')
    xhr.send('{}')
    await readAll(t, xhr)
    await t.next()
    await over
    t.log(xhr.responseText, xhr.responseURL === t.origin + t.address(), xhr.getResponseHeader('x-request-id'), xhr.statusText)
  }),
  row("XMLHttpRequest, text as it comes, handlers, responseType 'text'", all, async (t) => {
    const xhr = start(t)
    xhr.responseType = 'text'
    const over = watch(t, xhr, 'handlers')
    xhr.send()
    await readAll(t, xhr)
    await t.next()
    await over
    t.log(xhr.response)
  }),
  row('XMLHttpRequest, listeners in the order in which they came', all, async (t) => {
    const xhr = new XMLHttpRequest()
    const over = new Promise((done) => xhr.addEventListener('loadend', done))
    for (const capture of [false, true]) xhr.addEventListener('load', () => t.log('load', capture), { capture })
    xhr.onload = () => t.log('onload', xhr.responseText.length)
    xhr.open('GET', t.address({ pace: 5 }))
    xhr.addEventListener('load', () => t.log('load, after open'))
    xhr.send()
    xhr.addEventListener('load', () => t.log('load, after send'))
    await over
  }),
  whole('json', 'json', '/json', '{"a":[1,"zwölf",null]}'),
  whole('buffer', 'arraybuffer', '/form', 'a=1&b=zw%C3%B6lf'),
  whole('blob', 'blob', '/form', 'a=1&b=zw%C3%B6lf'),
  row('XMLHttpRequest, status 500', hears(5, 'end'), async (t) => {
    const xhr = start(t, { status: 500, pace: 5 })
    const over = watch(t, xhr)
    xhr.send()
    await over
  }),
  row('XMLHttpRequest, refused', { text: '', last: 'error' }, async (t) => {
    const xhr = start(t, {}, '/refuse')
    const over = watch(t, xhr)
    xhr.send()
    await over
  }),
  row('XMLHttpRequest, connection breaks after 2', hears('free', 'error'), async (t) => {
    const xhr = start(t, { chunks: 2, ends: 'reset' })
    const over = watch(t, xhr)
    xhr.send()
    await readAll(t, xhr, 2)
    await over
  }),
  row('XMLHttpRequest, abort() after 2', hears(2, 'error'), async (t) => {
    const xhr = start(t)
    const over = watch(t, xhr)
    xhr.send()
    await reached(xhr, 1)
    await t.next()
    await reached(xhr, 2)
    xhr.abort()
    t.log('after abort()', xhr.readyState, xhr.status)
    await over
    await t.gone()
  }),
  row('XMLHttpRequest, abort() at once', { text: '', last: 'error' }, async (t) => {
    const xhr = start(t)
    const over = watch(t, xhr)
    xhr.send()
    xhr.abort()
    await over
  }),
  row('XMLHttpRequest, timeout after 1', hears(1, 'error'), async (t) => {
    const xhr = start(t)
    xhr.timeout = 400
    const over = watch(t, xhr)
    xhr.send()
    await over
    await t.gone()
  }),
  row('XMLHttpRequest, opened again while it runs', [hears(1, 'error'), { text: 'a=1&b=zw%C3%B6lf', last: 'end' }], async (t) => {
    const xhr = start(t)
    xhr.send()
    while (xhr.responseText === '') await t.settle()
    xhr.open('GET', '/form')
    const over = watch(t, xhr)
    xhr.send()
    await over
    t.log(xhr.responseText)
    await t.gone()
  }),
  row('XMLHttpRequest, one object for two requests', [{ text: 'a=1&b=zw%C3%B6lf', last: 'end' }, all], async (t) => {
    const xhr = start(t, {}, '/form')
    await new Promise((done) => {
      xhr.onloadend = done
      xhr.send()
    })
    xhr.open('POST', t.address({ pace: 5 }))
    const over = watch(t, xhr)
    xhr.send()
    await over
  }),
  row('XMLHttpRequest, synchronous', { text: 'a=1&b=zw%C3%B6lf', last: 'end' }, async (t) => {
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/form', false)
    const over = watch(t, xhr)
    xhr.send()
    t.log('sent', xhr.responseText)
    await Promise.race([over, t.settle()])
  }),
  row('XMLHttpRequest, synchronous and refused', { text: '', last: 'error' }, async (t) => {
    const xhr = new XMLHttpRequest()
    xhr.open('GET', '/refuse', false)
    await t.outcome('send', (async () => xhr.send())())
    t.log(xhr.readyState, xhr.status)
  }),
  row('XMLHttpRequest, wrong use', all, async (t) => {
    const xhr = new XMLHttpRequest()
    const attempt = (name: string, run: () => void): Promise<void> => t.outcome(name, (async () => run())())
    await attempt('setRequestHeader before open', () => xhr.setRequestHeader('a', 'b'))
    await attempt('send before open', () => xhr.send())
    await attempt('open, no method', () => xhr.open('NO METHOD', '/form'))
    await attempt('open, no address', () => xhr.open('GET', 'http://['))
    await attempt('open of something else', () => Reflect.apply(XMLHttpRequest.prototype.open, {}, ['GET', '/form']))
    await attempt('no arguments', () => Reflect.apply(XMLHttpRequest.prototype.open, xhr, []))
    xhr.open('POST', t.address({ pace: 5 }))
    await attempt('no header', () => xhr.setRequestHeader('a b', 'c'))
    const over = watch(t, xhr)
    xhr.send()
    await attempt('send twice', () => xhr.send())
    await over
  }),
  row('XMLHttpRequest, an address that is an object', [], async (t) => {
    let asked = 0
    const address = { toString: () => `/form?${(asked += 1)}` }
    const xhr = new XMLHttpRequest()
    Reflect.apply(xhr.open, xhr, ['GET', address])
    const over = watch(t, xhr)
    xhr.send()
    await over
    t.log(asked, xhr.responseURL.endsWith('/form?1'))
  }),
  row('XMLHttpRequest, not ours', [], async (t) => {
    const xhr = start(t, {}, '/nothing')
    const over = watch(t, xhr)
    xhr.send('{}')
    await over
  }),
  row('XMLHttpRequest, how it looks', { text: 'a=1&b=zw%C3%B6lf', last: 'end' }, async (t) => {
    class Own extends XMLHttpRequest {
      override send(body?: XMLHttpRequestBodyInit): void {
        t.log('own send')
        super.send(body)
      }
    }
    const xhr = new Own()
    xhr.open('GET', new URL('/form', location.href))
    const over = watch(t, xhr)
    xhr.send()
    await over
    const { prototype } = XMLHttpRequest
    t.log(Object.getOwnPropertyNames(xhr), Object.getOwnPropertySymbols(xhr), Object.getOwnPropertyNames(prototype))
    for (const name of ['open', 'send', 'setRequestHeader'] as const) {
      const { value, ...rest } = Object.getOwnPropertyDescriptor(prototype, name) ?? {}
      t.log(name, value.name, value.length, rest, String(value).includes('[native code]'), xhr[name] === prototype[name])
    }
  }),
  row(
    'XMLHttpRequest, zone.js before capture',
    all,
    async (t) => {
      const xhr = start(t)
      const over = watch(t, xhr)
      xhr.send()
      await readAll(t, xhr)
      await t.next()
      await over
    },
    { zone: 'before' },
  ),
  row(
    'XMLHttpRequest, zone.js after capture',
    all,
    async (t) => {
      const xhr = start(t)
      const over = watch(t, xhr)
      xhr.send()
      await readAll(t, xhr)
      await t.next()
      await over
    },
    { zone: 'after' },
  ),
]

/** What axios answers or throws, without what is its own request object. */
async function outcome(t: Tools, request: AxiosRequestConfig): Promise<void> {
  try {
    const { data, status, statusText, headers } = await axios(request)
    t.log('answers', status, statusText, String(headers['content-type']), data)
  } catch (reason) {
    if (!axios.isAxiosError(reason)) return t.log('throws', reason)
    t.log('throws', reason.name, reason.code, reason.message, reason.response?.status, reason.response?.data)
  }
}

const withAxios: Behaviour[] = [
  row('axios, JSON there and back', { text: '{"a":[1,"zwölf",null]}', last: 'end' }, (t) =>
    outcome(t, { method: 'POST', url: '/json', data: { model: 'm' }, headers: { 'x-own': '1' } }),
  ),
  row('axios, text as it comes', all, async (t) => {
    let text = ''
    await outcome(t, {
      url: t.address({ pace: 20 }),
      responseType: 'text',
      onDownloadProgress: ({ event }: { readonly event?: { readonly target: unknown } }) => {
        const now = event?.target instanceof XMLHttpRequest ? event.target.responseText : text
        for (const fresh of now.slice(text.length).split(/(?<=\n\n)/)) if (fresh !== '') t.chunk(fresh)
        text = now
      },
    })
    t.log(text)
  }),
  row('axios, status 500', hears(5, 'end'), (t) => outcome(t, { method: 'POST', url: t.address({ status: 500, pace: 5 }), data: {} })),
  row('axios, abort by its signal', hears(1, 'error'), async (t) => {
    const abort = new AbortController()
    const answer = outcome(t, { url: t.address(), signal: abort.signal })
    await t.settle()
    await t.settle()
    abort.abort()
    await answer
    await t.gone()
  }),
  row('axios, timeout', hears(1, 'error'), async (t) => {
    await outcome(t, { url: t.address(), timeout: 300 })
    await t.gone()
  }),
  row('axios, refused', { text: '', last: 'error' }, (t) => outcome(t, { url: '/refuse' })),
]

export const requesting: readonly Behaviour[] = [...bare, ...withAxios]
