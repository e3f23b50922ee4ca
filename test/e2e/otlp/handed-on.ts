/** The demo agents' traces as an OTLP endpoint hands them on: the same as the panel shows. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OtlpSpan, readOtlp } from '../../../demo/otlp-file.ts'
import { type Client, PROMPTS, SYSTEM_PROMPT } from '../../../demo/jobs.ts'
import type { Scenario } from '../../../demo/server/scenario.ts'
import { compareSpans } from '../../../demo/verify.ts'
import { expectedJob } from '../../../demo/expect.ts'
import { checkedOtlp } from '../../semconv/span.ts'
import type { Collector } from '../../support/collector.ts'
import { conventionFaults } from '../../support/conventions.ts'
import { openDemo, type OpenedDemo, runJob, verifyAgents } from '../../support/demo.ts'
import { until } from '../../support/until.ts'

/** Spans to compare, whatever batches they came in. */
const byStart = (documents: readonly string[]): readonly OtlpSpan[] =>
  documents.flatMap(readOtlp).toSorted((one, other) => (one.start < other.start ? -1 : one.start > other.start ? 1 : 0))

/** One line a span, of what both the panel's file and a backend know. The panel's own attributes are its own business. */
function lines(spans: readonly OtlpSpan[]): readonly string[] {
  return spans.map(({ traceId, spanId, parentSpanId, name, kind, start, end, statusCode, attributes }) => {
    const named = [...attributes].filter(([key]) => /^(gen_ai|server|error|openai)\./.test(key)).toSorted()
    return JSON.stringify({ traceId, spanId, parentSpanId, name, kind, start: String(start), end: String(end), statusCode, named })
  })
}

/** What models, user and tools said, in pieces long enough to be told from any other text. */
function textsOf(scenario: Scenario, clients: readonly Client[]): readonly string[] {
  const steps = clients.flatMap((client) => scenario.clients[client].research)
  const args = steps.flatMap(({ toolCalls }) => toolCalls.flatMap((call) => Object.values(call.arguments)))
  const texts = [SYSTEM_PROMPT, ...PROMPTS.research, ...steps.flatMap(({ pieces }) => pieces), ...args]
  return texts.filter((text) => typeof text === 'string').filter((text) => text.length > 15)
}

/** Tests of the endpoint that `start` starts, with these clients. */
export function testsOf(start: () => Promise<Collector>, clients: readonly Client[]): void {
  let collector: Collector
  let opened: OpenedDemo

  beforeAll(async () => {
    collector = await start()
    opened = await openDemo({ speed: 5, query: `otlp=${encodeURIComponent(collector.url)}` })
  })

  afterAll(async () => {
    await opened?.close()
    await collector?.stop()
  })

  test('hands on the tree, names, tokens and finish reasons that the panel shows, and no message text', async () => {
    for (const client of clients) expect(await runJob(opened.page, 'research', client)).toMatchObject({ state: 'done' })
    const { file, differences } = await verifyAgents(opened, clients)
    expect(differences).toEqual([])
    const shown = readOtlp(file)
    await until('the server has every span', () => byStart(collector.documents()).length >= shown.length)
    const received = byStart(collector.documents())
    expect(lines(received)).toEqual(lines(shown))
    expect(conventionFaults(collector.documents().flatMap(checkedOtlp))).toEqual([])
    expect(
      compareSpans(
        received,
        clients.flatMap((client) => expectedJob(opened.demo.scenario, client, 'research')),
      ),
    ).toEqual([])
    const said = textsOf(opened.demo.scenario, clients)
    const handedOn = collector.documents().join('\n')
    expect(said.length).toBeGreaterThan(10)
    expect(said.filter((text) => handedOn.includes(JSON.stringify(text).slice(1, -1)))).toEqual([])
  })

  test('is no model call: its requests are not captured', async () => {
    const before = byStart(collector.documents()).length
    expect(await runJob(opened.page, 'chat', 'openai')).toMatchObject({ state: 'done' })
    await until('the server has more', () => byStart(collector.documents()).length > before)
    expect(
      byStart(collector.documents())
        .map(({ name }) => name)
        .slice(before),
    ).toEqual(['chat gpt-5.4-mini'])
  })
}
