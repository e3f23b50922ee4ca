/** The shapes of native async code, and how a page may have changed `Error`. */
import { withGenerator } from '../../../../sdk/context/generator.ts'
import { StackContextManager } from '../../../../sdk/context/stack.ts'
import { contextNamed, expose, here, sleep } from './observe.ts'

const manager = new StackContextManager().enable()
const a = contextNamed('a')
const b = contextNamed('b')

async function look(): Promise<string> {
  await sleep()
  return here()
}

async function descend(depth: number): Promise<string> {
  return depth > 0 ? await descend(depth - 1) : await look()
}

async function* produce(): AsyncGenerator<string> {
  yield here()
  await sleep()
  yield here()
}

async function collect(source: AsyncIterable<string>): Promise<string[]> {
  const items: string[] = []
  for await (const item of source) items.push(item)
  return items
}

/** What code sees that an agent under `a` detached. */
function detached(detach: (report: () => void) => void): Promise<string> {
  return new Promise((resolve) => {
    void manager.with(a, async () => {
      await sleep()
      detach(() => resolve(here()))
    })
  })
}

async function awaits(): Promise<string[]> {
  const first = here()
  await sleep()
  const second = here()
  await (await fetch('/')).text()
  return [first, second, here()]
}

expose({
  awaits: () => manager.with(a, awaits),
  arrow: () => manager.with(a, () => look()),
  nested: () => manager.with(a, async () => [await look(), await manager.with(b, look), await look()]),
  parallel: () => Promise.all(['a', 'b', 'c'].map((digit) => manager.with(contextNamed(digit), () => descend(3)))),
  all: () => manager.with(a, async () => await Promise.all([look(), descend(2)])),
  race: () => manager.with(a, async () => await Promise.race([look(), new Promise(() => undefined)])),
  allSettled: () =>
    manager.with(a, async () => (await Promise.allSettled([look()])).map((each) => each.status === 'fulfilled' && each.value)),
  chain: () =>
    manager.with(
      a,
      async () =>
        await sleep()
          .then(look)
          .then(async (first) => [first, await look()]),
    ),
  forAwait: () => manager.with(a, async () => await collect(produce())),
  generator: () => collect(withGenerator(a, produce())),
  deep: () => manager.with(a, async () => await descend(50)),
  timer: () => detached((report) => setTimeout(report, 1)),
  unawaited: () => detached((report) => void look().then(report)),
  byHand: () => manager.with(a, async () => await new Promise((resolve) => void look().then((seen) => resolve(seen)))),
  prepared: async () => {
    const mine = (): string => 'mine'
    Error.prepareStackTrace = mine
    const seen = await manager.with(a, look)
    const kept = Error.prepareStackTrace === mine && new Error('x').stack === 'mine'
    Reflect.deleteProperty(Error, 'prepareStackTrace')
    return [seen, kept]
  },
  limited: async () => {
    const before = Error.stackTraceLimit
    Error.stackTraceLimit = 0
    const seen = [await manager.with(a, look), Error.stackTraceLimit]
    Error.stackTraceLimit = before
    return seen
  },
  frozen: async () => {
    Object.freeze(Error)
    return [await manager.with(a, look), await manager.with(a, () => descend(50))]
  },
  frozenPrepared: async () => {
    Error.prepareStackTrace = () => 'mine'
    Object.freeze(Error)
    return manager.with(a, look)
  },
})
