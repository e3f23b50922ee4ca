/** Several set-ups in one page: one watches, the others join it, and a call has one span. */
import { trace } from '@opentelemetry/api'
import { describe, expect, test } from 'vitest'
import { inRing, loadCopy, Seen, twoCopies, WATCH } from '../support/copies.ts'
import { ask } from '../support/page-window.ts'
import { liveOf } from '../support/live-of.ts'

const copies = twoCopies()

describe('a call has one span, for the processors of both', () => {
  test('register in both copies', async () => {
    const first = copies.register(copies.one, copies.seen.one)
    const second = copies.register(copies.two, copies.seen.two)
    await ask()
    await first.forceFlush()
    expect([copies.seen.one.names, copies.seen.two.names, copies.seen.two.started]).toEqual([['chat m'], ['chat m'], ['chat m']])
    expect(copies.seen.two.ids).toEqual(copies.seen.one.ids)
    expect([inRing(copies.one), inRing(copies.two), copies.page.hellos]).toEqual([['chat m'], [], ['hello']])
    expect(first.status()).toMatchObject({ provider: 'own', requests: 1, inferences: 1, liveProcessor: true })
    expect(second.status()).toMatchObject({ provider: 'joined', requests: 1, inferences: 1, liveProcessor: true })
  })

  test('the first has no exporter, and the second does', async () => {
    copies.register(copies.one)
    const second = copies.register(copies.two, copies.seen.two)
    await ask()
    await second.forceFlush()
    expect(copies.seen.two.names).toEqual(['chat m'])
  })

  test('instrument in the first, register in the second', async () => {
    copies.instrument(copies.one)
    const second = copies.register(copies.two, copies.seen.two)
    await ask()
    await second.forceFlush()
    expect([copies.seen.two.names, inRing(copies.one), copies.page.hellos]).toEqual([['chat m'], ['chat m'], ['hello']])
    expect(second.status()).toMatchObject({ provider: 'own', inferences: 1 })
  })

  test('register and instrument of one copy, instrument twice in the other', async () => {
    const first = copies.register(copies.one, copies.seen.one)
    copies.instrument(copies.one)
    copies.instrument(copies.two)
    copies.instrument(copies.two)
    await ask()
    await first.forceFlush()
    expect([copies.seen.one.names, inRing(copies.one), copies.page.hellos]).toEqual([['chat m'], ['chat m'], ['hello']])
    expect(first.status().warnings).toHaveLength(3)
  })

  test('instrument twice, then register', async () => {
    copies.instrument(copies.one)
    copies.instrument(copies.one)
    const handle = copies.register(copies.one, copies.seen.one)
    await ask()
    await handle.forceFlush()
    expect(copies.seen.one.names).toEqual(['chat m'])
    expect(copies.seen.one.started).toEqual(['chat m'])
  })

  test('three copies', async () => {
    const three = await loadCopy()
    const third = new Seen()
    copies.register(copies.one, copies.seen.one)
    copies.register(copies.two, copies.seen.two)
    const handle = copies.register(three, third)
    await ask()
    await handle.forceFlush()
    expect([copies.seen.one.ids, copies.seen.two.ids]).toEqual([third.ids, third.ids])
    expect(third.names).toEqual(['chat m'])
  })

  test("LiveSpanProcessors of both on the application's provider", async () => {
    const { BasicTracerProvider, SimpleSpanProcessor, InMemorySpanExporter } = await import('@opentelemetry/sdk-trace-web')
    const exporter = new InMemorySpanExporter()
    const spanProcessors = [new copies.one.LiveSpanProcessor(), new copies.two.LiveSpanProcessor(), new SimpleSpanProcessor(exporter)]
    const provider = new BasicTracerProvider({ spanProcessors })
    trace.setGlobalTracerProvider(provider)
    copies.register(copies.one)
    const second = copies.register(copies.two)
    trace.getTracer('app').startSpan('app').end()
    await ask()
    await second.forceFlush()
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual(['app', 'chat m'])
    expect([inRing(copies.one), inRing(copies.two)]).toEqual([['app', 'chat m'], []])
    expect(second.status()).toMatchObject({ provider: 'joined', liveProcessor: true })
    copies.later(() => provider.shutdown())
  })
})

test('a processor that throws takes nothing from the page and from the others', async () => {
  const bad = new Seen()
  const broken = (): never => {
    throw new Error('broken')
  }
  copies.register(copies.one, Object.assign(bad, { onStart: broken, onEnd: broken }))
  const second = copies.register(copies.two, copies.seen.two)
  await ask()
  trace.getTracer('app').startSpan('app').end()
  await second.forceFlush()
  expect(copies.seen.two.names.toSorted()).toEqual(['app', 'chat m'])
})

describe('functions of the second copy', () => {
  test.each<[string, () => unknown]>([
    ['register', () => copies.register(copies.two, copies.seen.two)],
    ['instrument', () => copies.instrument(copies.two)],
    ['nothing', () => undefined],
  ])('make parents that the first copy sees, where the second called %s', async (_name, setUp) => {
    const first = copies.register(copies.one, copies.seen.one)
    setUp()
    await copies.two.invokeAgent({ agentName: 'a' }, async (scope) => {
      await Promise.resolve()
      await ask('inside')
      await copies.two.executeTool({ toolName: 't', toolCallArguments: { q: 1 } }, async () => {
        await Promise.resolve()
        await ask('deep')
        return 'result'
      })
      setTimeout(() => {}, 0)
      await new Promise((resolve) => setTimeout(resolve, 1))
      await (
        await scope.fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: '{"model":"explicit","messages":[]}' })
      ).json()
    })
    await first.forceFlush()
    const byName = new Map(copies.seen.one.ended.map((span) => [span.name, span]))
    const parentOf = (name: string): string | undefined => byName.get(name)?.parentSpanContext?.spanId
    const idOf = (name: string): string | undefined => byName.get(name)?.spanContext().spanId
    expect([...byName.keys()].toSorted()).toEqual(['chat deep', 'chat explicit', 'chat inside', 'execute_tool t', 'invoke_agent a'])
    expect(copies.seen.one.ended).toHaveLength(5)
    expect(parentOf('chat inside')).toBe(idOf('invoke_agent a'))
    expect(parentOf('chat explicit')).toBe(idOf('invoke_agent a'))
    expect(parentOf('execute_tool t')).toBe(idOf('invoke_agent a'))
    expect(parentOf('chat deep')).toBe(idOf('execute_tool t'))
    expect(inRing(copies.one).toSorted()).toEqual([...byName.keys()].toSorted())
    const tool = liveOf(copies.one.getPage())
      .ring.read(0, 1000)
      .entries.find((entry) => 'span' in entry && entry.span.name === 'execute_tool t')
    expect(tool).toMatchObject({ span: { state: 'ended', content: { toolCallArguments: { q: 1 }, toolCallResult: 'result' } } })
  })
})

describe('when the first ends, the second goes on', () => {
  test('with its own provider, exporter and options', async () => {
    const tracer = trace.getTracer('app')
    const first = copies.register(copies.one, copies.seen.one, { serviceName: 'first' })
    const second = copies.register(copies.two, copies.seen.two, { serviceName: 'second' })
    await ask('one')
    await first.shutdown()
    expect(copies.seen.two.names).toEqual(['chat one'])
    await ask('two')
    tracer.startSpan('app').end()
    await copies.two.invokeAgent({ agentName: 'a' }, () => ask('three'))
    await second.forceFlush()
    expect(copies.seen.one.names).toEqual(['chat one'])
    expect(copies.seen.two.names.toSorted()).toEqual(['app', 'chat one', 'chat three', 'chat two', 'invoke_agent a'])
    expect(copies.seen.two.ended.map(({ resource }) => resource.attributes['service.name'])).toEqual(['first', ...Array(4).fill('second')])
    expect(inRing(copies.two).toSorted()).toEqual(['app', 'chat three', 'chat two', 'invoke_agent a'])
    expect(second.status()).toMatchObject({ provider: 'own', inferences: 2, warnings: [] })
    expect(first.status().provider).toBe('off')
  })

  test('and the first may come again', async () => {
    const first = copies.register(copies.one, copies.seen.one)
    const second = copies.register(copies.two, copies.seen.two)
    await first.shutdown()
    const again = copies.register(copies.one, copies.seen.one)
    await ask()
    await again.forceFlush()
    await second.forceFlush()
    expect([copies.seen.one.names, copies.seen.two.names]).toEqual([['chat m'], ['chat m']])
    expect([again.status().provider, second.status().provider]).toEqual(['joined', 'own'])
  })

  test('where the first was instrument() and the provider the second one’s', async () => {
    const end = copies.instrument(copies.one)
    const second = copies.register(copies.two, copies.seen.two)
    await ask('one')
    end()
    await ask('two')
    await second.forceFlush()
    expect(copies.seen.two.names).toEqual(['chat one', 'chat two'])
  })

  test('the second ends: the first goes on, and the second’s processors get nothing more', async () => {
    const first = copies.register(copies.one, copies.seen.one)
    const second = copies.register(copies.two, copies.seen.two)
    await ask('one')
    await second.shutdown()
    await ask('two')
    await first.forceFlush()
    expect([copies.seen.one.names, copies.seen.two.names]).toEqual([['chat one', 'chat two'], ['chat one']])
  })

  test('all end: the page is as it was', async () => {
    const before = globalThis.fetch
    const first = copies.register(copies.one, copies.seen.one)
    const second = copies.register(copies.two, copies.seen.two)
    await first.shutdown()
    await second.shutdown()
    await ask()
    expect([globalThis.fetch === before, Reflect.has(globalThis, WATCH), copies.seen.two.names]).toEqual([true, false, []])
  })
})
