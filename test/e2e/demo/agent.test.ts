/** The demo's clients in the page, their spans in the panel's own DOM and in its saved file, against the seed's story and the server's log. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectedJob, expectedRequests } from '../../../demo/expect.ts'
import { CLIENTS, type Client, type Job } from '../../../demo/jobs.ts'
import { readOtlp } from '../../../demo/otlp-file.ts'
import { compareLog, compareRows } from '../../../demo/verify.ts'
import { checkedOtlp } from '../../semconv/span.ts'
import { conventionFaults } from '../../support/conventions.ts'
import { demoAddress, type OpenedDemo, openDemo, runJob, settledRows, verifyAgents } from '../../support/demo.ts'
import { saveTrace } from '../../support/panel.ts'

const SPEED = 8

/** A test may start a browser; it runs several jobs and waits for each; a busy machine needs its time. */
const LIMIT = 150_000

let opened: OpenedDemo
afterAll(() => opened?.close())

const SEED = 7

/** With the story of that seed. */
async function open(seed: number): Promise<void> {
  await opened?.close()
  opened = await openDemo({ seed, speed: SPEED })
}

// The last one stays open for what is beside the agent.
test.each([4711, SEED])(
  'the agent with all three clients, seed %i: tree, tokens, finish reasons, one span a request',
  async (seed) => {
    await open(seed)
    for (const client of CLIENTS) expect(await runJob(opened.page, 'research', client)).toEqual({ state: 'done', error: undefined })
    const { rows, file, differences } = await verifyAgents(opened)
    expect(differences).toEqual([])
    expect(conventionFaults(checkedOtlp(file))).toEqual([])
    expect(rows.filter((row) => row.type === 'span')).toHaveLength(21)
  },
  LIMIT,
)

const byTokens = <T extends { readonly inputTokens: number | undefined }>(all: readonly T[]): readonly T[] =>
  all.toSorted((one, other) => (one.inputTokens ?? 0) - (other.inputTokens ?? 0))

/** Runs the job once and compares panel, file and log; calls that start at the same time may come in any order. */
async function check(job: Job, client: Client): Promise<void> {
  const { demo, page, tab } = opened
  const roots = expectedJob(demo.scenario, client, job)
  demo.clearLog()
  await page.goto(demoAddress(demo))
  expect(await runJob(page, job, client)).toEqual({ state: 'done', error: undefined })
  const rows = (await settledRows(tab, roots.length)).filter((row) => row.type === 'span')
  const file = await saveTrace(tab.panel, tab.devtoolsPage, { content: false })
  const spans = readOtlp(file)
  expect(conventionFaults(checkedOtlp(file))).toEqual([])
  const log = demo.log.toSorted((one, other) => one.step - other.step)
  expect(compareRows(byTokens(rows), byTokens(roots))).toEqual([])
  expect(compareLog(log, expectedRequests(demo.scenario, client, job), spans)).toEqual([])
  expect(new Set(spans.map((span) => span.traceId)).size).toBe(roots.length)
  expect(new Set(spans.map((span) => span.attributes.get('gen_ai.response.id')))).toEqual(
    new Set(roots.map((root) => root.attributes['gen_ai.response.id'])),
  )
}

const OTHERS: readonly Job[] = ['chat', 'fan-out', 'truncated']

describe('beside the agent', () => {
  beforeAll(async () => {
    if (opened?.demo.scenario.seed !== SEED) await open(SEED)
  })

  test.each(CLIENTS)(
    '%s: a plain chat, four parallel calls without parents, an answer cut off by its length',
    async (client) => {
      for (const job of OTHERS) await check(job, client)
    },
    LIMIT,
  )
})
