import { expect, test } from 'vitest'
import { networkFilter } from '../../../panel/trace/network-filter.ts'

const host = { 'server.address': 'api.openai.com' }
const refused = { ...host, 'genai_devtools.http.status_code': 429 }

test.each([
  ['its host', host, undefined, 'domain:api.openai.com'],
  ['its address, without a query', host, 'https://api.openai.com/v1/chat?key=[credential]#a', 'url:https://api.openai.com/v1/chat'],
  ['its host and status', refused, undefined, 'domain:api.openai.com status-code:429'],
  ['its address and status', refused, 'https://api.openai.com/v1/chat', 'url:https://api.openai.com/v1/chat status-code:429'],
  ['nothing where nothing is known', { 'genai_devtools.http.status_code': 429 }, undefined, undefined],
])('a request is found by %s', (_how, attributes, url, filter) => {
  expect(networkFilter({ attributes }, url)).toBe(filter)
})
