/** Loads that come later than what asks for them, or never: no call, agent or tool is lost, counted twice or kept waiting for what it does not need. */
import { describe, expect, test, vi } from 'vitest'
import { RETRY_MS } from '../../sdk/late-module.ts'
import type { Options } from '../../sdk/options.ts'
import { ask, latePage, turn, type Loads } from '../support/late-page.ts'
import { liveOf } from '../support/live-of.ts'

const SECRET = 'WordsOfTheTest'

const late = latePage()
const { names, spans, start, register, holdContent, holdPanel, panelComes } = late

/** What is loaded is transformed first, which may take a while. */
const soon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 4_000 })

/** A panel has come, and the load of content for it has begun. */
async function panelWantsContent(content: Loads): Promise<void> {
  panelComes()
  await soon(() => expect(content.begun).toBe(1))
}

function agentFails(): void {
  const fail = (): never => {
    throw new Error('no')
  }
  expect(() => late.manual.invokeAgent({ agentName: 'owl' }, fail)).toThrow('no')
}

describe('what writes content', () => {
  test.each<[string, () => unknown]>([
    ['call', () => ask()],
    ['tool', () => late.manual.executeTool({ toolName: 'owl' }, () => 'done')],
  ])('is asked for again by a later %s, where all that was tried again has failed', async (_which, later) => {
    const loads = holdContent()
    await start({ content: 'span' })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    for (const wait of [...RETRY_MS, 60_000]) {
      await loads.fails()
      vi.advanceTimersByTime(wait)
    }
    expect(loads.begun).toBe(RETRY_MS.length + 1)
    await later()
    await turn()
    vi.useRealTimers()
    expect(loads.begun).toBe(RETRY_MS.length + 2)
    await loads.comes()
  })

  test.each<[string, Options]>([
    ['redacted', { redact: (part) => part }],
    ['written on spans', { content: 'span' }],
  ])('comes after a panel has read, with content that is %s: the call goes on waiting, and is a span', async (_how, options) => {
    const content = holdContent()
    const handle = register(options)
    await ask()
    expect(handle.status().unread).toBe(1)
    const records = panelComes()
    await soon(() => expect([late.page.shelf.live, late.parts.panel.module]).not.toContain(undefined))
    liveOf(late.page).ring.readCalls()
    await content.comes()
    await soon(() => expect(records.map(({ name }) => name)).toContain('chat m'))
    expect(handle.status()).toMatchObject({ unread: 0, inferences: 1 })
  })

  test('is waited for no more when the redactor that needed it has left: its calls are unread no more', async () => {
    holdContent()
    const handle = register()
    const { instrument } = await import('../../sdk/instrumentation.ts')
    const end = instrument({ redact: () => null })
    await ask()
    expect(handle.status().unread).toBe(1)
    end()
    await turn()
    expect(handle.status().unread).toBe(0)
  })
})

describe('an agent that fails, where a panel alone wants content', () => {
  test('ends though that cannot be loaded', async () => {
    await start()
    const content = holdContent()
    await panelWantsContent(content)
    await content.fails()
    agentFails()
    await turn()
    expect(names()).toEqual(['invoke_agent owl'])
  })

  test('says why after a flush, which waits for no content', async () => {
    const handle = await start()
    await panelWantsContent(holdContent())
    agentFails()
    await handle.forceFlush()
    expect(spans().map(({ name, status }) => [name, status.message])).toEqual([['invoke_agent owl', 'no']])
  })

  test('says why when the page goes away', async () => {
    await start()
    await panelWantsContent(holdContent())
    agentFails()
    window.dispatchEvent(new Event('pagehide'))
    expect(spans().map(({ name, status }) => [name, status.message])).toEqual([['invoke_agent owl', 'no']])
  })
})

describe('what serves a panel', () => {
  test('is waited for once, however many spans are to be cut', async () => {
    const handle = await start()
    holdPanel()
    const waiting = vi.spyOn(late.parts.panel, 'whenLoaded')
    for (let each = 0; each < 5; each++) await ask('owl '.repeat(200_000))
    await handle.forceFlush()
    expect(names()).toHaveLength(5)
    expect(new Set(waiting.mock.calls.map(([then]) => then)).size).toBeLessThan(3)
  })

  test('comes after the SDK was started anew: the panel of before is sent nothing, the one of now each span once', async () => {
    const loads = holdPanel()
    const first = register()
    const before = panelComes()
    await soon(() => expect(loads.begun).toBe(1))
    await first.shutdown()
    register()
    await ask()
    const now = panelComes()
    await soon(() => expect(late.page.shelf.live).toBeDefined())
    await loads.comes()
    await soon(() => expect(now).not.toEqual([]))
    await turn()
    expect([before, now.map(({ name }) => name)]).toEqual([[], ['chat m']])
  })

  test('shows no content of before, while it is loaded and after, where a panel is to have none', async () => {
    const loads = holdPanel()
    register({ panelContent: false })
    late.manual.executeTool({ toolName: 'owl', toolCallArguments: { q: SECRET } }, () => SECRET)
    await ask(SECRET)
    const records = panelComes()
    await soon(() => expect(loads.begun).toBe(1))
    await ask(SECRET)
    await loads.comes()
    await ask(SECRET)
    const ended = (): readonly string[] => records.filter(({ state }) => state === 'ended').map(({ name }) => name)
    await soon(() => expect(ended().toSorted()).toEqual(['chat m', 'chat m', 'chat m', 'execute_tool owl']))
    expect(JSON.stringify(records)).not.toContain(SECRET)
  })
})

test('calls that are cleared unread are unread no more', async () => {
  const handle = register({ redact: () => null })
  await ask()
  await ask()
  expect(handle.status().unread).toBe(2)
  late.page.shelf.clear()
  expect(handle.status().unread).toBe(0)
})
