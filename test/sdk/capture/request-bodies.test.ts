import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Patches } from '../../../sdk/capture/patch.ts'
import { patchRequests } from '../../../sdk/capture/request-bodies.ts'
import { snapshotRequest } from '../../../sdk/capture/request.ts'

const url = 'http://127.0.0.1/v1/chat'
const TEXT = '{"model":"m"}'
const bytes = new TextEncoder().encode(TEXT)
const post = (body: BodyInit): RequestInit => ({ method: 'POST', body })
const before = globalThis.Request
const early = new Request(url, post(TEXT))

let patches: Patches
beforeEach(() => {
  patches = new Patches()
  patchRequests(patches)
})
afterEach(() => patches.restore())

/** A class extends what `Request` is when the class is made. */
function ownClass() {
  return class Own extends Request {
    constructor(text: string) {
      super(url, post(text))
    }
  }
}
const Early = ownClass()
const own = (): Request => new (ownClass())(TEXT)

const streamed = (): RequestInit => Object.assign(post(new ReadableStream()), { duplex: 'half' })
const asked = (input: unknown, init?: unknown) => {
  const snapshot = snapshotRequest(input, init)
  return [snapshot?.method, snapshot?.body, snapshot?.unread]
}

describe('the body of a Request', () => {
  test.for<[string, () => Request]>([
    ['that was given a string', () => new Request(url, post(TEXT))],
    ['that was given bytes', () => new Request(url, post(bytes))],
    ['that was given a buffer', () => new Request(url, post(bytes.slice().buffer))],
    ['of a class of the page’s', own],
    ['made by Reflect.construct', () => Reflect.construct(Request, [url, post(TEXT)], Early)],
    ['that was cloned', () => new Request(url, post(TEXT)).clone()],
    ['whose clone was cloned', () => own().clone().clone()],
    ['that was made of another', () => new Request(new Request(url, post(TEXT)))],
    ['that was made of a clone, with headers', () => new Request(own().clone(), { headers: { a: 'b' } })],
    ['whose own body another replaces', () => new Request(new Request(url, post('other')), { method: 'POST', body: TEXT })],
  ])('%s', ([, make]) => {
    const request = make()
    expect(request).toBeInstanceOf(Request)
    expect(request).toBeInstanceOf(before)
    expect(asked(request)).toEqual(['POST', TEXT, undefined])
    expect(request.bodyUsed).toBe(false)
  })

  test('a form', () => {
    expect(asked(new Request(url, post(new URLSearchParams({ model: 'm' }))))).toEqual(['POST', TEXT, undefined])
  })

  test('a Blob', async () => {
    const request = new Request(url, post(new Blob([TEXT])))
    expect(await snapshotRequest(request.clone(), undefined)?.blob?.read()).toBe(TEXT)
    expect(await request.text()).toBe(TEXT)
  })

  test('is as it was when the Request was made', () => {
    const mine = bytes.slice()
    const request = new Request(url, post(mine))
    mine.fill(0)
    expect(asked(request)).toEqual(['POST', TEXT, undefined])
  })

  test('the init of the call goes before it', () => {
    const request = new Request(url, post(TEXT))
    expect(asked(request, { body: 'other' })).toEqual(['POST', 'other', undefined])
    expect(asked(request, { headers: {} })).toEqual(['POST', TEXT, undefined])
    expect(asked(request, { body: undefined })).toEqual(['POST', TEXT, undefined])
    expect(asked(request, { body: null })).toEqual(['POST', TEXT, undefined])
    expect(asked(url, new Request(url, post(TEXT)))).toEqual(['POST', TEXT, undefined])
  })

  test.for<[string, () => Request, string]>([
    ['a stream', () => new Request(url, streamed()), 'stream'],
    ['a clone of a stream', () => new Request(url, streamed()).clone(), 'stream'],
    ['one made before capture', () => early, 'unknown'],
    ['one made of one made before capture', () => new Request(early.clone()), 'unknown'],
    ['one of a class made before capture', () => new Early(TEXT), 'unknown'],
    ['a picture', () => new Request(url, post(new Uint8Array([0x89, 0x50]))), 'not_text'],
    [
      'what an accessor of the page’s gives',
      () =>
        new Request(url, {
          method: 'POST',
          get body() {
            return TEXT
          },
        }),
      'unknown',
    ],
  ])('is not read: %s', ([, make, unread]) => {
    const request = make()
    expect(asked(request)).toEqual(['POST', undefined, unread])
    expect(request.bodyUsed).toBe(false)
  })

  test('a Request without a body has none', () => {
    expect(asked(new Request(url))).toEqual(['GET', undefined, undefined])
    expect(asked(new Request(url, { method: 'POST' }))).toEqual(['POST', undefined, undefined])
  })

  test('an accessor of the page’s is asked once, by the platform', () => {
    let times = 0
    const init = {
      method: 'POST',
      get body() {
        times += 1
        return TEXT
      },
    }
    void new Request(url, init)
    const withCapture = times
    patches.restore()
    times = 0
    void new Request(url, init)
    expect(withCapture).toBe(times)
  })
})

test('the constructor looks as before, and is the very one again afterwards', () => {
  expect(Request.name).toBe(before.name)
  expect(Request.length).toBe(before.length)
  expect(Request.prototype).toBe(before.prototype)
  expect(Request.prototype.constructor).toBe(Request)
  expect(early).toBeInstanceOf(Request)
  expect(() => Reflect.apply(Request, undefined, [url])).toThrow(TypeError)
  expect(() => new Request('http://')).toThrow(TypeError)
  const Own = ownClass()
  expect(new Own(TEXT).constructor).toBe(Own)
  expect(new Own(TEXT)).toBeInstanceOf(Own)
  patches.restore()
  expect(Request).toBe(before)
  expect(Request.prototype.constructor).toBe(before)
})
