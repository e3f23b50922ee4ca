/** `./zone`: timers and callbacks as well as native async code. */
import { context } from '@opentelemetry/api'
import { zoneContextManager } from '../../../../sdk/zone.ts'
import { contextNamed, expose, here, sleep } from './observe.ts'

context.setGlobalContextManager(zoneContextManager().enable())

const a = contextNamed('a')
const b = contextNamed('b')

async function look(): Promise<string> {
  await sleep()
  return here()
}

/** What code sees that an agent under `a` leaves to a callback. */
const calledBack = (register: (report: () => void) => void): Promise<string> =>
  new Promise((resolve) => context.with(a, () => register(() => resolve(here()))))

expose({
  timer: () => calledBack((report) => setTimeout(report, 1)),
  listener: () =>
    calledBack((report) => {
      const target = new EventTarget()
      target.addEventListener('x', report)
      queueMicrotask(() => target.dispatchEvent(new Event('x')))
    }),
  bound: async () => {
    const seen: string[] = []
    const bound = context.bind(a, async () => {
      seen.push(here())
      await null
      seen.push(here())
    })
    await bound()
    return seen
  },
  native: () => context.with(a, async () => [here(), await look(), await context.with(b, look), await look()]),
  outside: () => look(),
})
