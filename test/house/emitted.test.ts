/** What the SDK says on spans goes one way: `emitted` and `writeAttributes` in `sdk/otel-attributes.ts`. */
import { describe, expect, test } from 'vitest'
import { sourcesIn, type Source } from '../support/sources.ts'

const DOOR = 'sdk/otel-attributes.ts'
/** Hands an application's own call through. */
const FOREIGN = 'sdk/global-provider.ts'

/** The call that begins at `start`, with all in its parentheses. */
function callAt(text: string, start: number): string {
  let open = 0
  for (let at = text.indexOf('(', start); at < text.length; at++) {
    if (text[at] === '(') open++
    if (text[at] === ')' && --open === 0) return text.slice(start, at + 1)
  }
  return text.slice(start)
}

/** Calls that write attributes, or give a span or an event its first ones, past the door. */
function offences(sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ path }) => path !== DOOR && path !== FOREIGN)
    .flatMap(({ path, text }) => {
      const calls = [...text.matchAll(/\.(?:setAttributes?|startSpan|startActiveSpan|addEvent)\(/g)].map(({ index }) => callAt(text, index))
      return calls.filter((call) => call.startsWith('.setAttribute') || !call.includes('emitted(')).map((call) => `${path}: ${call}`)
    })
}

describe('attributes of spans', () => {
  test('pass one door', () => {
    expect(offences(sourcesIn('sdk'))).toEqual([])
  })

  test.each([
    "span.setAttribute('a', f(1))",
    'span.setAttributes(emitted({ a: 1 }))',
    'tracer.startSpan(name, { attributes: f({ a: 1 }) }, context)',
    "span.addEvent('e', { a: 1 }, emitted)",
  ])('or are found: %s', (text) => {
    expect(offences([{ path: 'sdk/a.ts', text }])).toHaveLength(1)
  })

  test('where there are any', () => {
    const began = sourcesIn('sdk').filter(({ text }) => /\.startSpan\([^)]*emitted\(|attributes: emitted\(/.test(text))
    expect(began.map(({ path }) => path)).toEqual(expect.arrayContaining(['sdk/span/inference-start.ts', 'sdk/span/open-run.ts']))
  })
})
