/** Where in the page's code a call was made: told by the stack that is read to find the call's parent, and by no other. */
import { runInThisContext } from 'node:vm'
import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { captureFetch, type FetchTarget } from '../../../sdk/capture/fetch.ts'
import { findParent, findParentLater, type Parent } from '../../../sdk/context/parent.ts'
import { StackContextManager } from '../../../sdk/context/stack.ts'

const RUN = trace.setSpanContext(ROOT_CONTEXT, { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: TraceFlags.SAMPLED })

/** A package's client, as a development server names its file. */
const CLIENT: (target: FetchTarget) => Promise<unknown> = runInThisContext(
  `async (target) => { await null; return target.fetch('https://api.test/') }`,
  { filename: 'http://localhost:5173/node_modules/.vite/deps/client.js' },
)

const manager = new StackContextManager()
beforeAll(() => void context.setGlobalContextManager(manager.enable()))
afterAll(() => context.disable())

/** What is found of the parent in a captured `fetch` that `call` makes. */
async function seen(find: () => Parent | undefined, call: (target: FetchTarget) => unknown): Promise<Parent | undefined> {
  let found: Parent | undefined
  const target: FetchTarget = { fetch: () => Promise.resolve(new Response()) }
  const stop = captureFetch(() => {
    found = find()
    return undefined
  }, target)
  await call(target)
  stop()
  return found
}

const inRun = (call: (target: FetchTarget) => Promise<unknown>) => (target: FetchTarget) => manager.with(RUN, () => call(target))

test.each([
  ['at once', findParent],
  ['later', () => findParentLater()()],
])('the line of the page, looked for %s', async (_when, find) => {
  const found = await seen(
    () => find(),
    inRun(async (target) => {
      await null
      await target.fetch('https://api.test/')
    }),
  )
  expect(found).toMatchObject({ source: 'stack', place: { file: expect.stringContaining('place.test.ts') } })
  expect(found?.place?.line).toBeGreaterThan(1)
  expect(found?.place?.column).toBeGreaterThan(1)
})

test("is the page's own where a library calls, and the library's where nobody else does", async () => {
  const found = await seen(
    findParent,
    inRun(async (target) => {
      await CLIENT(target)
    }),
  )
  expect(found?.place?.file).toContain('place.test.ts')
  const alone = await seen(findParent, inRun(CLIENT))
  expect(alone?.place).toMatchObject({ file: 'http://localhost:5173/node_modules/.vite/deps/client.js', line: 1 })
})

test('is not looked for where the stack need not be read', async () => {
  const found = await seen(
    findParent,
    inRun((target) => target.fetch('https://api.test/')),
  )
  expect(found).toMatchObject({ source: 'stack' })
  expect(found?.place).toBeUndefined()
})
