import { afterEach, describe, expect, test } from 'vitest'
import { langChainHandler } from '../../../sdk/framework/langchain.ts'
import { contextOfSignal, leaveComposed, signalOf } from '../../../sdk/framework/scope-signal.ts'
import { A, B } from '../context/support.ts'

/** The next turn: what was listened to in this one is forgotten. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
const listen = (signal: AbortSignal): void => signal.addEventListener('abort', () => {}, { once: true })
const another = (): AbortSignal => new AbortController().signal

afterEach(nextTurn)

describe('a request is of the scope', () => {
  test('whose signal it carries, each time', () => {
    const signal = signalOf(A)
    expect([contextOfSignal(signal), contextOfSignal(signal)]).toEqual([A, A])
  })

  test('of whose signal its own was composed, once or twice', () => {
    const once = AbortSignal.any([another(), signalOf(A)])
    expect(contextOfSignal(once)).toBe(A)
    expect(contextOfSignal(AbortSignal.any([once, another()]))).toBe(A)
  })

  test('to whose signal its client listened in the same turn', () => {
    listen(AbortSignal.any([another(), signalOf(A)]))
    expect(contextOfSignal(another())).toBe(A)
  })
})

describe('a request is of no scope', () => {
  test.each<[string, () => AbortSignal | undefined]>([
    ['with a signal of the page', another],
    ['without a signal, though one was listened to', () => void listen(signalOf(A))],
    ['with a signal of two scopes', () => AbortSignal.any([signalOf(A), signalOf(B)])],
    ['with signals of none', () => AbortSignal.any([another(), AbortSignal.timeout(1000)])],
  ])('%s', (_name, make) => {
    signalOf(A)
    expect(contextOfSignal(make())).toBeUndefined()
  })

  test('whose client listened to the signals of two', () => {
    listen(signalOf(A))
    listen(signalOf(B))
    expect(contextOfSignal(another())).toBeUndefined()
  })

  test('that is the second one of the turn', () => {
    listen(signalOf(A))
    expect([contextOfSignal(another()), contextOfSignal(another())]).toEqual([A, undefined])
  })

  test('that goes out in a later turn', async () => {
    listen(signalOf(A))
    await nextTurn()
    expect(contextOfSignal(another())).toBeUndefined()
  })
})

test('listeners are heard as on any signal', () => {
  const leaving = new AbortController()
  const composed = AbortSignal.any([leaving.signal, signalOf(A)])
  const heard: string[] = []
  composed.addEventListener('abort', (event) => heard.push(event.type))
  leaving.abort('left')
  expect([heard, composed.aborted, composed.reason]).toEqual([['abort'], true, 'left'])
})

test('what the page composes badly fails as it does without us', () => {
  signalOf(A)
  expect(() => AbortSignal.any(Reflect.get({}, 'none'))).toThrow(TypeError)
})

describe("LangChain's handler", () => {
  const start = (options: object | undefined): void =>
    langChainHandler(() => signalOf(A)).handleChatModelStart({}, [], 'run', undefined, { options })

  test("puts the scope's signal in the call's options", () => {
    const options: { signal?: AbortSignal } = {}
    start(options)
    expect(contextOfSignal(options.signal)).toBe(A)
  })

  test("beside the application's own, which goes on working", () => {
    const leaving = new AbortController()
    const options = { signal: leaving.signal }
    start(options)
    expect(contextOfSignal(options.signal)).toBe(A)
    leaving.abort()
    expect(options.signal.aborted).toBe(true)
  })

  test('does nothing for a call without options', () => expect(() => start(undefined)).not.toThrow())
})

test('what was put before AbortSignal.any is taken away, and put back for the next signal', () => {
  leaveComposed()
  const native = AbortSignal.any
  const signal = signalOf(A)
  expect(AbortSignal.any).not.toBe(native)
  leaveComposed()
  expect(AbortSignal.any).toBe(native)
  expect(contextOfSignal(AbortSignal.any([signal]))).toBeUndefined()
  const next = signalOf(B)
  expect(contextOfSignal(AbortSignal.any([next]))).toBe(B)
})
