import { describe, expect, test } from 'vitest'
import { scrubFields } from '../../../sdk/content/credential-fields.ts'
import { credentialsOf, scrubText, scrubUrl } from '../../../sdk/content/credentials.ts'

describe('addresses', () => {
  test.each([
    ['https://x.test/v1?key=SECRET1&alt=sse', 'https://x.test/v1?key=[credential]&alt=sse'],
    ['https://x.test/v1?alt=sse&API_KEY=SECRET1', 'https://x.test/v1?alt=sse&API_KEY=[credential]'],
    ['https://x.test/cb#access_token=SECRET1&x=1', 'https://x.test/cb#access_token=[credential]&x=1'],
    ['https://me:SECRET1@x.test/a', 'https://[credential]@x.test/a'],
    ['https://x.blob/a.png?sv=1&sig=SECRET%3D', 'https://x.blob/a.png?sv=1&sig=[credential]'],
    [
      'https://s3/a?X-Amz-Credential=SECRET1&X-Amz-Signature=SECRET2',
      'https://s3/a?X-Amz-Credential=[credential]&X-Amz-Signature=[credential]',
    ],
  ])('%s', (url, scrubbed) => expect(scrubUrl(url)).toBe(scrubbed))

  test.each([
    'https://x.test/a?q=1&page=2',
    'mail bob@x.test about key=value',
    'https://x.test/@user/post',
    'https://x.test/keys?monkey=1',
  ])('without credentials stays: %s', (url) => expect(scrubUrl(url)).toBe(url))
})

describe('texts of errors', () => {
  test.each([
    'Incorrect API key provided: sk-proj-abc123DEF456ghi789JKL',
    'invalid x-api-key sk-ant-api03-AbCdEf123456_-xyz',
    'API key AIzaSyA1234567890abcdefghijklmnopqrstuv not valid',
    'Authorization: Bearer abcdef.ghi-jkl123',
    'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln refused',
    '{"api_key": "my-own-gateway-key"}',
    'gsk_abcdefghijklmnopqrst is expired; ghp_abcdefghijklmnop1234 too',
    'aws AKIAIOSFODNN7EXAMPLE',
    '-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc\n-----END PRIVATE KEY-----',
  ])('%s', (message) => {
    const scrubbed = scrubText(message)
    expect(scrubbed).toContain('[credential]')
    for (const secret of ['abc123', 'AbCdEf', 'SyA123', 'ghi-jkl', 'eyJzdWI', 'my-own', 'klmnop', 'AKIAIO', 'MIIEvQ'])
      expect(scrubbed).not.toContain(secret)
  })

  test('of any other form are told by the request that carried them', () => {
    const headers: { readonly [name: string]: string } = { authorization: 'Bearer house-brand/0815', 'api-key': 'azure.0815' }
    const request = { url: new URL('https://u:pass%20word@x.test/?key=query-0815'), header: (name: string) => headers[name] ?? null }
    const known = credentialsOf(request)
    expect(scrubText('no: house-brand/0815, azure.0815, query-0815', known)).toBe('no: [credential], [credential], [credential]')
  })

  test('that have none stay', () => {
    const message =
      'Rate limit reached for gpt-5 in organization org-x on tokens per min: Limit 30000, Used 29871, Requested 812. Disk-space ok; task-4711-retry-now.'
    expect(scrubText(message)).toBe(message)
  })

  test('are scrubbed in time that grows with their length only', () => {
    for (const evil of [
      '-----BEGIN PRIVATE KEY-----',
      'sk-',
      'eyJaaaaaaaa-',
      'eyJaaaaaaaa.',
      'https://a@',
      '?key=',
      'Bearer ',
      'api_key=',
    ]) {
      // A quadratic pattern takes minutes here, and the test's own limit of time ends it.
      expect(typeof scrubText(evil.repeat(40_000))).toBe('string')
    }
  })
})

describe('fields of requests', () => {
  test('that are for credentials lose their values, the others stay', () => {
    const tool = {
      type: 'mcp',
      name: 'docs',
      server_url: 'https://mcp.test/sse?api_key=SECRET1&v=2',
      authorization: 'SECRET2',
      headers: { Authorization: 'Bearer SECRET3', 'X-Team-Token': 'SECRET4', Accept: 'application/json' },
      parameters: { type: 'object', properties: { password: { type: 'string' }, api_key: { type: 'string' } }, required: ['password'] },
    }
    const scrubbed = scrubFields(tool)
    expect(JSON.stringify(scrubbed)).not.toMatch(/SECRET/)
    expect(scrubbed).toMatchObject({
      server_url: 'https://mcp.test/sse?api_key=[credential]&v=2',
      headers: { Accept: 'application/json' },
      parameters: tool.parameters,
    })
  })

  test('what users wrote is theirs', () => {
    const part = { type: 'text', content: 'https://x.test/?key=mine' }
    expect(scrubFields(part)).toBe(part)
  })
})
