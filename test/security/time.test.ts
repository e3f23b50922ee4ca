/** What a page or a server writes must not cost more than its length says: a quadratic pattern takes minutes here, and the limit of time ends it. */
import { describe, expect, test } from 'vitest'
import { scrubFields } from '../../sdk/content/credential-fields.ts'
import { scrubText } from '../../sdk/content/credentials.ts'
import { longRun } from '../support/long-run.ts'

const LENGTH = longRun ? 1_000_000 : 200_000
const HOSTILE = [
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'sk-',
    'sk-a1',
    'eyJaaaaaaaa-',
    'eyJaaaaaaaa.',
    'SG.aaaaaaaaaaaaaaaaa.',
    'Bearer ',
    'Bearer a',
    'aB',
    '_',
  ],
  ...['https://a@', 'a://b:', 'a://b:@', '?key=', '?key=a&', 'a=b&', '%3Fa%3D', '%3F', 'a.', '='],
  ...['api_key=', 'api_key="', 'password: "\\', 'token : ', 'secret=["a",', 'secret=[ ', '--token ', '<password>', '<password>a</', 'key '],
  ...[
    'Authorization: ',
    'Authorization: Digest a="b", ',
    'Cookie: a=b; ',
    '{"password":"',
    '["password",',
    '{"headers":[["a","',
    '{"logprobs":[',
    '"',
    '\\"',
    '\\',
  ],
]

describe.each(HOSTILE)('%j', (piece) => {
  const text = piece.repeat(Math.ceil(LENGTH / piece.length))
  test.each([
    ['a message', (): unknown => scrubText(text)],
    ['a message that looks like JSON', (): unknown => scrubText(`{"a":"${text}`)],
    ['an argument', (): unknown => scrubFields({ a: text, b: `[${text}` })],
  ])('as %s', (_what, scrub) => expect(['string', 'object']).toContain(typeof scrub()), 20_000)
})

test('most strings are let go after one look', () => {
  const texts = ['gpt-5-mini', 'chat gpt-5-mini', 'completed', 'openai', 'en', 'Some words of a message that go on for a while', '4f1c22ab']
  for (let warm = 0; warm < 2_000; warm++) for (const text of texts) scrubText(text)
  const began = performance.now()
  for (let round = 0; round < 20_000; round++) for (const text of texts) scrubText(text)
  // 0.3 µs each where it is quiet.
  expect((performance.now() - began) / (20_000 * texts.length)).toBeLessThan(0.01)
})
