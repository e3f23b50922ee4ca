/** What is copied is run: by a real shell, and as script. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { asCurl, asFetch } from '../../../panel/trace/copy-request.ts'
import { CREDENTIAL } from '../../../sdk/content/credential-forms.ts'
import { TAKEN_OUT, type RawRequest } from '../../../sdk/protocol/raw.ts'

const KEY = `k'e"y $HOME`

const request = (changes: Partial<RawRequest> = {}): RawRequest => ({
  method: 'POST',
  url: 'https://api.test/v1/chat/completions',
  headers: { 'content-type': 'application/json' },
  keys: ['authorization: Bearer'],
  body: '{"a":1}',
  ...changes,
})

/** The arguments that a shell gives to cURL. */
const argumentsOf = (command: string): readonly string[] =>
  execFileSync('sh', ['-c', `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }; ${command}`], {
    env: { ...process.env, API_KEY: KEY },
    encoding: 'utf8',
  })
    .split('\0')
    .slice(0, -1)

/** What `fetch` is called with. */
async function callOf(code: string): Promise<unknown> {
  const calls: unknown[] = []
  const AsyncFunction: FunctionConstructor = Object.getPrototypeOf(async () => {}).constructor
  await AsyncFunction(
    'fetch',
    code.replace("$API_KEY = ''", `$API_KEY = ${JSON.stringify(KEY)}`),
  )((...given: unknown[]) => void calls.push(given))
  return calls[0]
}

const BODIES: readonly (readonly [string, string])[] = [
  ['plain', '{"a":1}'],
  ['quotes', `it's "quoted" \\ and \\'`],
  ['lines', 'first\r\nsecond\n\nlast\n'],
  ['what a shell reads', '$HOME `id` $(id) !! * ~ \\n @file'],
  ['no ASCII', 'Grüße 🌍 \u2028 مرحبا'],
  ['a number that a double does not hold', '{"id":12345678901234567890,"x":1.0}'],
  ['nothing', ''],
]

describe('as cURL', () => {
  test.each(BODIES)('a shell reads back %s', (_what, body) => {
    expect(argumentsOf(asCurl(request({ body })))).toEqual([
      'https://api.test/v1/chat/completions',
      '-H',
      'content-type: application/json',
      '-H',
      `authorization: Bearer ${KEY}`,
      '--data-raw',
      body,
    ])
  })

  test('a key in the address or in the body is the variable, and no cookie is sent', () => {
    const copied = asCurl(
      request({
        url: `https://api.test/v1?key=${TAKEN_OUT}&v='2'`,
        keys: ['x-api-key', 'cookie'],
        body: `{"authorization":"${TAKEN_OUT}"}`,
      }),
    )
    expect(argumentsOf(copied)).toEqual([
      `https://api.test/v1?key=${KEY}&v='2'`,
      '-H',
      'content-type: application/json',
      '-H',
      `x-api-key: ${KEY}`,
      '--data-raw',
      `{"authorization":"${KEY}"}`,
    ])
    expect(copied).not.toContain(TAKEN_OUT)
  })

  test('says the method and the type that cURL would not guess', () => {
    const { body: _, ...bodiless } = request({ method: 'GET', headers: {}, keys: [] })
    expect(asCurl(bodiless)).toBe("curl 'https://api.test/v1/chat/completions'")
    expect(argumentsOf(asCurl(request({ method: 'PUT', headers: {}, keys: [] })))).toEqual([
      'https://api.test/v1/chat/completions',
      '-X',
      'PUT',
      '-H',
      'content-type: text/plain;charset=UTF-8',
      '--data-raw',
      '{"a":1}',
    ])
  })
})

describe('as fetch', () => {
  test.each(BODIES)('a script reads back %s', async (_what, body) => {
    expect(await callOf(asFetch(request({ body, url: `https://api.test/?key=${TAKEN_OUT}` })))).toEqual([
      `https://api.test/?key=${KEY}`,
      { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` }, body },
    ])
  })

  test('names the variable where there is a key, and only there', () => {
    expect(asFetch(request())).toContain("const $API_KEY = ''\nawait fetch(")
    const { body: _, ...bodiless } = request({ method: 'GET', headers: {}, keys: [] })
    expect(asFetch(bodiless)).toBe('await fetch("https://api.test/v1/chat/completions", {\n  method: "GET",\n})')
  })
})

test('what stands for a key is what the page puts there', () => {
  expect(TAKEN_OUT).toBe(CREDENTIAL)
})
