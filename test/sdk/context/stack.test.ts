import { EventEmitter } from 'node:events'
import { createContextKey, ROOT_CONTEXT, type Context } from '@opentelemetry/api'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { StackContextManager } from '../../../sdk/context/stack.ts'
import { withGenerator } from '../../../sdk/context/generator.ts'
import { lookUp, MAX_RUNS, runCounts } from '../../../sdk/context/run.ts'

const KEY = createContextKey('test')
const named = (name: string): Context => ROOT_CONTEXT.setValue(KEY, name)
const A = named('A')
const B = named('B')
const manager = new StackContextManager().enable()

/** The name of the context that code here sees; `undefined` for none. */
const here = (): unknown => manager.active().getValue(KEY)
const sleep = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1))

describe('native async code sees its context', () => {
  test('synchronously, and the outer one again afterwards', () => {
    const seen = manager.with(A, () => [here(), manager.with(B, here), here()])
    expect([here(), ...seen, here()]).toEqual([undefined, 'A', 'B', 'A', undefined])
  })

  test('after each await', async () => {
    const seen = await manager.with(A, async () => {
      const first = here()
      await sleep()
      const second = here()
      await null
      return [first, second, here()]
    })
    expect(seen).toEqual(['A', 'A', 'A'])
    expect(here()).toBeUndefined()
  })

  test('a plain function that returns a promise, too', async () => {
    const work = async (): Promise<unknown> => {
      await sleep()
      return here()
    }
    expect(await manager.with(A, () => work())).toBe('A')
  })

  test('nested: the innermost, then the outer one again', async () => {
    const inner = async (): Promise<unknown> => {
      await sleep()
      return here()
    }
    const seen = await manager.with(A, async () => {
      await sleep()
      return [here(), await manager.with(B, inner), here()]
    })
    expect(seen).toEqual(['A', 'B', 'A'])
  })

  test('ROOT_CONTEXT inside a run hides the run', async () => {
    const inner = async (): Promise<Context> => {
      await sleep()
      return manager.active()
    }
    expect(await manager.with(A, async () => manager.with(ROOT_CONTEXT, inner))).toBe(ROOT_CONTEXT)
  })

  test('through Promise.all, allSettled, race, any', async () => {
    const work = async (): Promise<unknown> => {
      await sleep()
      return here()
    }
    const seen = await manager.with(A, async () => {
      const [all] = await Promise.all([work(), work()])
      const [settled] = await Promise.allSettled([work()])
      return [all, settled, await Promise.race([work()]), await Promise.any([work()])]
    })
    expect(seen).toEqual(['A', { status: 'fulfilled', value: 'A' }, 'A', 'A'])
  })

  test('through a chain of then, catch and finally', async () => {
    const seen = await manager.with(A, async () => {
      const deep = async (): Promise<unknown> => {
        await sleep()
        return here()
      }
      return Promise.reject(new Error('no')).catch(deep).then(async (first) => [first, await deep()]).finally(sleep)
    })
    expect(seen).toEqual(['A', 'A'])
  })

  test('in for await over an async generator called there', async () => {
    async function* produce(): AsyncGenerator<unknown> {
      yield here()
      await sleep()
      yield here()
    }
    const seen = await manager.with(A, async () => {
      const items: unknown[] = []
      for await (const item of produce()) items.push(item, here())
      return items
    })
    expect(seen).toEqual(['A', 'A', 'A', 'A'])
  })

  test('50 awaiting frames deep', async () => {
    const descend = async (depth: number): Promise<unknown> => {
      if (depth > 0) return await descend(depth - 1)
      await sleep()
      return here()
    }
    expect(await manager.with(A, async () => await descend(50))).toBe('A')
  })

  test('parallel runs each see their own', async () => {
    const work = async (): Promise<unknown> => {
      await sleep()
      await sleep()
      return here()
    }
    expect(await Promise.all(['x', 'y', 'z'].map((name) => manager.with(named(name), work)))).toEqual(['x', 'y', 'z'])
  })
})

describe('code that detaches gets nothing, never a wrong context', () => {
  const seenIn = (detach: (report: () => void) => void): Promise<unknown> =>
    new Promise((resolve) => {
      void manager.with(A, async () => {
        await sleep()
        detach(() => resolve(here()))
      })
    })

  test('a timer', async () => expect(await seenIn((report) => setTimeout(report, 1))).toBeUndefined())

  test('a call that nobody awaits', async () => {
    const seen = await seenIn((report) => {
      const detached = async (): Promise<void> => {
        await sleep()
        report()
      }
      void detached()
    })
    expect(seen).toBeUndefined()
  })

  test('a promise made by hand', async () => {
    const inner = async (): Promise<unknown> => {
      await sleep()
      return here()
    }
    const seen = await manager.with(A, async () => await new Promise((resolve) => void inner().then((value) => resolve(value))))
    expect(seen).toBeUndefined()
  })

  test('a promise that two runs await', async () => {
    const shared = (async () => {
      await sleep()
      return here()
    })()
    const seen = await Promise.all([manager.with(A, async () => await shared), manager.with(B, async () => await shared)])
    expect(seen).toEqual([undefined, undefined])
  })
})

describe('the result passes through', () => {
  test('values, and thrown errors', () => {
    const value = {}
    const error = new Error('thrown')
    expect(manager.with(A, () => value)).toBe(value)
    const throws = (): never => {
      throw error
    }
    expect(() => manager.with(A, throws)).toThrow(error)
    expect(here()).toBeUndefined()
  })

  test('this and arguments', () => {
    const receiver = { factor: 2 }
    const scale = function (this: typeof receiver, a: number, b: number): number {
      return this.factor * (a + b)
    }
    expect(manager.with(A, scale, receiver, 3, 4)).toBe(14)
  })

  test('the reason of a rejection', async () => {
    const reason = { odd: true }
    const rejects = async (): Promise<never> => {
      await sleep()
      throw reason
    }
    await expect(manager.with(A, rejects)).rejects.toBe(reason)
  })

  test("a client's own promise class and a promise with properties are the very same", () => {
    class ApiPromise extends Promise<number> {}
    const own = new ApiPromise((resolve) => resolve(1))
    const cancellable = Object.assign(Promise.resolve(1), { cancel: () => undefined })
    const thenable = { then: () => undefined }
    for (const result of [own, cancellable, thenable]) expect(manager.with(A, () => result)).toBe(result)
  })

  test('a promise returned twice is one promise for the callers', () => {
    const cached = Promise.resolve(1)
    const first = manager.with(A, () => cached)
    expect(manager.with(B, () => cached)).toBe(first)
    expect(manager.with(A, () => first)).toBe(first)
    expect(first).toBeInstanceOf(Promise)
  })

  test('an unhandled rejection stays unhandled, once', async () => {
    const reasons: unknown[] = []
    const listeners = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    process.on('unhandledRejection', (reason) => reasons.push(reason))
    void manager.with(A, async () => {
      await null
      throw 'lost'
    })
    await sleep()
    await sleep()
    process.removeAllListeners('unhandledRejection')
    for (const listener of listeners) process.on('unhandledRejection', listener)
    expect(reasons).toEqual(['lost'])
  })
})

describe('what the page did to Error', () => {
  const settings = ['prepareStackTrace', 'stackTraceLimit'] as const
  const before = settings.map((name) => Object.getOwnPropertyDescriptor(Error, name))
  afterEach(() => {
    vi.unstubAllGlobals()
    settings.forEach((name, index) => {
      const descriptor = before[index]
      if (descriptor) Object.defineProperty(Error, name, descriptor)
      else Reflect.deleteProperty(Error, name)
    })
  })
  const seen = (): Promise<unknown> =>
    manager.with(A, async () => {
      await sleep()
      return here()
    })

  test('stackTraceLimit 0 is raised for the read and put back', async () => {
    Error.stackTraceLimit = 0
    expect(await seen()).toBe('A')
    expect(Error.stackTraceLimit).toBe(0)
  })

  test('a missing stackTraceLimit stays missing', async () => {
    Reflect.deleteProperty(Error, 'stackTraceLimit')
    expect(await seen()).toBe('A')
    expect('stackTraceLimit' in Error).toBe(false)
  })

  test('a replaced prepareStackTrace is neither used nor lost', async () => {
    const calls: string[] = []
    const replaced = (error: Error): string => {
      calls.push(error.message)
      return 'mine'
    }
    Error.prepareStackTrace = replaced
    expect(await seen()).toBe('A')
    expect(Error.prepareStackTrace).toBe(replaced)
    expect(calls).toEqual([])
    expect(new Error('theirs').stack).toBe('mine')
  })

  test('another class in the place of Error', async () => {
    vi.stubGlobal('Error', class Fake {})
    const name = await seen()
    vi.unstubAllGlobals()
    expect(name).toBe('A')
  })
})

describe('generators', () => {
  const twice = async (generator: AsyncGenerator<unknown>): Promise<unknown[]> => {
    const items: unknown[] = []
    for await (const item of generator) items.push(item)
    return items
  }
  async function* produce(): AsyncGenerator<unknown> {
    yield here()
    await sleep()
    yield here()
  }

  test('without help an async generator sees its consumer', async () => {
    expect(await twice(manager.with(A, produce))).toEqual([undefined, undefined])
  })

  test('withGenerator lets it see its run, whoever consumes it', async () => {
    expect(await twice(withGenerator(A, produce()))).toEqual(['A', 'A'])
    expect(await manager.with(B, () => twice(withGenerator(A, produce())))).toEqual(['A', 'A'])
  })

  test('sync generators, values sent in, return and throw', () => {
    const log: unknown[] = []
    function* talk(): Generator<unknown, string, string> {
      try {
        log.push(yield here())
        return 'end'
      } finally {
        log.push(here())
      }
    }
    const wrapped = withGenerator(A, talk())
    expect(wrapped.next()).toEqual({ done: false, value: 'A' })
    expect(wrapped.next('sent')).toEqual({ done: true, value: 'end' })
    const left = withGenerator(A, talk())
    left.next()
    expect(left.return('early')).toEqual({ done: true, value: 'early' })
    const thrown = withGenerator(A, talk())
    thrown.next()
    expect(() => thrown.throw(new Error('in'))).toThrow('in')
    expect(log).toEqual(['sent', 'A', 'A', 'A'])
    expect([...withGenerator(A, [1, 2].values())]).toEqual([1, 2])
  })

  test('stays a generator of its function; anything else is untouched', () => {
    expect(withGenerator(A, produce())).toBeInstanceOf(produce)
    for (const value of [1, null, undefined, [], new Map().values()]) expect(withGenerator(A, value)).toBe(value)
  })
})

describe('bind', () => {
  test('a function: context, this, arguments, length', () => {
    const receiver = {}
    const target = function (this: object, a: number): unknown[] {
      return [this === receiver, a, here()]
    }
    const bound = manager.bind(A, target)
    expect(bound.length).toBe(1)
    expect(bound.call(receiver, 7)).toEqual([true, 7, 'A'])
  })

  test('an event target: functions and objects, removed again', () => {
    const log: unknown[] = []
    const target = manager.bind(A, new EventTarget())
    const listener = (): unknown => log.push(here())
    const object = { handleEvent: () => log.push(['object', here()]) }
    target.addEventListener('x', listener)
    target.addEventListener('x', object)
    target.dispatchEvent(new Event('x'))
    target.removeEventListener('x', listener)
    target.removeEventListener('x', object)
    target.dispatchEvent(new Event('x'))
    expect(log).toEqual(['A', ['object', 'A']])
  })

  test('an emitter of Node: once and off', () => {
    const log: unknown[] = []
    const emitter = manager.bind(A, new EventEmitter())
    expect(manager.bind(B, emitter)).toBe(emitter)
    const listener = (): unknown => log.push(here())
    emitter.once('x', listener)
    emitter.on('y', listener)
    emitter.emit('x')
    emitter.emit('x')
    emitter.emit('y')
    emitter.off('y', listener)
    emitter.once('z', listener)
    emitter.off('z', listener)
    emitter.emit('y')
    emitter.emit('z')
    expect(log).toEqual(['A', 'A'])
  })

  test('anything else is untouched', () => {
    for (const value of [1, null, 'text', {}]) expect(manager.bind(A, value)).toBe(value)
  })
})

describe('the manager', () => {
  test('says ROOT_CONTEXT while disabled; the look-up does not depend on it', () => {
    const other = new StackContextManager()
    const seen = other.with(A, () => [other.active(), lookUp()])
    expect(seen).toEqual([ROOT_CONTEXT, A])
    expect(other.enable().with(A, () => other.active())).toBe(A)
    expect(other.disable().with(A, () => other.active())).toBe(ROOT_CONTEXT)
  })

  test('forgets a run when it settles', async () => {
    const before = runCounts().live
    const pending = manager.with(A, sleep)
    const failing = manager.with(A, async () => {
      await sleep()
      throw new Error('no')
    })
    expect(runCounts().live).toBe(before + 2)
    await pending
    await failing.catch(() => undefined)
    expect(runCounts().live).toBe(before)
  })

  test('forgets the oldest beyond the cap, and counts it', async () => {
    const { live, forgotten } = runCounts()
    const gates = Array.from({ length: MAX_RUNS - live + 3 }, deferred)
    const seen = gates.map((gate) =>
      manager.with(A, async () => {
        await gate.promise
        return here()
      }),
    )
    expect(runCounts()).toEqual({ live: MAX_RUNS, forgotten: forgotten + 3 })
    for (const gate of gates) gate.resolve()
    const names = await Promise.all(seen)
    expect(names.slice(0, 4)).toEqual([undefined, undefined, undefined, 'A'])
    expect(runCounts().live).toBe(live)
  })
})

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((settle) => (resolve = settle))
  return { promise, resolve }
}
