/** What goes wrong: the span says it, and the page gets the very error that it would have got without us. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ABORT_AFTER, CLIENTS, type Client } from '../../../demo/jobs.ts'
import { readOtlp } from '../../../demo/otlp-file.ts'
import { demoAddress, type OpenedDemo, openDemo, type RunResult, runJob, settledRows } from '../../support/demo.ts'
import { checkedOtlp } from '../../semconv/span.ts'
import { conventionFaults } from '../../support/conventions.ts'
import { type PanelRow, saveTrace } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

const SPEED = 8

const FAULTS = ['malformed', 'drop', 'stream-error', '429', '500'] as const

let opened: OpenedDemo
/** What the page sees where there is no SDK, by client and fault. */
const without = new Map<string, RunResult>()
beforeAll(async () => {
  opened = await openDemo({ seed: 7, speed: SPEED })
  // All at once: most of it is a client's wait before it tries again.
  const each = CLIENTS.flatMap((client) => FAULTS.map((fault) => [client, fault] as const))
  await Promise.all(each.map(async ([client, fault]) => without.set(`${client} ${fault}`, await runWithout(client, fault))))
})
afterAll(() => opened?.close())

async function runWithout(client: Client, fault: string): Promise<RunResult> {
  const page = await opened.launched.browser.newPage()
  await page.goto(demoAddress(opened.demo, `sdk=off&with=${fault}`))
  const result = await runJob(page, 'chat', client)
  await page.close()
  return result
}

/** By the conventions: the provider's code or type, the error's class, or our own word for JSON that is none. */
const ERROR_TYPES: Readonly<Record<(typeof FAULTS)[number], Readonly<Record<Client, string>>>> = {
  malformed: { openai: 'invalid_json', anthropic: 'invalid_json', gemini: 'invalid_json' },
  drop: { openai: 'TypeError', anthropic: 'TypeError', gemini: 'TypeError' },
  'stream-error': { openai: 'server_error', anthropic: 'overloaded_error', gemini: 'UNAVAILABLE' },
  '429': { openai: 'rate_limit_exceeded', anthropic: 'rate_limit_error', gemini: 'RESOURCE_EXHAUSTED' },
  '500': { openai: 'server_error', anthropic: 'api_error', gemini: 'INTERNAL' },
}

/** What `openai` gives up to try again it leaves unread: then nothing but the status is known. */
function expectedTypes(fault: (typeof FAULTS)[number], client: Client, attempts: number): readonly string[] {
  const type = ERROR_TYPES[fault][client]
  const before = client === 'openai' ? fault : type
  return client === 'anthropic' ? [type] : [...Array.from({ length: attempts - 1 }, () => before), type]
}

const retried = (fault: string): boolean => fault === '429' || fault === '500'

/** A client's own span may have ended before its attempts are read, one after the other: until the last, it is as the one before left it. */
async function expectStatuses(expected: readonly string[]): Promise<readonly PanelRow[]> {
  const spans = async () => (await settledRows(opened.tab, expected.length)).filter((row) => row.type === 'span')
  await expect.poll(async () => (await spans()).map((row) => row.status), { timeout: 10_000 }).toEqual(expected)
  return spans()
}

describe.each(CLIENTS)('%s', (client) => {
  test.each(FAULTS)('%s', async (fault) => {
    opened.demo.clearLog()
    await opened.page.goto(demoAddress(opened.demo, `with=${fault}`))
    const result = await runJob(opened.page, 'chat', client)
    expect(result.state).toBe('failed')
    expect(result).toEqual(without.get(`${client} ${fault}`))

    // Each attempt is a span; a client that traces itself has one for the call, with its attempts as events on it.
    const attempts = opened.demo.log.length
    expect(attempts).toBe(retried(fault) ? 3 : 1)
    const expected = expectedTypes(fault, client, attempts)
    await expectStatuses(expected)
    const file = await saveTrace(opened.tab.panel, opened.tab.devtoolsPage, { content: false })
    expect(conventionFaults(checkedOtlp(file))).toEqual([])
    const spans = readOtlp(file)
    expect(spans.map((span) => [span.statusCode, span.attributes.get('error.type')])).toEqual(expected.map((type) => [2, type]))
  })

  test('a rate limit that passes: the attempts, then the answer', async () => {
    opened.demo.clearLog()
    await opened.page.goto(demoAddress(opened.demo))
    expect(await runJob(opened.page, 'rate-limit', client)).toEqual({ state: 'done', error: undefined })
    expect(opened.demo.log.map((entry) => entry.status)).toEqual([429, 200])
    const { finishReason, usage } = opened.demo.scenario.clients[client]['rate-limit'][0]
    const expected = client === 'anthropic' ? [finishReason] : [...expectedTypes('429', client, 2).slice(0, 1), finishReason]
    const rows = await expectStatuses(expected)
    expect(rows.at(-1)).toMatchObject({ inputTokens: usage.inputTokens, outputTokens: usage.outputTokens })
  })

  test('cancelled by the page after two chunks: the server, which holds what comes after the third, sends no more', async () => {
    const { demo, page } = opened
    const key = `cancelled-${client}`
    demo.clearLog()
    await page.goto(demoAddress(demo, `with=hold=${key}.0.${ABORT_AFTER + 1}`))
    await runJob(page, 'abort', client)
    await until('the server to hear of it', () => demo.log[0]?.closedEarly)
    demo.release(key)
    await expectStatuses(['aborted'])
    expect(demo.log).toHaveLength(1)
    expect(demo.log[0]?.finished).toBe(false)
    expect(demo.log[0]?.chunks.length).toBeLessThanOrEqual(ABORT_AFTER + 1)
  })
})
