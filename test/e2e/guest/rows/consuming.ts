import { all, type Behaviour, hears, row } from '../behaviour.ts'
import { bodyOf, type Tools } from '../tools.ts'

export const kinds = ['text', 'arrayBuffer', 'bytes', 'blob'] as const
export const allKinds = [...kinds, 'json', 'formData'] as const
export type Kind = (typeof allKinds)[number]

export const take = (owner: Body, kind: Kind): Promise<unknown> => owner[kind]()

/** A call's outcome and the state that the page sees right after the call and at the end. */
export async function consume(t: Tools, owner: Body, kind: Kind, meanwhile: () => Promise<unknown> = () => t.flow()): Promise<void> {
  const promise = take(owner, kind)
  t.log(kind, 'bodyUsed', owner.bodyUsed, 'locked', owner.body?.locked)
  await Promise.all([t.outcome(kind, promise), meanwhile()])
  t.log(kind, 'after', owner.bodyUsed, owner.body?.locked)
}

const nothing = async (): Promise<void> => undefined

const multipart = '--XX\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--XX--\r\n'

const wholes: Behaviour[] = [
  ...kinds.map((kind) => row(`${kind}()`, all, async (t) => consume(t, await t.get(), kind))),
  row('json()', { text: '\ufeff{"a":[1,"zwölf",null]}', last: 'end' }, async (t) => consume(t, await fetch('/json'), 'json', nothing)),
  row('json(): invalid', { text: '{"a":1,,}', last: 'end' }, async (t) => consume(t, await fetch('/bad-json'), 'json', nothing)),
  row('json(): empty', { text: '', last: 'end' }, async (t) => consume(t, await fetch('/empty'), 'json', nothing)),
  row('json(): invalid, long after it came', { text: '{"a":1,,}', last: 'end' }, async (t) => {
    const response = await fetch('/bad-json')
    await t.settle()
    await consume(t, response, 'json', nothing)
  }),
  row('json(): empty, long after it came', { text: '', last: 'end' }, async (t) => {
    const response = await fetch('/empty')
    await t.settle()
    await consume(t, response, 'json', nothing)
  }),
  row('json(): invalid, as it comes', all, async (t) => consume(t, await t.get(), 'json')),
  row('json(): invalid and in pieces, long after it came', all, async (t) => {
    const response = await t.get({ pace: 1 })
    await t.settle()
    await t.settle()
    await consume(t, response, 'json', nothing)
  }),
  row('json(): invalid, of a clone, long after it came', all, async (t) => {
    const response = (await t.get({ pace: 1 })).clone()
    await t.settle()
    await t.settle()
    await consume(t, response, 'json', nothing)
  }),
  row('text(): with a byte order mark', { text: '\ufeff{"a":[1,"zwölf",null]}', last: 'end' }, async (t) =>
    consume(t, await fetch('/json'), 'text', nothing),
  ),
  row('text(): of another charset', { text: 'grüße', last: 'end' }, async (t) => consume(t, await fetch('/latin'), 'text', nothing)),
  row('text(): empty', { text: '', last: 'end' }, async (t) => consume(t, await fetch('/empty'), 'text', nothing)),
  row('blob(): type with parameters', { text: 'grüße', last: 'end' }, async (t) => consume(t, await fetch('/latin'), 'blob', nothing)),
  row('formData(): urlencoded', { text: 'a=1&b=zw%C3%B6lf', last: 'end' }, async (t) =>
    consume(t, await fetch('/form'), 'formData', nothing),
  ),
  row('formData(): multipart', { text: multipart, last: 'end' }, async (t) => consume(t, await fetch('/multipart'), 'formData', nothing)),
  row('formData(): of no form', { text: '\ufeff{"a":[1,"zwölf",null]}', last: 'end' }, async (t) => {
    const response = await fetch('/json')
    await t.outcome('formData', response.formData())
  }),
  ...allKinds.map((kind) =>
    row(`${kind}(): connection reset`, hears('free', 'error'), async (t) => consume(t, await t.get({ ends: 'reset' }), kind)),
  ),
  ...allKinds.map((kind) =>
    row(`${kind}(): abort() meanwhile`, hears('free', 'error'), async (t) => {
      const abort = new AbortController()
      const response = await t.get({}, { signal: abort.signal })
      await consume(t, response, kind, async () => {
        await t.settle()
        abort.abort()
      })
      await t.gone()
    }),
  ),
  row('text(): abort(reason) meanwhile', hears('free', 'error'), async (t) => {
    const abort = new AbortController()
    const response = await t.get({}, { signal: abort.signal })
    await consume(t, response, 'text', async () => {
      await t.settle()
      abort.abort(new RangeError('mine'))
    })
  }),
  row('text(): abort(reason) that is no Error', hears('free', 'error'), async (t) => {
    const abort = new AbortController()
    const response = await t.get({}, { signal: abort.signal })
    await consume(t, response, 'text', async () => abort.abort('a word'))
  }),
  row('text(): after abort()', hears(0, 'error'), async (t) => {
    const abort = new AbortController()
    const response = await t.get({}, { signal: abort.signal })
    abort.abort()
    await consume(t, response, 'text', nothing)
  }),
  row('text(): long after a reset', hears('free', 'error'), async (t) => {
    const response = await t.get({ ends: 'reset', pace: 1 })
    await t.settle()
    await consume(t, response, 'text', nothing)
  }),
  row('text(): twice', all, async (t) => {
    const response = await t.get()
    await consume(t, response, 'text')
    await consume(t, response, 'text', nothing)
  }),
  row('text(): locked', hears(0, 'none'), async (t) => {
    const response = await t.get()
    bodyOf(response).getReader()
    await consume(t, response, 'text', nothing)
  }),
  row('text(): after a first chunk and releaseLock()', hears(1, 'none'), async (t) => {
    const response = await t.get()
    const reader = bodyOf(response).getReader()
    t.chunk((await reader.read()).value)
    reader.releaseLock()
    await consume(t, response, 'text', nothing)
  }),
  row('text(): cancel of the locked body meanwhile', all, async (t) => {
    const response = await t.get()
    const text = response.text()
    await t.outcome('cancel', bodyOf(response).cancel())
    await t.flow()
    await t.outcome('text', text)
  }),
  row('Response.prototype.text.call(response)', all, async (t) => {
    const response = await t.get()
    await t.flow()
    await t.outcome('text', Response.prototype.text.call(response))
  }),
  row('text(): promise is the native one', all, async (t) => {
    const promise = (await t.get()).text()
    t.log(Object.getPrototypeOf(promise) === Promise.prototype, Reflect.ownKeys(promise).length)
    await t.flow()
    await promise
  }),
]

const copies: Behaviour[] = [
  row('clone(): both text()', all, async (t) => {
    const response = await t.get()
    const body = response.body
    const copy = response.clone()
    t.log('same body', response.body === body, 'old one locked', body?.locked, response.bodyUsed)
    await t.flow()
    await Promise.all([t.outcome('one', response.text()), t.outcome('two', copy.text())])
  }),
  row('clone(): only the clone is read', all, async (t) => {
    const response = await t.get()
    await consume(t, response.clone(), 'text')
    t.log(response.bodyUsed)
  }),
  row('clone(): a reader on one, json() on the other', { text: '\ufeff{"a":[1,"zwölf",null]}', last: 'end' }, async (t) => {
    const response = await fetch('/json')
    const copy = response.clone()
    t.chunk((await bodyOf(response).getReader().read()).value)
    await t.outcome('json', copy.json())
  }),
  row('clone(): blob() of the clone', all, async (t) => consume(t, (await t.get()).clone(), 'blob')),
  row('clone(): of a clone, three read', all, async (t) => {
    const one = await t.get()
    const two = one.clone()
    const three = two.clone()
    await t.flow()
    await Promise.all([t.outcome('one', one.text()), t.outcome('two', two.text()), t.outcome('three', three.text())])
  }),
  row('clone(): one after the other', all, async (t) => {
    const one = await t.get()
    const two = one.clone()
    await consume(t, one, 'text')
    await consume(t, two, 'text', nothing)
  }),
  row('clone(): of a used body throws', all, async (t) => {
    const response = await t.get()
    await consume(t, response, 'text')
    await t.outcome('clone', (async () => response.clone())())
  }),
  row('clone(): both cancelled', hears(1, 'cancel'), async (t) => {
    const one = await t.get()
    const two = one.clone()
    const reader = bodyOf(one).getReader()
    t.chunk((await reader.read()).value)
    await Promise.all([t.outcome('one', reader.cancel('a')), t.outcome('two', bodyOf(two).cancel('b'))])
    await t.gone()
  }),
  row('tee(): both read in turn', all, async (t) => {
    const response = await t.get()
    const [one, two] = bodyOf(response).tee()
    t.log(response.bodyUsed, bodyOf(response).locked)
    const [left, right] = [one.getReader(), two.getReader()]
    for (let n = 0; n < 6; n += 1) {
      const [a, b] = await Promise.all([left.read(), right.read()])
      t.log(a.done, b.done, a.value, b.value)
      await t.next()
    }
  }),
  row('tee(): one after the other', all, async (t) => {
    const [one, two] = bodyOf(await t.get()).tee()
    await t.readAll(one.getReader())
    const second = two.getReader()
    for (let n = 0; n < 6; n += 1) t.log((await second.read()).value)
  }),
  row('tee(): BYOB on a branch', all, async (t) => {
    const [one, two] = bodyOf(await t.get()).tee()
    const reader = one.getReader({ mode: 'byob' })
    t.chunk((await reader.read(new Uint8Array(99))).value)
    await t.flow()
    await t.outcome('other', new Response(two).text())
  }),
  row('tee(): one cancelled, the other read', all, async (t) => {
    const [one, two] = bodyOf(await t.get()).tee()
    t.log('cancel is pending', await Promise.race([one.cancel('no').then(() => false), t.settle().then(() => true)]))
    await t.readAll(two.getReader())
  }),
  row('tee(): both cancelled after 2', hears(2, 'cancel'), async (t) => {
    const [one, two] = bodyOf(await t.get()).tee()
    const reader = one.getReader()
    await t.readAll(reader, 2)
    await Promise.all([t.outcome('one', reader.cancel('a')), t.outcome('two', two.cancel('b'))])
    await t.gone()
  }),
  row('tee(): connection reset', hears(5, 'error'), async (t) => {
    const [one, two] = bodyOf(await t.get({ ends: 'reset' })).tee()
    await t.outcome('one', t.readAll(one.getReader()))
    await t.outcome('two', two.getReader().closed)
  }),
  row('tee(): a branch as new Response(branch).text()', all, async (t) => {
    const [one] = bodyOf(await t.get()).tee()
    await consume(t, new Response(one), 'text')
  }),
]

const rewrapped: Behaviour[] = [
  ...allKinds.map((kind) =>
    row(`new Response(body).${kind}()`, all, async (t) => {
      const response = await t.get()
      const made = new Response(response.body, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
      await consume(t, made, kind)
      t.log(response.bodyUsed)
    }),
  ),
  row('new Response(body): reader', all, async (t) => {
    const response = await t.get()
    const made = new Response(response.body, response)
    t.log(made.url, made.type, made.body === response.body)
    await t.readAll(bodyOf(made).getReader())
  }),
  row('new Response(body): clone() and text()', all, async (t) => {
    const made = new Response((await t.get()).body)
    const copy = made.clone()
    await t.flow()
    await Promise.all([t.outcome('one', made.text()), t.outcome('two', copy.text())])
  }),
  row('new Request(body).text()', all, async (t) => {
    const init = { method: 'POST', body: (await t.get()).body, duplex: 'half' }
    await consume(t, new Request('/nothing', init), 'text')
  }),
]

export const consuming: readonly Behaviour[] = [...wholes, ...copies, ...rewrapped]

/**
 * The same with an observer that takes a body as one text: it hears no part of what breaks off, no byte order mark, and of what is no JSON that it is
 * none. Of a clone it hears as ever.
 */
export const asOneText: readonly Behaviour[] = wholes
  .filter(({ name }) => /^(?:text|json)\(\)|prototype\.text/.test(name))
  .map((each) => ({
    ...each,
    name: `as one text: ${each.name}`,
    hears: each.hears
      .map((expected) =>
        expected.last !== 'end' && expected.chunks === 'free'
          ? { ...expected, text: '' }
          : expected.text === undefined
            ? expected
            : { ...expected, text: expected.text.replace(/^\ufeff/, '') },
      )
      .map((expected) =>
        /^json.*(?:invalid|empty)/.test(each.name) && !each.name.includes('clone') ? { text: 'no JSON', last: expected.last } : expected,
      ),
  }))
