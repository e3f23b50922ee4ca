/** What the set-ups of a page tell: whose options hold; and how they share it with redactors, other versions and the extension. */
import { diag, type DiagLogger } from '@opentelemetry/api'
import { describe, expect, test, vi } from 'vitest'
import type { Options } from '../../sdk/options.ts'
import { twoCopies, WATCH } from '../support/copies.ts'
import { ask } from '../support/page-window.ts'

const copies = twoCopies()

describe('status() of both says', () => {
  test.each<[Options, Options, readonly string[]]>([
    [{}, { serviceName: 's', endpoints: [{ match: '/chat', api: 'ai-sdk-ui' }] }, ['endpoints', 'serviceName']],
    [{ content: 'span' }, { content: 'none', capture: { xhr: false } }, ['content', 'capture']],
    [
      { usage: 'estimate' },
      { usage: 'estimate', panelContent: true, otlp: { url: 'http://127.0.0.1:1/v1/traces' }, redact: (part) => part },
      [],
    ],
  ])('which options of the later are not used: %#', (options, later, unused) => {
    const first = copies.register(copies.one, undefined, options)
    const second = copies.register(copies.two, undefined, later)
    const said = unused.length === 0 ? /both\.$/ : new RegExp(`Not used of its options: ${unused.join(', ')}\\.$`)
    expect(second.status().warnings).toEqual([expect.stringMatching(said)])
    expect(second.status().warnings[0]).toMatch(/^This register\(\) joined register\(\) of sdk \d/)
    expect(first.status().warnings).toEqual([expect.stringMatching(said)])
    expect(first.status().warnings[0]).toMatch(/^register\(\) of sdk \S+ joined this register\(\)/)
  })

  test('instrument() has no status and tells diag', () => {
    const warn = vi.fn<DiagLogger['warn']>()
    const silent = (): void => {}
    diag.setLogger({ warn, error: silent, info: silent, debug: silent, verbose: silent }, { suppressOverrideMessage: true })
    const first = copies.register(copies.one)
    copies.instrument(copies.two, { endpoints: [{ match: '/chat', api: 'ai-sdk-ui' }] })
    expect(warn.mock.calls.join()).toMatch(/This instrument\(\) joined register\(\).*endpoints/)
    expect(first.status().warnings).toEqual([expect.stringMatching(/^instrument\(\) of sdk .*endpoints\.$/)])
  })
})

test('content is redacted by the redactors of both while both are there', async () => {
  const first = copies.register(copies.one, copies.seen.one, { content: 'span' })
  const second = copies.register(copies.two, copies.seen.two, {
    redact: (part) => (part.type === 'text' ? { ...part, content: '[gone]' } : part),
  })
  await ask()
  await first.forceFlush()
  const [span] = copies.seen.two.ended
  expect(String(span?.attributes['gen_ai.input.messages'])).toContain('[gone]')
  await second.shutdown()
  await ask()
  await first.forceFlush()
  expect(String(copies.seen.one.ended.at(-1)?.attributes['gen_ai.input.messages'])).toContain('hello')
})

describe('the extension', () => {
  const extension = { kind: 'extension', version: '9.9.9', name: 'capture', options: {}, redactors: [], unwatch() {}, watch() {} }

  test('came first: the SDK joins, and takes over when it goes', async () => {
    const wide = { v: 1, members: [extension], processors: new Set(), collectors: new Map(), liveProcessors: 0, provider: undefined }
    Object.defineProperty(globalThis, WATCH, { value: wide, configurable: true })
    const handle = copies.register(copies.one, copies.seen.one)
    await ask('unseen')
    await handle.forceFlush()
    expect([copies.seen.one.names, copies.page.hellos]).toEqual([[], []])
    expect(handle.status().warnings).toEqual([expect.stringContaining('capture of extension 9.9.9')])
    wide.members.shift()
    Reflect.apply(Reflect.get(wide.members[0] ?? {}, 'watch'), wide.members[0], [])
    await ask('seen')
    await handle.forceFlush()
    expect(copies.seen.one.names).toEqual(['chat seen'])
  })

  test.each([{ v: 2 }, 'text', 7])(
    'what this version cannot read (%j) is left alone: nothing is doubled, and the status says so',
    async (strange) => {
      Object.defineProperty(globalThis, WATCH, { value: strange, configurable: true })
      const handle = copies.register(copies.one, copies.seen.one)
      await ask()
      await handle.forceFlush()
      expect([copies.seen.one.names, Reflect.get(globalThis, WATCH)]).toEqual([[], strange])
      expect(handle.status().warnings).toEqual([expect.stringContaining('does not know')])
      await handle.shutdown()
      Reflect.deleteProperty(globalThis, WATCH)
    },
  )
})

test('the symbol is not listed, and holds nothing but data and functions', () => {
  const keys = Object.keys(globalThis)
  copies.register(copies.one)
  expect(Object.keys(globalThis)).toEqual(keys)
  expect(Object.getOwnPropertyDescriptor(globalThis, WATCH)).toMatchObject({ enumerable: false, configurable: true })
})
