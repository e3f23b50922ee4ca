/** Agents and tools of a copy that does not watch, before and after the second half of the one that does is there. */
import { trace } from '@opentelemetry/api'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-web'
import { describe, expect, test, vi } from 'vitest'
import { inRing, loadLateCopy, twoCopies } from '../support/copies.ts'
import { MODEL } from '../support/late-page.ts'
import { ask, post, stubPage } from '../support/page-window.ts'

const KEY = 'Pl4ntedKeyOfTheTest77'

/** Nobody flushes: calls are read when the page has had time for them. */
const LONG = { timeout: 4_000 }

const copies = twoCopies(loadLateCopy)

/** In which a model is called, and a tool, in which a model is called. */
const agentFails = (): Promise<void> =>
  copies.two.invokeAgent({ agentName: 'a' }, async () => {
    await Promise.resolve()
    await ask('inside')
    await copies.two.executeTool({ toolName: 't', toolCallArguments: { q: 1 } }, async () => {
      await Promise.resolve()
      await ask('deep')
      return 'result'
    })
    throw new Error('broken')
  })

/** Watches with the first copy, and writes content on spans. */
const WATCHES: readonly (readonly [which: string, watch: () => void])[] = [
  ['register', () => void copies.register(copies.one, copies.seen.one, { content: 'span' })],
  [
    'instrument',
    () => {
      const provider = new BasicTracerProvider({ spanProcessors: [new copies.one.LiveSpanProcessor(), copies.seen.one] })
      trace.setGlobalTracerProvider(provider)
      copies.later(() => provider.shutdown())
      copies.instrument(copies.one, { content: 'span' })
    },
  ],
]

describe.each(WATCHES)('an agent of the other copy, where the first called %s', (_which, watch) => {
  test.each([
    ['before the second half is there', false],
    ['when the second half is there', true],
  ])('%s: parents, content and failures are on the spans', async (_when, isThere) => {
    watch()
    const { reader } = copies.one.getPage()
    if (isThere) await reader.loaded()
    await expect(agentFails()).rejects.toThrow('broken')
    await reader.loaded()
    await vi.waitFor(() => expect(copies.seen.one.names).toHaveLength(4), LONG)
    const byName = new Map(copies.seen.one.ended.map((span) => [span.name, span]))
    const parentOf = (name: string): string | undefined => byName.get(name)?.parentSpanContext?.spanId
    const idOf = (name: string): string | undefined => byName.get(name)?.spanContext().spanId
    expect([...byName.keys()].toSorted()).toEqual(['chat deep', 'chat inside', 'execute_tool t', 'invoke_agent a'])
    expect(parentOf('chat inside')).toBe(idOf('invoke_agent a'))
    expect(parentOf('chat deep')).toBe(idOf('execute_tool t'))
    expect(parentOf('execute_tool t')).toBe(idOf('invoke_agent a'))
    expect(byName.get('execute_tool t')?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"q":1}',
      'gen_ai.tool.call.result': '"result"',
    })
    expect(byName.get('invoke_agent a')).toMatchObject({ status: { code: 2, message: 'broken' }, attributes: { 'error.type': 'Error' } })
  })
})

test('an agent of a copy that watched before knows the keys of the one that watches now', async () => {
  const answer = { error: { message: `We do not know ${KEY} here` } }
  stubPage(() => Promise.resolve(Response.json(answer, { status: 401 })))
  const before = copies.register(copies.two, copies.seen.two)
  await copies.two.getPage().reader.loaded()
  const now = copies.register(copies.one, copies.seen.one)
  await before.shutdown()
  await copies.one.getPage().reader.loaded()
  const agent = copies.two.invokeAgent({ agentName: 'a' }, async () => {
    throw new Error(JSON.stringify(await post(MODEL, { model: 'm', messages: [] }, { authorization: `Bearer ${KEY}` })))
  })
  await expect(agent).rejects.toThrow(KEY)
  await now.forceFlush()
  const message = copies.seen.one.ended.find(({ name }) => name === 'invoke_agent a')?.status.message
  expect(message).toContain('We do not know')
  expect(message).not.toContain(KEY)
})

test("an agent of the other copy is in the panel, where the application's provider has no LiveSpanProcessor", async () => {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [copies.seen.one] }))
  copies.instrument(copies.one)
  const { reader, shelf } = copies.one.getPage()
  await reader.loaded()
  const { createRecordMaker } = await import('../../sdk/panel-side.ts')
  shelf.live?.useMaker(createRecordMaker())
  await copies.two.invokeAgent({ agentName: 'a' }, () => ask('inside'))
  await vi.waitFor(() => expect(inRing(copies.one).toSorted()).toEqual(['chat inside', 'invoke_agent a']), LONG)
})
