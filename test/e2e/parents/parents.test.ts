/**
 * Agents at once, each of which calls every client in every way, minified: which calls have the right parent with nothing written for it, and with the
 * README's line. The prompt of each call says who asks.
 */
import { readFileSync } from 'node:fs'
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemo, type Demo } from '../../../demo/server/server.ts'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { longRun } from '../../support/long-run.ts'
import { bundleForms, bundleMinified } from '../clients/project.ts'
import { serveSite, type Site } from '../clients/site.ts'
import type { AgentsAsked, CallSeen } from './page/agents.ts'

const AGENTS = longRun ? 20 : 4
const OUTSIDE = longRun ? 5 : 1

/** Requests that one agent sends for each call. */
const REQUESTS: Readonly<Record<string, number>> = {
  'openai create': 1,
  'openai stream': 1,
  'openai .stream()': 1,
  'openai withResponse': 1,
  'openai retry': 2,
  'openai parallel': 2,
  'anthropic create': 1,
  'anthropic .stream()': 1,
  genai: 1,
  'genai stream': 1,
  'AI SDK generateText': 1,
  'AI SDK streamText': 1,
  'LangChain invoke': 1,
  'LangChain stream': 1,
  ollama: 1,
  Mistral: 1,
}

/** They start their work where no evidence leads: in a timer, in a queue, behind a thenable of their own. */
const WITHOUT_LINE = ['openai .stream()', 'LangChain invoke', 'LangChain stream', 'Mistral']

interface Tally {
  right: number
  none: number
  wrong: number
  /** Calls of no agent that were given one. */
  adopted: number
  /** Calls of no agent without a parent. */
  outside: number
}

let demo: Demo
let site: Site
let launched: LaunchedBrowser
let page: Page

beforeAll(async () => {
  const forms = await bundleForms('current', 'agents', true)
  const run = await bundleMinified(new URL('page/agents.ts', import.meta.url))
  const scripts = new Map([
    ['agents', forms],
    ['run', run],
  ])
  ;[demo, site, launched] = await Promise.all([startDemo({ speed: 20 }), serveSite(scripts), launch({ extension: false })])
  page = await launched.browser.newPage()
  await page.goto(`${site.origin}/frame?forms=agents`)
})

afterAll(async () => {
  await launched?.close()
  await Promise.all([site?.close(), demo?.close()])
})

async function tallyOf(told: boolean): Promise<Record<string, Tally>> {
  const asked: AgentsAsked = { base: demo.api, agents: AGENTS, outside: OUTSIDE, told }
  const seen = await page.evaluate((given) => {
    const run: unknown = Reflect.get(window, 'runAgents')
    if (typeof run !== 'function') throw new Error('the page has no agents')
    return run(given) as Promise<readonly CallSeen[]>
  }, asked)
  const tallies: Record<string, Tally> = {}
  for (const { prompt, parent } of seen) {
    const [who = '', call = ''] = prompt.split(' asks ')
    const tally = (tallies[call] ??= { right: 0, none: 0, wrong: 0, adopted: 0, outside: 0 })
    if (who.startsWith('outside')) tally[parent === undefined ? 'outside' : 'adopted']++
    else tally[parent === undefined ? 'none' : parent === who ? 'right' : 'wrong']++
  }
  return tallies
}

const expected = (missing: readonly string[]): Record<string, Tally> =>
  Object.fromEntries(
    Object.entries(REQUESTS).map(([call, requests]) => {
      const [right, none] = missing.includes(call) ? [0, requests * AGENTS] : [requests * AGENTS, 0]
      return [call, { right, none, wrong: 0, adopted: 0, outside: requests * OUTSIDE }]
    }),
  )

describe('the parent of each call', () => {
  test('is right or unknown where nothing is written for it', async () => {
    expect(await tallyOf(false)).toEqual(expected(WITHOUT_LINE))
  })

  test('is right with the line that the README tells to write', async () => {
    expect(await tallyOf(true)).toEqual(expected([]))
  })
})

test('the lines of the README are those that were run', () => {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
  const rows = read('../../../README.md').split('| client | line |')[1]?.split('\n\n')[0] ?? ''
  const lines = [...rows.matchAll(/^\|[^|]+\|(.+)\|$/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]{12,})`/g)].map(([, line = '']) => line),
  )
  expect(lines).toHaveLength(4)
  const run = read('../../clients/fixtures/forms/agents.js')
  for (const line of lines) expect(run).toContain(line)
})
