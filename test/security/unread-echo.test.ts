/** A page throws on what a server says of a key, into a span that may end before the call has been read: the key is in neither span, whatever the status. */
import { context, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type * as Index from '../../sdk/index.ts'
import type { getPage } from '../../sdk/page.ts'
import { Seen } from '../support/copies.ts'
import { MODEL, TOOLS } from '../support/late-page.ts'
import { post, stubPage } from '../support/page-window.ts'

const KEY = 'Pl4ntedKeyOfTheTest77'
const WORDS = `We do not know ${KEY} here`

let index: typeof Index
let page: ReturnType<typeof getPage>

beforeEach(async () => {
  vi.resetModules()
  index = await import('../../sdk/index.ts')
  page = (await import('../../sdk/page.ts')).getPage()
})
afterEach(() => {
  trace.disable()
  context.disable()
  vi.unstubAllGlobals()
})

interface Call {
  readonly url: string
  readonly asks: object
  readonly answer: object
  readonly name: string
}
const TOOL: Call = {
  url: TOOLS,
  asks: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 's', arguments: {} } },
  answer: { jsonrpc: '2.0', id: 1, error: { code: -32000, message: WORDS } },
  name: 'tools/call s',
}
const CHAT: Call = { url: MODEL, asks: { model: 'm', messages: [] }, answer: { error: { message: WORDS } }, name: 'chat m' }
const CALLS: readonly (readonly [which: string, status: number, call: Call])[] = [
  ['an MCP server', 200, TOOL],
  ['an MCP server', 401, TOOL],
  ['a model', 200, CHAT],
  ['a model', 401, CHAT],
]

describe.each([
  ['before the second half is there', false],
  ['when the second half is there', true],
])('%s', (_when, isThere) => {
  test.each(CALLS)('%s repeats the key with the status %i', async (_which, status, { url, asks, answer, name }) => {
    stubPage(() => Promise.resolve(Response.json(answer, { status })))
    const seen = new Seen()
    const handle = index.register({ spanProcessors: [seen] })
    if (isThere) await page.reader.loaded()
    const agent = index.invokeAgent({ agentName: 'a' }, async () => {
      throw new Error(JSON.stringify(await post(url, asks, { authorization: `Bearer ${KEY}` })))
    })
    await expect(agent).rejects.toThrow(KEY)
    await handle.forceFlush()
    await handle.shutdown()
    expect(seen.names.toSorted()).toEqual([name, 'invoke_agent a'].toSorted())
    expect(seen.ended.find((span) => span.name === 'invoke_agent a')?.status.message).toContain('We do not know')
    expect(JSON.stringify(seen.ended.map((span) => [span.status, span.attributes, span.events]))).not.toContain(KEY)
  })
})
