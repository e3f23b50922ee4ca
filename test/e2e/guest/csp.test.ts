/** Pages that allow almost nothing: the SDK asks for no more than the page itself, and breaks no rule of theirs. */
import type { Browser } from 'puppeteer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { bundlePage } from './bundle.ts'
import { startLoopback, type Loopback } from '../../support/loopback.ts'

const POLICIES = {
  strict: "default-src 'none'; script-src 'self'; connect-src 'self'",
  'Trusted Types': "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
  sandbox: "sandbox allow-scripts; default-src 'none'; script-src *; connect-src *",
}
const ANSWER = 'data: {"id":"c1","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'

let browser: Browser
let server: Loopback
beforeAll(async () => {
  const script = await bundlePage('csp-page.ts')
  server = await startLoopback((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    // A sandboxed page has an opaque origin, so that everything is cross-origin to it.
    response.setHeader('access-control-allow-origin', '*')
    if (pathname === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (pathname === '/v1/chat/completions') return void response.setHeader('content-type', 'text/event-stream').end(ANSWER)
    response.setHeader('content-type', 'text/html').setHeader('content-security-policy', searchParams.get('policy') ?? '')
    response.end('<!doctype html><script src="/page.js"></script>')
  })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

async function run(policy: string, query: string) {
  const page = await browser.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())))
  await page.goto(`${server.origin}/?policy=${encodeURIComponent(policy)}&${query}`)
  const answer = await page.evaluate(() => window.cspPage?.call())
  const { violations, requests } = await page.evaluate(() => ({
    violations: window.cspPage?.violations,
    requests: window.cspPage?.requests(),
  }))
  await page.close()
  return { answer, violations, errors: errors.filter((text) => !text.includes('favicon')), requests }
}

test.each(Object.entries(POLICIES))('a page with a %s policy: same answer, no violation, one call seen', async (_name, policy) => {
  const { requests: none, ...bare } = await run(policy, 'bare')
  const { requests, ...captured } = await run(policy, 'captured')
  expect(bare.answer).toBe(ANSWER)
  expect(captured).toEqual(bare)
  expect([none, requests]).toEqual([0, 1])
})
