import { describe, expect, test } from 'vitest'
import { snapshotRequest } from '../../../sdk/capture/request.ts'

const url = 'http://127.0.0.1/v1/chat?x=1'

describe('snapshotRequest', () => {
  test('reads a string, a URL and a Request alike', () => {
    for (const input of [url, new URL(url), new Request(url)]) {
      const snapshot = snapshotRequest(input, undefined)
      expect(snapshot?.url.href).toBe(url)
      expect(snapshot?.method).toBe('GET')
      expect(snapshot?.body).toBeUndefined()
    }
  })

  test('init goes before the Request', () => {
    const request = new Request(url, { method: 'PUT', headers: { 'X-A': 'request', 'x-b': 'request' }, body: 'not read' })
    expect(snapshotRequest(request, undefined)).toMatchObject({ method: 'PUT', body: undefined })
    expect(snapshotRequest(request, undefined)?.header('x-a')).toBe('request')
    const snapshot = snapshotRequest(request, { method: 'post', headers: { 'X-A': 'init' }, body: '{}' })
    expect(snapshot).toMatchObject({ method: 'POST', body: '{}' })
    expect(snapshot?.header('X-a')).toBe('init')
    expect(snapshot?.header('x-b')).toBeNull()
    expect(request.bodyUsed).toBe(false)
  })

  test.for<[string, unknown]>([
    ['an object', { 'X-Stainless-Retry-Count': '2' }],
    ['Headers', new Headers({ 'x-stainless-retry-count': '2' })],
    ['pairs', [['X-STAINLESS-retry-count', '2']]],
  ])('headers as %s', ([, headers]) => {
    const snapshot = snapshotRequest(url, { headers })
    expect(snapshot?.header('x-stainless-retry-count')).toBe('2')
    expect(snapshot?.header('authorization')).toBeNull()
  })

  test('an iterator is not used up', () => {
    const headers = new Map([['a', '1']]).entries()
    expect(snapshotRequest(url, { headers })?.header('a')).toBeNull()
    expect(headers.next().value).toEqual(['a', '1'])
  })

  test('no accessor of the page is called', () => {
    const init = {
      get method(): string {
        throw new Error('called')
      },
      get body(): string {
        throw new Error('called')
      },
    }
    expect(snapshotRequest(url, init)).toMatchObject({ method: 'GET', body: undefined })
    const inherited: unknown = Object.create({ method: 'POST', body: '{}' })
    expect(snapshotRequest(url, inherited)).toMatchObject({ method: 'POST', body: '{}' })
    const asInit = new Request(url, { method: 'DELETE', headers: { a: 'b' } })
    expect(snapshotRequest(url, asInit)?.method).toBe('DELETE')
    expect(snapshotRequest(url, asInit)?.header('a')).toBe('b')
  })

  test('the signal of init, else of the Request', () => {
    const [one, two] = [new AbortController(), new AbortController()]
    const request = new Request(url, { signal: one.signal })
    one.abort('one')
    expect(snapshotRequest(request, {})?.signal?.reason).toBe('one')
    expect(snapshotRequest(request, { signal: two.signal })?.signal).toBe(two.signal)
    expect(snapshotRequest(url, { signal: {} })?.signal).toBeUndefined()
  })

  test('only the six methods are put in capitals', () => {
    expect(snapshotRequest(url, { method: 'delete' })?.method).toBe('DELETE')
    expect(snapshotRequest(url, { method: 'patch' })?.method).toBe('patch')
  })

  test.for<[string, unknown]>([
    ['a broken URL', 'http://'],
    ['a relative one without a base', '/v1/chat'],
    ['nothing', undefined],
    ['an object that would have to be asked', { toString: () => url }],
  ])('leaves %s alone', ([, input]) => {
    expect(snapshotRequest(input, undefined)).toBeUndefined()
  })
})
