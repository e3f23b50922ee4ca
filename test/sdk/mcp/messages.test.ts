import { describe, expect, test } from 'vitest'
import { createMcpBodyReader } from '../../../sdk/mcp/body-reader.ts'
import { factsOf, readMessages, type McpMessage } from '../../../sdk/mcp/messages.ts'
import { chunkings, splits } from '../../wire/chunkings.ts'

const reply = { kind: 'reply', id: '1', result: { n: 1 } }
const progress = { kind: 'notification', id: '', method: 'notifications/progress', params: { progress: 1 } }

function read(chunks: Iterable<Uint8Array>): { readonly messages: readonly McpMessage[]; readonly last: string | undefined } {
  const reader = createMcpBodyReader()
  const messages: McpMessage[] = []
  for (const chunk of chunks) messages.push(...reader.feed(chunk))
  messages.push(...reader.end())
  return { messages, last: reader.lastEventId }
}

const REPLY = '{"jsonrpc":"2.0","id":1,"result":{"n":1}}'
const PROGRESS = '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}'

const bodies: readonly (readonly [name: string, body: string, messages: readonly object[], last?: string | undefined])[] = [
  ['JSON', REPLY, [reply]],
  ['JSON over several lines, with a byte order mark', `\ufeff\r\n ${JSON.stringify(JSON.parse(REPLY), null, 2)}\n`, [reply]],
  ['a batch', `[${PROGRESS},${REPLY}]`, [progress, reply]],
  ['an event stream', `event: message\ndata: ${PROGRESS}\n\nevent: message\ndata: ${REPLY}\n\n`, [progress, reply]],
  ['an event stream with CR and LF', `event: message\r\ndata: ${PROGRESS}\r\n\r\ndata: ${REPLY}\r\n\r\n`, [progress, reply]],
  ['an event stream that can be resumed', `id: a\ndata: \n\nid: b\ndata: ${REPLY}\n\n`, [reply], 'b'],
  ['an event stream that begins with a sign of life', `: ping\n\n\n: ping – ältere\n\ndata: ${REPLY}\n\n`, [reply]],
  ['a batch within an event', `data: [${PROGRESS},${REPLY}]\n\n`, [progress, reply]],
  ['an event whose JSON stands on several lines', `data: {"jsonrpc":"2.0","id":1,\ndata: "result":{"n":1}}\n\n`, [reply]],
  ['an event of another kind, and data that is no JSON', `event: endpoint\ndata: /messages?id=1\n\ndata: ${REPLY}\n\n`, [reply]],
  ['an event that was cut off', `data: ${PROGRESS}\n\ndata: {"jsonrpc":"2.0","id"`, [progress]],
  ['nothing', '', []],
  ['white space', ' \r\n ', []],
  ['another text', '<html>', []],
  ['other JSON', '{"detail":"gone"}', []],
  [
    'an event stream after many signs of life without a word',
    `${' '.repeat(3_000)}data: ${REPLY}\n\n`.replace(/^ +/, (spaces) => `${spaces}\n\n`),
    [reply],
  ],
  ['broken JSON', REPLY.slice(0, -1), []],
]

describe.each(bodies.map((row) => [row[0], row] as const))('%s', (_name, [, body, messages, last]) => {
  const bytes = new TextEncoder().encode(body)

  test('is read the same, cut in two at every place', () => {
    for (const chunks of splits(bytes)) expect(read(chunks)).toEqual({ messages, last })
  })

  test.each(Object.entries(chunkings))('is read the same, cut: %s', (_cut, cut) => {
    expect(read(cut(bytes))).toEqual({ messages, last })
  })
})

describe('messages of odd shapes', () => {
  test.each([
    ['an id of text', { id: 'a', method: 'x' }, { kind: 'request', id: 'a', method: 'x', params: {} }],
    ['an id of 0', { id: 0, method: 'x' }, { kind: 'request', id: '0', method: 'x', params: {} }],
    ['null for an id', { id: null, method: 'x' }, { kind: 'notification', id: '', method: 'x', params: {} }],
    ['params that are a list', { id: 1, method: 'x', params: [1] }, { kind: 'request', id: '1', method: 'x', params: {} }],
    ['a result of null', { id: 1, result: null }, { kind: 'reply', id: '1', result: null }],
    ['an error without words', { id: 1, error: {} }, { kind: 'reply', id: '1', error: {} }],
    ['an error whose code is text', { id: 1, error: { code: 'x', message: 3 } }, { kind: 'reply', id: '1', error: {} }],
    ['an error for nobody', { id: null, error: { code: 1 } }, { kind: 'reply', id: undefined, error: { code: 1 } }],
    ['a result and an error', { id: 1, result: {}, error: { code: 1 } }, { kind: 'reply', id: '1', error: { code: 1 } }],
  ])('%s', (_what, value, message) => {
    expect(readMessages(value)).toEqual([message])
  })

  test.each([[null], [3], ['x'], [{}], [{ method: '' }], [{ method: 3, id: 1 }], [{ id: 1 }], [{ result: {} }], [{ error: 'x' }], [[[]]]])(
    'none in %j',
    (value) => {
      expect(readMessages(value)).toEqual([])
    },
  )

  test.each([
    ['a tool without a name', 'tools/call', {}, {}],
    ['a tool whose name is no text', 'tools/call', { name: 3, arguments: null }, { arguments: null }],
    ['a resource without an address', 'resources/read', { uri: 3 }, {}],
    ['a completion of nothing', 'completion/complete', { ref: 'x' }, {}],
    ['another method with a name', 'resources/list', { name: 'x' }, {}],
  ])('%s', (_what, method, params, facts) => {
    expect(factsOf({ kind: 'request', id: '1', method, params })).toEqual(facts)
  })
})
