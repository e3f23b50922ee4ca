import { describe, expect, test } from 'vitest'
import { failureOf, MAX_ERROR_TYPE, withoutCredentials } from '../../../sdk/span/failure.ts'
import { isAbort, timeoutOf } from '../../../sdk/span/abort.ts'

const named = (name: string, message = 'm'): Error => Object.assign(new Error(message), { name })
const typeOf = (reason: unknown): string => withoutCredentials(failureOf(reason)).type

describe('error.type', () => {
  class QuotaError extends Error {}
  class Stop extends Error {}
  test.each([
    [new TypeError('x'), 'TypeError'],
    [new DOMException('x', 'NetworkError'), 'NetworkError'],
    [named('AI_APICallError'), 'AI_APICallError'],
    [named('errors.RateLimit'), 'errors.RateLimit'],
    [new QuotaError('x'), 'QuotaError'],
    // A class that a bundler may have named.
    [new Stop('x'), 'Error'],
    [{ name: 'ForeignError', message: 'of another realm' }, 'ForeignError'],
    ['thrown', '_OTHER'],
    [undefined, '_OTHER'],
    [null, '_OTHER'],
  ])('%o is %s', (reason, type) => expect(typeOf(reason)).toBe(type))

  test.each([
    named(''),
    named('HTTP 401: Incorrect API key provided for the organization'),
    named('Request req_011CQabcdefghijk failed'),
    named('Error 8b6a1d9e-3c1f-4d0a-9f6e-2b7c5d4e3f21'),
    named('E'.repeat(MAX_ERROR_TYPE + 1)),
    named('GET https://api.test/v1 failed'),
    named('password=hunter22'),
    named('sk-proj-abc123DEF456ghi789'),
    named('Line one\nline two'),
    named('Error4711'),
  ])('%o has no name to group by, so that its class has to do', (reason) => expect(['Error', '_OTHER']).toContain(typeOf(reason)))

  test('a name that cannot be read is none', () => {
    const evil = {
      get name(): string {
        throw new Error('no')
      },
      message: 'x',
    }
    expect(failureOf(evil)).toEqual({ type: '_OTHER', message: '' })
    expect(isAbort(evil)).toBe(false)
  })

  test.each(['429', '-32602', '1301', 'rate_limit_exceeded', 'RESOURCE_EXHAUSTED', 'InvalidParameter.DataInspection', 'Bad Request'])(
    'the code %s of a provider stays',
    (type) => expect(withoutCredentials({ type, message: '' }).type).toBe(type),
  )
  test.each(['No access for user 4711 to this very model', 'x'.repeat(100), 'token=abc123def', '68a1b2c3d4e5f607'])(
    'the code %s of a provider is no type',
    (type) => expect(withoutCredentials({ type, message: '' }).type).toBe('_OTHER'),
  )
})

describe('who stopped it', () => {
  const aborted = (reason?: unknown): AbortSignal => AbortSignal.abort(reason)
  const ownReason = new Error('The user left')
  class APIUserAbortError extends Error {}

  test.each([
    ['abort()', aborted().reason, aborted()],
    ['abort() of a request that knows no signal', aborted().reason, undefined],
    ['abort() with a reason of its own', ownReason, aborted(ownReason)],
    ['the same reason, thrown on where no signal is known', ownReason, undefined],
    ['abort() with a word', 'enough', aborted('enough')],
    ['an error that a client makes of it', new APIUserAbortError('Request was aborted.'), undefined],
    ['the same where a bundler renamed it', new Error('Request was aborted.'), undefined],
  ])('the page: %s', (_what, reason, signal) => expect(isAbort(reason, signal)).toBe(true))

  const timeout = new DOMException('The operation timed out.', 'TimeoutError')
  test.each([
    ['AbortSignal.timeout()', timeout, aborted(timeout)],
    ['what a client makes of it', new DOMException('aborted', 'AbortError'), aborted(timeout)],
    ['a time limit without a signal', timeout, undefined],
  ])('nobody, it took too long: %s', (_what, reason, signal) => {
    expect(isAbort(reason, signal)).toBe(false)
    expect(failureOf(reason, signal)).toEqual({ type: 'TimeoutError', message: 'The operation timed out.' })
    if (signal !== undefined) expect(timeoutOf(signal)).toBe(timeout)
  })

  test('nobody: a word that was no reason of a signal, another error than the reason', () => {
    expect(isAbort('enough')).toBe(false)
    expect(isAbort(new Error('x'), aborted(new Error('x')))).toBe(false)
    expect(timeoutOf(aborted())).toBeUndefined()
    expect(timeoutOf(new AbortController().signal)).toBeUndefined()
  })
})
