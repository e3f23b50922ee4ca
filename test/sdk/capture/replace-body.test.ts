import { describe, expect, test } from 'vitest'
import { captureFetch } from '../../../sdk/capture/fetch.ts'
import { inject } from '../../../sdk/inject.ts'
import { withBody } from '../../../sdk/capture/replace-body.ts'

describe('another body in the place of the page’s', () => {
  test('goes into a copy; what the page gave stays as it is', () => {
    const { signal } = new AbortController()
    const headers = { a: 'b' }
    const init = Object.freeze({ method: 'POST', headers, signal, body: 'page' })
    const [input, sent, more] = withBody(['/mcp', init, 'third'], 'ours') ?? []
    expect([input, more, init.body]).toEqual(['/mcp', 'third', 'page'])
    expect(sent).toEqual({ method: 'POST', headers, signal, body: 'ours' })
  })

  test('calls no getter of the page', async () => {
    let calls = 0
    const init = {
      body: 'page',
      get method() {
        calls++
        return 'POST'
      },
    }
    const [, sent] = withBody(['http://x.example/', init], 'ours') ?? []
    expect(calls).toBe(0)
    const request = new Request('http://x.example/', typeof sent === 'object' && sent !== null ? sent : {})
    expect([request.method, await request.text()]).toEqual(['POST', 'ours'])
  })

  test.each([
    ['no init', ['/mcp']],
    ['a body that is no string', ['/mcp', { body: new Uint8Array(3) }]],
    [
      'a body of a getter',
      [
        '/mcp',
        {
          get body() {
            return 'page'
          },
        },
      ],
    ],
    [
      'an instance of a class, which may have private fields',
      [
        '/mcp',
        new (class {
          body = 'page'
        })(),
      ],
    ],
    ['a Request as init', ['/mcp', new Request('http://x.example/', { method: 'POST', body: 'page' })]],
  ])('is not sent where there is %s', (_what, args) => {
    expect(withBody(args, 'ours')).toBeUndefined()
  })

  test('is what the native fetch gets, with a length to match', async () => {
    const seen: unknown[] = []
    const target = {
      async fetch(input: unknown, init?: RequestInit) {
        seen.push(input, init)
        return new Response('{}')
      },
    }
    const undo = captureFetch(() => ({ body: 'ours', response: () => undefined, failed: () => undefined }), target, inject.edits)
    const init = { method: 'POST', body: 'page' }
    await target.fetch('http://x.example/', init)
    undo()
    expect(seen).toEqual(['http://x.example/', { method: 'POST', body: 'ours' }])
    expect(init.body).toBe('page')
  })
})
