/** What goes wrong: the span says it, and the page gets the very error that it would have got without us. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ABORT_AFTER, CLIENTS, type Client } from '../../../demo/jobs.ts'
import { readOtlp } from '../../../demo/otlp-file.ts'
import { demoAddress, type OpenedDemo, openDemo, type RunResult, runJob, settledRows } from '../../support/demo.ts'
import { checkedOtlp } from '../../semconv/span.ts'
import { conventionFaults } from '../../support/conventions.ts'
import { saveTrace } from '../../support/panel.ts'

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
    const rows = (await settledRows(opened.tab, expected.length)).filter((row) => row.type === 'span')
    expect(rows.map((row) => row.status)).toEqual(expected)

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
    const rows = (await settledRows(opened.tab, expected.length)).filter((row) => row.type === 'span')
    expect(rows.map((row) => row.status)).toEqual(expected)
    expect(rows.at(-1)).toMatchObject({ inputTokens: usage.inputTokens, outputTokens: usage.outputTokens })
  })

  test('cancelled by the page after two chunks, 100 ms apart: the server sends at most three', async () => {
    opened.demo.clearLog()
    await opened.page.goto(demoAddress(opened.demo, 'with=slow'))
    await runJob(opened.page, 'abort', client)
    await expect.poll(() => opened.demo.log[0]?.closedEarly, { timeout: 5_000 }).toBe(true)
    expect(opened.demo.log).toHaveLength(1)
    expect(opened.demo.log[0]?.finished).toBe(false)
    expect(opened.demo.log[0]?.chunks.length).toBeLessThanOrEqual(ABORT_AFTER + 1)
    const rows = (await settledRows(opened.tab, 1)).filter((row) => row.type === 'span')
    expect(rows.map((row) => row.status)).toEqual(['aborted'])
  })
})
