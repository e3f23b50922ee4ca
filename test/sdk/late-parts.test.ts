/** What the second half loads by itself: MCP, content, what serves a panel. When it comes, and whether, is the test's to say. */
import { describe, expect, test, vi } from 'vitest'
import { RETRY_MS } from '../../sdk/late-module.ts'
import { ask, callTool, latePage, MODEL, ROUTE } from '../support/late-page.ts'
import { liveOf } from '../support/live-of.ts'
import { post } from '../support/page-window.ts'

const KEY = 'Pl4ntedKeyOfTheTest'

const late = latePage()
const { names, spans, start, holdMcp, holdProbe, holdContent, holdPanel, panelComes } = late

let finish = (): void => {}

const posted = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100))

describe('what reads MCP', () => {
  test('is loaded with the first message, and its call is a span when it is there', async () => {
    const handle = await start()
    const loads = holdMcp()
    await ask()
    await handle.forceFlush()
    expect([loads.begun, names()]).toEqual([0, ['chat m']])
    await callTool()
    expect([loads.begun, handle.status().unread, names()]).toEqual([1, 1, ['chat m']])
    const ended = Date.now()
    await loads.comes()
    expect(names()).toEqual(['chat m', 'tools/call search'])
    expect(handle.status()).toMatchObject({ mcp: 1, unread: 0 })
    const [seconds = 0, nanoseconds = 0] = spans()[1]?.endTime ?? []
    expect(seconds * 1_000 + nanoseconds / 1e6).toBeLessThanOrEqual(ended + 1)
  })

  test('has its parent, and a call that is no message of MCP goes on to who reads it', async () => {
    const handle = await start()
    const loads = holdMcp()
    await late.manual.invokeAgent({ agentName: 'owl' }, () => callTool())
    await post(MODEL, { model: 'x', messages: [], jsonrpc: 'no' })
    await loads.comes()
    await handle.forceFlush()
    expect(names().toSorted()).toEqual(['chat x', 'invoke_agent owl', 'tools/call search'])
    const [agent, call] = ['invoke_agent owl', 'tools/call search'].map((name) => spans().find((span) => span.name === name))
    expect(call?.parentSpanContext?.spanId).toBe(agent?.spanContext().spanId)
  })

  test('adds to the span of the tool that asked, as long as that is open', async () => {
    const handle = await start()
    const loads = holdMcp()
    await late.manual.executeTool({ toolName: 'search' }, async () => {
      await callTool()
      await loads.comes()
    })
    await handle.forceFlush()
    expect(names()).toEqual(['execute_tool search'])
    expect(spans()[0]?.attributes).toMatchObject({ 'mcp.method.name': 'tools/call' })
  })

  test('is tried again where it failed, and told; the calls wait', async () => {
    const handle = await start()
    const loads = holdMcp()
    await callTool()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    await loads.fails()
    expect(handle.status().warnings).toEqual([expect.stringContaining('TypeError: offline')])
    expect([loads.begun, handle.status().unread]).toEqual([1, 1])
    vi.advanceTimersByTime(RETRY_MS[0] ?? 0)
    vi.useRealTimers()
    expect(loads.begun).toBe(2)
    await loads.comes()
    expect(names()).toEqual(['tools/call search'])
    expect(handle.status().warnings).toEqual([])
  })

  test('is waited for by a flush', async () => {
    const handle = await start()
    const loads = holdMcp()
    await callTool()
    const flushed = handle.forceFlush()
    await loads.comes()
    await flushed
    expect(names()).toEqual(['tools/call search'])
  })

  test('is never loaded where MCP is not looked for', async () => {
    await start({ capture: { mcp: false } })
    const loads = holdMcp()
    await callTool()
    expect(loads.begun).toBe(0)
  })
})

describe('what tells whose wire an answer speaks', () => {
  const askRoute = (): Promise<unknown> => post(ROUTE, { question: 'owls?' })

  test('is loaded with the first answer that may be a model’s, whose call is a span when it is there', async () => {
    const handle = await start()
    const loads = holdProbe()
    await post('https://app.test/api/user', { id: 1 })
    expect(loads.begun).toBe(0)
    await late.manual.invokeAgent({ agentName: 'owl' }, askRoute)
    expect([loads.begun, handle.status().unread, handle.status().inferences]).toEqual([1, 1, 0])
    await loads.comes()
    await handle.forceFlush()
    expect(names().toSorted()).toEqual(['chat', 'invoke_agent owl'])
    const [agent, call] = ['invoke_agent owl', 'chat'].map((name) => spans().find((span) => span.name === name))
    expect(call?.attributes).toMatchObject({ 'gen_ai.response.id': 'c1', 'gen_ai.response.model': 'm' })
    expect(call?.parentSpanContext?.spanId).toBe(agent?.spanContext().spanId)
    expect(handle.status()).toMatchObject({ inferences: 1, unread: 0 })
  })

  test('is tried again where it failed; the calls wait', async () => {
    const handle = await start()
    const loads = holdProbe()
    await askRoute()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    await loads.fails()
    vi.advanceTimersByTime(RETRY_MS[0] ?? 0)
    vi.useRealTimers()
    expect([loads.begun, handle.status().unread]).toEqual([2, 1])
    await loads.comes()
    await handle.forceFlush()
    expect(names()).toEqual(['chat'])
  })

  test('makes no span of an answer that is nobody’s', async () => {
    const handle = await start()
    const loads = holdProbe()
    await post('https://app.test/api/object', { id: 1 })
    expect(loads.begun).toBe(1)
    await loads.comes()
    await handle.forceFlush()
    expect([names(), handle.status()]).toMatchObject([[], { inferences: 0, unread: 0 }])
  })
})

describe('what writes content', () => {
  test('is not loaded where nobody is to have it', async () => {
    const handle = await start()
    const [content, panel] = [holdContent(), holdPanel()]
    await ask()
    await handle.forceFlush()
    expect([names(), content.begun, panel.begun]).toEqual([['chat m'], 0, 0])
    expect(spans()[0]?.attributes).not.toHaveProperty('gen_ai.input.messages')
  })

  test("is there before anything is read, with content: 'span'", async () => {
    const loads = holdContent()
    const handle = await start({ content: 'span' })
    expect(loads.begun).toBe(1)
    await ask()
    late.manual.executeTool({ toolName: 'owl', toolCallArguments: { api_key: KEY, q: 1 } }, () => 'done')
    expect([names(), handle.status().unread]).toEqual([[], 1])
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    await loads.fails()
    expect([names(), handle.status().unread]).toEqual([[], 1])
    vi.advanceTimersByTime(RETRY_MS[0] ?? 0)
    vi.useRealTimers()
    await loads.comes()
    await handle.forceFlush()
    expect(names().toSorted()).toEqual(['chat m', 'execute_tool owl'])
    expect(spans().find(({ name }) => name === 'chat m')?.attributes['gen_ai.input.messages']).toContain('hello')
    expect(spans().find(({ name }) => name === 'execute_tool owl')?.attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"api_key":"[credential]","q":1}',
      'gen_ai.tool.call.result': '"done"',
    })
  })

  test('is there before anything is read where content is redacted, and redactors see all of it at once', async () => {
    const loads = holdContent()
    const seen: unknown[] = []
    const handle = await start({
      redact(part) {
        seen.push(part['content'])
        return null
      },
    })
    await ask()
    expect([loads.begun, seen, handle.status().unread]).toEqual([1, [], 1])
    await loads.comes()
    await handle.forceFlush()
    expect(names()).toEqual(['chat m'])
    expect(seen).toEqual(['hello', 'hi'])
  })

  test('is asked for what was given before it was there', async () => {
    const loads = holdContent()
    const seen: unknown[] = []
    await start({
      redact(part) {
        seen.push(part['arguments'])
        return null
      },
    })
    const tool = late.manual.executeTool(
      { toolName: 'owl', toolCallArguments: { q: 1 } },
      () => new Promise<void>((end) => void (finish = end)),
    )
    expect(seen).toEqual([])
    await loads.comes()
    expect(seen).toEqual([{ q: 1 }])
    finish()
    await tool
  })

  test('is not there when a redactor leaves: what it was not shown is shown to nobody, of a span that is open neither', async () => {
    const loads = holdContent()
    const handle = await start({ redact: () => null })
    await loads.fails()
    late.manual.executeTool({ toolName: 'owl', toolCallArguments: { q: KEY } }, () => 'done')
    const open = late.manual.executeTool(
      { toolName: 'cat', toolCallArguments: { q: KEY } },
      () => new Promise<void>((end) => void (finish = end)),
    )
    await ask()
    await handle.shutdown()
    await start()
    late.parts.content.use(await import('../../sdk/content/span-content.ts'))
    finish()
    await open
    const records = panelComes()
    await vi.waitFor(() => expect(records.map(({ name }) => name)).toContain('execute_tool cat'))
    expect(JSON.stringify(records)).not.toContain('hello')
    expect(JSON.stringify(records)).not.toContain(KEY)
  })
})

describe('what serves a panel', () => {
  test('is loaded when one comes, with all that reads, and shows what came before', async () => {
    const handle = await start()
    const [loads, mcp, probe] = [holdPanel(), holdMcp(), holdProbe()]
    await ask()
    await handle.forceFlush()
    const records = panelComes()
    await posted()
    expect([loads.begun, mcp.begun, probe.begun, records]).toEqual([1, 1, 1, []])
    await loads.comes()
    await posted()
    expect(records.map(({ name, state }) => [name, state])).toEqual([['chat m', 'ended']])
    expect(records[0]?.content?.inputMessages?.[0]?.parts[0]?.['content']).toBe('hello')
  })

  test('is tried again where it failed', async () => {
    const handle = await start()
    const loads = holdPanel()
    await ask()
    await handle.forceFlush()
    const records = panelComes()
    await posted()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    await loads.fails()
    expect(handle.status().warnings).toEqual([expect.stringContaining('TypeError: offline')])
    vi.advanceTimersByTime(RETRY_MS[0] ?? 0)
    vi.useRealTimers()
    expect(loads.begun).toBe(2)
    await loads.comes()
    await posted()
    expect(records).toHaveLength(1)
  })

  test('is loaded for content that is cut, so that its whole does not push others out of the ring', async () => {
    const handle = await start()
    const loads = holdPanel()
    await ask('owl '.repeat(200_000))
    await handle.forceFlush()
    const { ring } = liveOf(late.page)
    const before = ring.bytes
    expect([loads.begun, before > 1_000_000]).toEqual([1, true])
    await loads.comes()
    expect(ring.bytes).toBeLessThan(before / 2)
    const records = panelComes()
    await posted()
    expect(records.at(-1)?.content?.truncatedCharacters).toBeGreaterThan(500_000)
  })
})
