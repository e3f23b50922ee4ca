import { ROOT_CONTEXT } from '@opentelemetry/api'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { lookUp, MAX_RUNS, runCounts } from '../../../sdk/context/run.ts'
import { StackContextManager } from '../../../sdk/context/stack.ts'
import { A, B, here, later, manager, named, produce, sleep } from './support.ts'

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
      await Promise.resolve()
      return [first, second, here()]
    })
    expect(seen).toEqual(['A', 'A', 'A'])
    expect(here()).toBeUndefined()
  })

  test('a plain function that returns a promise, too', async () => {
    expect(await manager.with(A, () => later())).toBe('A')
  })

  test('nested: the innermost, then the outer one again', async () => {
    const seen = await manager.with(A, async () => {
      await sleep()
      return [here(), await manager.with(B, later), here()]
    })
    expect(seen).toEqual(['A', 'B', 'A'])
  })

  test('ROOT_CONTEXT inside a run hides the run', async () => {
    expect(await manager.with(A, async () => manager.with(ROOT_CONTEXT, later))).toBeUndefined()
  })

  test('through Promise.all, allSettled, race, any', async () => {
    const seen = await manager.with(A, async () => {
      const [all] = await Promise.all([later(), later()])
      const [settled] = await Promise.allSettled([later(), sleep()])
      const never = new Promise<never>(() => undefined)
      return [all, settled, await Promise.race([later(), never]), await Promise.any([later(), never])]
    })
    expect(seen).toEqual(['A', { status: 'fulfilled', value: 'A' }, 'A', 'A'])
  })

  test('through a chain of then, catch and finally', async () => {
    const seen = await manager.with(A, async () => {
      return Promise.reject(new Error('no'))
        .catch(later)
        .then(async (first) => [first, await later()])
        .finally(sleep)
    })
    expect(seen).toEqual(['A', 'A'])
  })

  test('in for await over an async generator called there', async () => {
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
    const runs = ['x', 'y', 'z'].map((name) => manager.with(named(name), async () => [await later(), await later()]))
    expect(await Promise.all(runs)).toEqual([
      ['x', 'x'],
      ['y', 'y'],
      ['z', 'z'],
    ])
  })
})

/** What code sees that a run under A detaches. */
const seenIn = (detach: (report: () => void) => void): Promise<unknown> =>
  new Promise((resolve) => {
    void manager.with(A, async () => {
      await sleep()
      detach(() => resolve(here()))
    })
  })

describe('code that detaches gets nothing, never a wrong context', () => {
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
    const seen = await manager.with(A, async () => await new Promise((resolve) => void later().then((value) => resolve(value))))
    expect(seen).toBeUndefined()
  })

  test('a promise that two runs await', async () => {
    const shared = later()
    const seen = await Promise.all([manager.with(A, async () => await shared), manager.with(B, async () => await shared)])
    expect(seen).toEqual([undefined, undefined])
  })

  test('the limit: work that its own run does not await is seen under the run that does', async () => {
    const started = manager.with(A, () => ({ work: later() }))
    expect(await manager.with(B, async () => await started.work)).toBe('B')
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
    expect(manager.with(A, [1].concat, [2], 3, 4)).toEqual([2, 3, 4])
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
    for (const result of [own, cancellable]) expect(manager.with(A, () => result)).toBe(result)
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
      await Promise.resolve()
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
  test('stackTraceLimit 0 is raised for the read and put back', async () => {
    Error.stackTraceLimit = 0
    expect(await manager.with(A, later)).toBe('A')
    expect(Error.stackTraceLimit).toBe(0)
  })

  test('a missing stackTraceLimit stays missing', async () => {
    Reflect.deleteProperty(Error, 'stackTraceLimit')
    expect(await manager.with(A, later)).toBe('A')
    expect('stackTraceLimit' in Error).toBe(false)
  })

  test('a replaced prepareStackTrace is neither used nor lost', async () => {
    const calls: string[] = []
    const replaced = (error: Error): string => {
      calls.push(error.message)
      return 'mine'
    }
    Error.prepareStackTrace = replaced
    expect(await manager.with(A, later)).toBe('A')
    expect(Error.prepareStackTrace).toBe(replaced)
    expect(calls).toEqual([])
    expect(new Error('theirs').stack).toBe('mine')
  })

  test('another class in the place of Error', async () => {
    vi.stubGlobal('Error', function Fake() {})
    const name = await manager.with(A, later)
    vi.unstubAllGlobals()
    expect(name).toBe('A')
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
  let settle: (() => void) | undefined
  const promise = new Promise<void>((resolve) => {
    settle = resolve
  })
  return { promise, resolve: () => settle?.() }
}
