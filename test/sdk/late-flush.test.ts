/** A flush and a shutdown right after a call: they wait for the second half, and for what that turns out to need. */
import { context, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Options } from '../../sdk/options.ts'
import type * as Register from '../../sdk/register.ts'
import { Seen } from '../support/copies.ts'
import { MODEL, ROUTE } from '../support/late-page.ts'
import { post, stubPage } from '../support/page-window.ts'

let register: typeof Register.register

beforeEach(async () => {
  vi.resetModules()
  ;({ register } = await import('../../sdk/register.ts'))
  stubPage()
})
afterEach(() => {
  trace.disable()
  context.disable()
  vi.unstubAllGlobals()
})

const chat = { model: 'm', messages: [{ role: 'user', content: 'hello' }] }
const CALLS: readonly (readonly [which: string, options: Options, url: string, body: object, name: string])[] = [
  ['of a model', {}, MODEL, chat, 'chat m'],
  ['whose content is written on its span', { content: 'span' }, MODEL, chat, 'chat m'],
  ['whose content is redacted', { redact: (part) => part }, MODEL, chat, 'chat m'],
  ['of a route of the application’s own', {}, ROUTE, { question: 'owls?' }, 'chat'],
  ['that looks like MCP, and is a model’s', {}, MODEL, { ...chat, jsonrpc: 'no' }, 'chat m'],
]

describe.each(CALLS)('the span of a call %s', (_which, options, url, body, name) => {
  test('is there after a flush', async () => {
    const seen = new Seen()
    const handle = register({ spanProcessors: [seen], ...options })
    await post(url, body)
    await handle.forceFlush()
    const names = [...seen.names]
    await handle.shutdown()
    expect(names).toEqual([name])
  })

  test('is there after a shutdown', async () => {
    const seen = new Seen()
    const handle = register({ spanProcessors: [seen], ...options })
    await post(url, body)
    await handle.shutdown()
    expect(seen.names).toEqual([name])
  })
})
