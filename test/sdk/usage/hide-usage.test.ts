import { describe, expect, test } from 'vitest'
import { askUsage } from '../../../sdk/usage/ask-usage.ts'
import { createUsageHider, MAX_HELD_BYTES } from '../../../sdk/usage/hide-usage.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** What the page sees of `text` that comes in pieces of `size` bytes. */
function seen(text: string, size: number): string {
  const hider = createUsageHider()
  const all = bytes(text)
  const parts: Uint8Array[] = []
  for (let at = 0; at < all.byteLength; at += size) parts.push(hider.push(all.slice(at, at + size)))
  parts.push(hider.flush())
  return Buffer.concat(parts).toString()
}

const chunk = (content: string, usage = '') =>
  `{"id":"c","choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}},"finish_reason":null}]${usage}}`
const events = (payloads: readonly string[], end: string) => payloads.map((payload) => `data: ${payload}${end}${end}`).join('')
const last = '{"id":"c","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}'
const words = ['grüße, 世界 🦜', 'say "usage":null, please', '']

describe('what include_usage brings', () => {
  test.each(['\n', '\r\n', '\r'])('is gone and nothing else, cut anywhere, lines ending in %j', (end) => {
    const before = `: hello${end}${end}`
    const bare = before + events([...words.map((word) => chunk(word)), '[DONE]'], end)
    const asked = before + events([...words.map((word) => chunk(word, ',"usage":null')), last, '[DONE]'], end)
    for (const size of [1, 2, 3, 7, 64, 100_000]) expect(seen(asked, size)).toBe(bare)
  })

  test('stays where it brought nothing: the very chunks, at the very cuts', () => {
    const hider = createUsageHider()
    for (const word of words) {
      const whole = bytes(events([chunk(word)], '\n'))
      expect(hider.push(whole)).toBe(whole)
    }
    expect(hider.flush()).toHaveLength(0)
  })

  test.each([
    ['usage beside the last choice', chunk('x', ',"usage":{"prompt_tokens":3}')],
    ['no choices and no usage (content filters)', '{"choices":[],"prompt_filter_results":[]}'],
    ['a null in a nested object too', '{"choices":[{"a":1,"usage":null}],"usage":null}'],
    ['no JSON', '{"usage":null'],
    ['a list', '[{"usage":null}]'],
  ])('does not touch %s', (_, payload) => {
    expect(seen(events([payload], '\n'), 5)).toBe(events([payload], '\n'))
  })

  test('goes from any place in the object, with spaces', () => {
    expect(seen(events(['{"usage": null, "choices": [{}]}', '{"choices": [{}] , "usage" : null }'], '\n'), 9)).toBe(
      events(['{ "choices": [{}]}', '{"choices": [{}]  }'], '\n'),
    )
  })

  test('at the end without its blank line is gone too', () => {
    expect(seen(`${events([chunk('x')], '\n')}data: ${last}`, 11)).toBe(events([chunk('x')], '\n'))
  })

  test('holds no more than its limit, and goes on behind a long event', () => {
    const long = chunk('x'.repeat(3 * MAX_HELD_BYTES), ',"usage":null')
    const hider = createUsageHider()
    const [head, tail] = [bytes(`data: ${long.slice(0, MAX_HELD_BYTES)}`), bytes(`${long.slice(MAX_HELD_BYTES)}\n\n`)]
    expect(hider.push(head)).toHaveLength(head.byteLength)
    expect(hider.push(tail)).toHaveLength(tail.byteLength)
    expect(hider.push(bytes(events([last], '\n')))).toHaveLength(0)
  })
})

describe('a request', () => {
  test('that streams is asked, every other character as it was', () => {
    expect(askUsage('{ "model": "m", "seed": 12345678901234567890, "stream": true }\n')).toBe(
      '{ "model": "m", "seed": 12345678901234567890, "stream": true ,"stream_options":{"include_usage":true}}',
    )
  })

  test('with other stream options keeps them', () => {
    expect(JSON.parse(askUsage('{"stream":true,"stream_options":{"include_obfuscation":false}}') ?? '')).toEqual({
      stream: true,
      stream_options: { include_obfuscation: false, include_usage: true },
    })
  })

  test.each([
    [
      '{"stream":true, "seed":12345678901234567890, "stream_options": {"include_obfuscation":false} }',
      '{"stream":true, "seed":12345678901234567890, "stream_options":{"include_usage":true,"include_obfuscation":false} }',
    ],
    ['{"stream_options":{ },"stream":true}', '{"stream_options":{"include_usage":true },"stream":true}'],
    ['{"stream_options":null,"stream":true}', '{"stream_options":{"include_usage":true},"stream":true}'],
    [
      '{"user":"\\"stream_options\\":{","stream_options":{},"stream":true}',
      '{"user":"\\"stream_options\\":{","stream_options":{"include_usage":true},"stream":true}',
    ],
  ])('with stream options keeps every other character: %s', (body, asked) => {
    expect(askUsage(body)).toBe(asked)
    expect(JSON.parse(asked)).toMatchObject({ stream_options: { include_usage: true } })
  })

  test.each([
    '{"stream":true,"stream_options":{},"metadata":{"stream_options":{}}}',
    '{"stream":true,"stream_options":"all"}',
    '{"stream":false}',
    '{}',
    '[]',
    'no JSON',
    '{"stream":true,"stream_options":{"include_usage":false}}',
    '{"stream":true,"stream_options":{"include_usage":true}}',
  ])('is left alone: %s', (body) => {
    expect(askUsage(body)).toBeUndefined()
  })
})
