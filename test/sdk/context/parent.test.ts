import { AsyncLocalStorage } from 'node:async_hooks'
import { context, ROOT_CONTEXT, trace, TraceFlags, type Context, type ContextManager } from '@opentelemetry/api'
import { StackContextManager as SyncManager } from '@opentelemetry/sdk-trace-web'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { findParent, findParentLater } from '../../../sdk/context/parent.ts'
import { StackContextManager } from '../../../sdk/context/stack.ts'

const withSpan = (digit: string): Context =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId: digit.repeat(32), spanId: digit.repeat(16), traceFlags: TraceFlags.SAMPLED })
const A = withSpan('a')
const B = withSpan('b')
const stack = new StackContextManager().enable()
const later = async <T>(look: () => T): Promise<T> => {
  await Promise.resolve()
  return look()
}

afterEach(() => {
  context.disable()
  vi.unstubAllGlobals()
  vi.resetModules()
})

describe('findParent', () => {
  test('nothing known: undefined', () => expect(findParent()).toBeUndefined())

  test('explicit wins over everything', () => {
    context.setGlobalContextManager(stack)
    expect(stack.with(A, () => findParent(B))).toEqual({ context: B, source: 'explicit' })
  })

  test('our manager, global: stack, also after an await', async () => {
    context.setGlobalContextManager(stack)
    expect(context.with(A, () => findParent())).toEqual({ context: A, source: 'stack' })
    expect(await context.with(A, () => later(findParent))).toEqual({ context: A, source: 'stack' })
  })

  test('tags are read also where no manager is global', async () => {
    expect(await stack.with(A, () => later(findParent))).toEqual({ context: A, source: 'stack' })
  })

  test("an application's own manager ranks as zone, before the stack", async () => {
    context.setGlobalContextManager(new SyncManager().enable())
    expect(stack.with(A, () => context.with(B, () => findParent()))).toEqual({ context: B, source: 'zone' })
    expect(await stack.with(A, () => later(findParent))).toEqual({ context: A, source: 'stack' })
  })

  test('a context without a span is no parent', () => {
    expect(stack.with(ROOT_CONTEXT, () => findParent())).toBeUndefined()
    expect(stack.with(A, () => stack.with(ROOT_CONTEXT, () => findParent()))).toBeUndefined()
  })

  test('a manager that throws does not matter', () => {
    const broken: ContextManager = {
      active: () => {
        throw new Error('broken')
      },
      with: (_context, fn, thisArg, ...args) => Reflect.apply(fn, thisArg, args),
      bind: (_context, target) => target,
      enable: () => broken,
      disable: () => broken,
    }
    context.setGlobalContextManager(broken)
    expect(stack.with(A, () => findParent())).toEqual({ context: A, source: 'stack' })
  })
})

/** Looks at once, and asks for the answer when all else is over. */
const askLater = async <T>(look: () => () => T): Promise<() => T> => {
  const answer = look()
  await new Promise((resolve) => setTimeout(resolve, 1))
  return answer
}

describe('findParentLater says what findParent said', () => {
  test('with our manager, global or not, also after an await', async () => {
    for (const global of [true, false]) {
      if (global) context.setGlobalContextManager(stack)
      expect((await askLater(() => stack.with(A, () => findParentLater())))()).toEqual({ context: A, source: 'stack' })
      expect((await stack.with(A, () => later(() => ({ found: findParentLater() })))).found()).toEqual({ context: A, source: 'stack' })
      context.disable()
    }
    expect(findParentLater()()).toBeUndefined()
  })

  test('while the run goes on, and after it and others have ended', async () => {
    const seen: { answer?: ReturnType<typeof findParentLater> } = {}
    const run = stack.with(A, () =>
      later(async () => {
        seen.answer = findParentLater()
        await Promise.resolve()
        expect(seen.answer()).toEqual({ context: A, source: 'stack' })
      }),
    )
    await run
    for (let other = 0; other < 50; other++) await stack.with(B, () => later(() => undefined))
    expect(seen.answer?.()).toEqual({ context: A, source: 'stack' })
  })

  test('explicit; an application’s own manager; one that throws', () => {
    expect(findParentLater(B)()).toEqual({ context: B, source: 'explicit' })
    context.setGlobalContextManager(new SyncManager().enable())
    expect(stack.with(A, () => context.with(B, () => findParentLater()))()).toEqual({ context: B, source: 'zone' })
  })

  test('a look-up that is never asked holds no more than 100 runs that ended: after them it says nothing rather than something wrong', async () => {
    const answers: ReturnType<typeof findParentLater>[] = []
    const ended = stack.with(A, () =>
      later(async () => {
        answers.push(findParentLater())
        await new Promise((resolve) => setTimeout(resolve, 5))
      }),
    )
    for (let other = 0; other < 200; other++) await stack.with(B, () => later(() => undefined))
    await ended
    expect([undefined, A]).toContain(answers[0]?.()?.context)
  })

  test('the page’s own settings of stacks are as before', async () => {
    const settings = (): unknown => [Error.stackTraceLimit, Error.prepareStackTrace]
    const before = settings()
    const { found } = await stack.with(A, () => later(() => ({ found: findParentLater() })))
    expect(settings()).toEqual(before)
    expect(found()?.context).toBe(A)
    expect(settings()).toEqual(before)
  })
})

test("the platform's AsyncContext is used where it exists", async () => {
  class Variable {
    readonly #storage = new AsyncLocalStorage<unknown>()
    run<R>(value: unknown, fn: () => R): R {
      return this.#storage.run(value, fn)
    }
    get(): unknown {
      return this.#storage.getStore()
    }
  }
  vi.stubGlobal('AsyncContext', { Variable })
  vi.resetModules()
  const platform = await import('../../../sdk/context/stack.ts')
  const { lookUp } = await import('../../../sdk/context/run.ts')
  const manager = new platform.StackContextManager().enable()
  const promise = Promise.resolve()
  expect(manager.with(A, () => promise)).toBe(promise)
  const seen = manager.with(A, () => new Promise((resolve) => setTimeout(() => resolve([manager.active(), lookUp()]), 1)))
  expect(await seen).toEqual([A, A])
  expect(lookUp()).toBeUndefined()
})
