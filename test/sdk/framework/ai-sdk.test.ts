import { ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api'
import { afterEach, expect, test } from 'vitest'
import { followAiSdk } from '../../../sdk/framework/ai-sdk.ts'
import { findParent, type Parent } from '../../../sdk/context/parent.ts'
import { run } from '../../../sdk/context/run.ts'

const LIST = 'AI_SDK_TELEMETRY_INTEGRATIONS'
const A = trace.setSpanContext(ROOT_CONTEXT, { traceId: 'a'.repeat(32), spanId: 'a'.repeat(16), traceFlags: TraceFlags.SAMPLED })

interface Integration {
  executeLanguageModelCall?(work: { execute(): unknown }): unknown
  executeTool?(work: { execute(): unknown }): unknown
}

const list = (): Integration[] => Reflect.get(globalThis, LIST) ?? []
const inside = <T>(context: Context, fn: () => T): T => run(context, fn, undefined, [])

/** As the AI SDK does it: the members are read where the page calls, and called from a function that nobody awaits. */
async function detached(member: keyof Integration): Promise<Parent | undefined> {
  const [entry] = list()
  const around = inside(A, () => entry?.[member]?.bind(entry))
  let found: Parent | undefined
  const execute = async (): Promise<void> => {
    await null
    found = findParent()
  }
  await new Promise((resolve) => setTimeout(() => void Promise.resolve(around ? around({ execute }) : execute()).then(resolve), 0))
  return found
}

afterEach(() => void Reflect.deleteProperty(globalThis, LIST))

test.each(['executeLanguageModelCall', 'executeTool'] as const)(
  '%s runs under the context that was found where the page called',
  async (member) => {
    const undo = followAiSdk()
    const found = await detached(member)
    expect(found && trace.getSpanContext(found.context)?.spanId).toBe('a'.repeat(16))
    expect(found?.source).toBe('framework')
    undo()
  },
)

test('a span that is opened inside is not told to be known by the framework', async () => {
  const undo = followAiSdk()
  const [entry] = list()
  const around = inside(A, () => entry?.executeTool?.bind(entry))
  const B: Context[] = []
  around?.({
    execute: () =>
      void B.push(
        trace.setSpanContext(findParent()?.context ?? ROOT_CONTEXT, { traceId: 'b'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
      ),
  })
  expect(inside(B[0] ?? ROOT_CONTEXT, () => findParent()?.source)).toBe('stack')
  undo()
})

test('outside of any run there is nothing to put around a call', () => {
  const undo = followAiSdk()
  expect(list()[0]?.executeLanguageModelCall).toBeUndefined()
  undo()
})

test('the list is as before when it is over', () => {
  followAiSdk()()
  expect(Reflect.has(globalThis, LIST)).toBe(false)
  const theirs: Integration = {}
  Reflect.set(globalThis, LIST, [theirs])
  const undo = followAiSdk()
  expect(list()).toHaveLength(2)
  undo()
  expect(list()).toEqual([theirs])
})

test('an entry of the page that came later stays', () => {
  const undo = followAiSdk()
  const theirs: Integration = {}
  list().push(theirs)
  undo()
  expect(list()).toEqual([theirs])
})
