/**
 * Real clients, every form of call: what the application sees is equal without and with the SDK, and each HTTP attempt has exactly one finished
 * span, or the call has the client's own, which says what the server was asked: model, stream, parameters and messages. What was found is the table in `docs/clients.md`: `GENAI_UPDATE=1` writes it, otherwise it is compared.
 */
import type { Page } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDemo, type Demo } from '../../../demo/server/server.ts'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { longRun } from '../../support/long-run.ts'
import { bundleOf, CLIENTS, isInSmallCase, type Client } from './clients.ts'
import { problemsOf } from './judge.ts'
import { formOf, KINDS } from './kinds.ts'
import { bundleForms, bundlePage } from './project.ts'
import { formsOf, runSubject } from './runner.ts'
import { type Site, serveSite } from './site.ts'
import { compareTable, type Results } from './table.ts'

/** Picks clients by a pattern, forms by a part of their name. */
const only = process.env['GENAI_CLIENT'] ?? ''
const picked = CLIENTS.filter((client) => (only ? new RegExp(only).test(client.title) : longRun || isInSmallCase(client)))
const onlyForm = process.env['GENAI_FORM'] ?? ''

/** How much of a broken connection arrives is the network's chance, on a busy machine too: a difference of ours is there each time. */
const TRIES = 4

let demo: Demo
let site: Site
let launched: LaunchedBrowser
let page: Page
const results: Results = new Map()

beforeAll(async () => {
  const scripts = new Map<string, string>()
  for (const name of ['sdk', 'sdk-late', 'run']) scripts.set(name, await bundlePage(name))
  for (const client of picked) {
    const name = bundleOf(client)
    if (!scripts.has(name)) scripts.set(name, await bundleForms(client.fixture, client.forms))
  }
  ;[demo, site, launched] = await Promise.all([startDemo({ speed: 20 }), serveSite(scripts), launch({ extension: false })])
  page = await launched.browser.newPage()
  await page.goto(site.origin)
})

afterAll(async () => {
  await launched?.close()
  await Promise.all([site?.close(), demo?.close()])
})

/** @returns what is wrong with this client's forms */
async function runClient(client: Client): Promise<readonly string[]> {
  const forms = bundleOf(client)
  const has = await formsOf(page, site.origin, forms, client.set)
  const problems: string[] = []
  const passed = new Set<string>()
  for (const kind of KINDS.filter((one) => has.includes(formOf(one)) && one.name.includes(onlyForm))) {
    const subject = { forms, client: client.set, kind, traced: client.traced, ends: client.ends?.[kind.name] ?? kind.ends }
    let found: readonly string[] = []
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const bare = await runSubject(page, site.origin, demo, subject, false)
      found = problemsOf(subject, bare, await runSubject(page, site.origin, demo, subject, true))
      if (found.length === 0) break
    }
    if (found.length === 0) passed.add(kind.name)
    problems.push(...found)
  }
  results.set(client, { has, passed })
  return problems
}

test.for(picked)('$fixture: $title', { timeout: 240_000, retry: 1 }, async (client) => {
  expect(await runClient(client)).toEqual([])
})

test.skipIf(only + onlyForm)('the table in docs/clients.md says what was found', () => {
  expect(results.size).toBe(picked.length)
  compareTable(results)
})
