import { describe, expect, test } from 'vitest'
import { readEndpoints } from '../../sdk/endpoints.ts'
import type { Endpoint } from '../../sdk/options.ts'
import { APIS as apis } from '../../sdk/recognition/apis.ts'

const at = (url: string, method = 'POST', accept: string | null = null) => ({
  method,
  url: new URL(url),
  header: (name: string) => (name === 'accept' ? accept : null),
})
const matches = (match: string | RegExp, url: string) => readEndpoints([{ match, api: 'openai-chat' }])(at(url)) !== undefined

describe('an endpoint', () => {
  test.each<[string | RegExp, string]>([
    ['/api/chat', 'https://app.example/api/chat'],
    ['/api/chat', 'https://app.example/v2/api/chat/7?x=1#y'],
    ['/api/chat/', 'https://app.example/api/chat'],
    ['api/chat', 'https://app.example/api/chat'],
    ['https://app.example', 'https://app.example/anything'],
    ['https://app.example/api', 'https://app.example/api/chat'],
    ['app.example/api', 'https://app.example/api/chat'],
    ['chat', 'https://app.example/chatter/chat'],
    [/\/chat\?v=2$/, 'https://app.example/chat?v=2'],
  ])('%s matches %s', (match, url) => {
    expect(matches(match, url)).toBe(true)
  })

  test.each<[string | RegExp, string]>([
    ['/api/chat', 'https://app.example/api/chatter'],
    ['/api/chat', 'https://app.example/my-api/chat'],
    ['api/chat', 'https://app.example/my-api/chat'],
    ['https://app.example', 'https://app.example.org/'],
    ['https://app.example', 'https://app.example:8080/'],
    ['app.example', 'https://my-app.example/'],
    ['/api/chat', 'https://app.example/?next=/api/chat'],
    [/^\/api/, 'https://app.example/api'],
  ])('%s does not match %s', (match, url) => {
    expect(matches(match, url)).toBe(false)
  })

  test('with a RegExp that remembers matches every time', () => {
    const endpoints = readEndpoints([{ match: /chat/gy, api: 'openai-chat' }])
    for (let time = 0; time < 3; time++) expect(endpoints(at('https://app.example/chat'))).toBeDefined()
  })

  test('the first one counts, with its provider', () => {
    const endpoints = readEndpoints([
      { match: '/api/owl', api: 'anthropic-messages', provider: 'aviary' },
      { match: '/api', api: 'ai-sdk-ui' },
    ])
    const owl = endpoints(at('https://app.example/api/owl'))
    expect([owl?.api, owl?.provider]).toEqual(['anthropic-messages', 'aviary'])
    expect(endpoints(at('https://app.example/api/other'))?.api).toBe('ai-sdk-ui')
    expect(endpoints(at('https://app.example/other'))).toBeUndefined()
  })

  test('takes requests that ask for an answer', () => {
    const endpoints = readEndpoints([{ match: '/chat', api: 'ai-sdk-ui' }])
    const taken = (method: string, accept?: string) => endpoints(at('https://app.example/chat', method, accept)) !== undefined
    expect(['POST', 'PUT', 'PATCH'].map((method) => taken(method))).toEqual([true, true, true])
    expect(['GET', 'HEAD', 'OPTIONS', 'DELETE'].map((method) => taken(method))).toEqual([false, false, false, false])
    expect(taken('GET', 'text/event-stream')).toBe(true)
  })

  test('may speak any wire', () => {
    for (const api of apis) expect(readEndpoints([{ match: '/x', api }])(at('https://app.example/x'))?.api).toBe(api)
  })
})

describe('a wrong endpoint is refused with what would be right', () => {
  const read = (endpoints: unknown) => () => readEndpoints(endpoints as readonly Endpoint[])

  test.each<[string, unknown, RegExp]>([
    ['no list', { match: '/x', api: 'ai-sdk-ui' }, /endpoints must be a list such as \[\{ match/],
    ['a string', ['/api/chat'], /endpoints\[0\] must be an object such as/],
    ['another key', [{ url: '/x', api: 'ai-sdk-ui' }], /no option "url": it takes match, api and provider/],
    ['nothing to match', [{ api: 'ai-sdk-ui' }], /endpoints\[0\]\.match must be a part of the URL such as '\/api\/chat'/],
    ['an empty match', [{ match: '', api: 'ai-sdk-ui' }], /\.match must be a part of the URL/],
    ['a match of everything', [{ match: '/', api: 'ai-sdk-ui' }], /\.match must be a part of the URL/],
    ['a query', [{ match: '/chat?v=1', api: 'ai-sdk-ui' }], /leave out what follows "\/chat", or use a RegExp/],
    ['a wildcard', [{ match: '/api/*/chat', api: 'ai-sdk-ui' }], /use a RegExp, such as \/\\\/api\\\/\[\^\/\]\*\\\/chat\//],
    ['a vendor as a wire', [{ match: '/x', api: 'anthropic' }], /write "anthropic-messages"/],
    ['another spelling', [{ match: '/x', api: 'AI_SDK_UI' }], /write "ai-sdk-ui"/],
    [
      'a wire that nobody knows',
      [{ match: '/x', api: 'smoke' }],
      /is "smoke", which is no wire that is known; write one of .*openai-chat.*a2a/,
    ],
    ['no wire', [{ match: '/x' }], /endpoints\[0\]\.api is undefined/],
    ['an empty provider', [{ match: '/x', api: 'a2a', provider: ' ' }], /provider must be a name such as 'openai', or be left out/],
    [
      'the second one',
      [
        { match: '/x', api: 'a2a' },
        { match: '/y', api: 'a2a', provider: 7 },
      ],
      /endpoints\[1\]\.provider/,
    ],
  ])('%s', (_what, endpoints, message) => {
    expect(read(endpoints)).toThrow(TypeError)
    expect(read(endpoints)).toThrow(message)
  })
})
