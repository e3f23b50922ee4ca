import type { Page } from 'puppeteer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { servePages, type PageServer } from './server.ts'

let server: PageServer
let launched: LaunchedBrowser

beforeAll(async () => {
  server = await servePages(['shapes', 'clients', 'claims', 'zone'])
  launched = await launch({ extension: false })
})
afterAll(async () => {
  await launched?.close()
  await server?.close()
})

const pages = new Map<string, Page>()

/** A page of the named module; the same one each time, as scenarios leave nothing behind. */
async function open(name: string): Promise<Page> {
  const known = pages.get(name)
  if (known) return known
  const page = await launched.browser.newPage()
  const errors: unknown[] = []
  page.on('pageerror', (error) => errors.push(error))
  // A module script has run when the page has loaded.
  await page.goto(`${server.origin}/${name}`, { waitUntil: 'load' })
  expect(errors).toEqual([])
  pages.set(name, page)
  return page
}

async function scenario(name: string, scenarioName: string): Promise<unknown> {
  const page = await open(name)
  const handle = await page.evaluateHandle('window.scenarios')
  return await handle.evaluate((scenarios: unknown, key) => {
    const run: unknown = typeof scenarios === 'object' && scenarios !== null ? Reflect.get(scenarios, key) : undefined
    if (typeof run !== 'function') throw new Error(`no scenario ${key}`)
    return run()
  }, scenarioName)
}

const A = 'stack:a'

describe('native async code, minified', () => {
  test.each([
    ['awaits', [A, A, A]],
    ['arrow', A],
    ['nested', [A, 'stack:b', A]],
    ['parallel', [A, 'stack:b', 'stack:c']],
    ['all', [A, A]],
    ['race', A],
    ['allSettled', [A]],
    ['chain', [A, A]],
    ['forAwait', [A, A]],
    ['generator', [A, A]],
    ['deep', A],
    ['prepared', [A, true]],
    ['limited', [A, 0]],
  ])('%s', async (name, expected) => expect(await scenario('shapes', name)).toEqual(expected))

  test.each([
    // A frozen Error keeps V8's ten frames: enough for the shallow one, and no answer for the deep one.
    ['frozen', [A, 'none']],
    ['frozenPrepared', 'none'],
  ])('%s', async (name, expected) => {
    pages.delete('shapes')
    expect(await scenario('shapes', name)).toEqual(expected)
    pages.delete('shapes')
  })

  test.each(['timer', 'unawaited', 'byHand'])('detached by %s: nothing', async (name) => {
    expect(await scenario('shapes', name)).toBe('none')
  })
})

describe('at the moment of fetch, in the real clients', () => {
  test.each([
    ['create', [A]],
    ['stream', [A]],
    ['withResponse', [A]],
    ['retries', [A, A]],
    ['callInLoop', [A, A, A]],
    ['parallelCalls', [A, A, A]],
    ['generate', [A]],
    ['generateStream', [A]],
    // Its work starts in a timer of its own.
    ['streamHelper', ['none']],
  ])('%s', async (name, expected) => expect(await scenario('clients', name)).toEqual(expected))

  test('parallel agents each see their own', async () => {
    const seen = await scenario('clients', 'parallelAgents')
    expect(Array.isArray(seen) && seen.toSorted()).toEqual([A, 'stack:b', 'stack:c'])
  })
})

describe('the spans of a client that traces itself claim its requests', () => {
  const one = { claimed: ['p>p'], stack: ['none'], parents: ['a'], open: 0 }
  const four = { claimed: ['p>p', 'q>q', 'r>r', 's>s'], parents: ['a', 'a', 'a', 'a'], open: 0 }

  test.each(['single', 'streamed', 'breakEarly', 'helper'])('%s', async (name) => expect(await scenario('claims', name)).toEqual(one))

  test('parallel calls with one model', async () => expect(await scenario('claims', 'parallel')).toMatchObject(four))

  test('each attempt of a retried call', async () => {
    expect(await scenario('claims', 'retried')).toMatchObject({ claimed: ['p>p', 'p>p'], parents: ['a'], open: 0 })
  })

  test('parallel calls, each retried', async () => {
    const twice = { ...four, claimed: four.claimed.flatMap((claim) => [claim, claim]) }
    expect(await scenario('claims', 'parallelRetried')).toMatchObject(twice)
  })

  test('parallel streams left early', async () => {
    expect(await scenario('claims', 'parallelBreaks')).toMatchObject({ claimed: ['p>p', 'q>q', 'r>r'], open: 0 })
  })

  test("a page's fetch wrapper that awaits first: the only candidate, else none", async () => {
    expect(await scenario('claims', 'lateSingle')).toMatchObject({ claimed: ['p>p'] })
    const late = await scenario('claims', 'lateParallel')
    expect(JSON.stringify(late)).not.toMatch(/"(p>[qrs]|q>[prs]|r>[pqs]|s>[pqr])"/)
  })

  test("the page's own requests beside it claim nothing", async () => {
    expect(await scenario('claims', 'foreignRequest')).toMatchObject({ claimed: ['p>p', 'raw>undefined', 'raw>undefined'] })
  })
})

describe('with ./zone', () => {
  test.each([
    ['timer', 'zone:a'],
    ['listener', 'zone:a'],
    ['bound', ['zone:a', A]],
    ['native', ['zone:a', A, 'stack:b', A]],
    ['outside', 'none'],
  ])('%s', async (name, expected) => expect(await scenario('zone', name)).toEqual(expected))
})
