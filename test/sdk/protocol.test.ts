import { describe, expect, test } from 'vitest'
import { MAX_ATTRIBUTE, MAX_ATTRIBUTES, MAX_ENTRIES, MAX_ID, MAX_NAME, MAX_TEXT } from '../../sdk/protocol/fields.ts'
import { WINDOW_MESSAGE_TYPE } from '../../sdk/protocol/messages.ts'
import { readMessage, readWindowMessage } from '../../sdk/protocol/read-messages.ts'
import { readDelta, readEntry, readEventRecord, readResourceEntry, readSpanRecord } from '../../sdk/protocol/read-records.ts'
import type { ProtocolMessage } from '../../sdk/protocol/messages.ts'
import type { Entry, SpanRecord } from '../../sdk/protocol/records.ts'

const SPAN: SpanRecord = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '00f067aa0ba902b7',
  name: 'chat gpt-4o',
  kind: 3,
  startTimeUnixNano: '1760000000000000001',
  endTimeUnixNano: '1760000000500000001',
  status: { code: 2, message: 'rate limited' },
  attributes: { text: 'a', number: 1.5, flag: true, list: ['a', 'b'], numbers: [1, 2], empty: [] },
  events: [{ name: 'e', timeUnixNano: '1760000000100000001', attributes: { a: 1 } }],
  links: [{ traceId: 't', spanId: 's', attributes: {} }],
  resource: '1',
  state: 'ended',
  parentSource: 'stack',
  place: { file: 'https://app.test/main.js', line: 12, column: 3 },
  content: {
    systemInstructions: [{ type: 'text', content: 'be brief' }],
    inputMessages: [{ role: 'user', parts: [{ type: 'text', content: 'hi' }], name: 'bob' }],
    outputMessages: [
      { role: 'assistant', parts: [{ type: 'tool_call', id: '1', arguments: { a: [1, null, 'x'] } }], finish_reason: 'tool_call' },
      {
        role: 'assistant',
        parts: [{ type: 'text', content: 'x', truncated_characters: 4 }],
        logprobs: [{ token: 'x', logprob: -0.5, top: [{ token: 'y', logprob: -1 }] }, { token: 'z' }],
        truncated_logprobs: 3,
      },
    ],
    toolDefinitions: [{ type: 'function', name: 'search', parameters: { type: 'object' } }],
    toolCallArguments: { q: 'x' },
    toolCallResult: null,
    truncatedCharacters: 4,
    truncatedMessages: 2,
  },
  chunks: { offsets: [1.5, 2.5], sizes: [10, 20], dropped: 3 },
  firstChunkOffset: 1.5,
}

const RESOURCE = { resource: '1', attributes: { 'service.name': 'x' }, scope: { name: 's', version: '1' } }
const ENTRIES: readonly Entry[] = [
  { seq: 1, ...RESOURCE },
  { seq: 2, span: SPAN },
  { seq: 3, delta: { spanId: 'b7ad6b7169203331', at: '1760000000000000002', choice: 0, part: 'text', index: 1, text: 'hal', bytes: 12 } },
  { seq: 4, event: { name: 'e', timeUnixNano: '1', traceId: 't', spanId: 's', attributes: {}, body: { a: [1] }, resource: '1' } },
]

const MESSAGES: readonly ProtocolMessage[] = [
  { type: 'hello', v: 1, epoch: 'e', url: 'http://localhost/', sdk: '0.1.0' },
  { type: 'census', v: 1 },
  { type: 'subscribe', v: 1, epoch: 'e', since: 0 },
  { type: 'batch', epoch: 'e', entries: ENTRIES, dropped: 2 },
  { type: 'ack', epoch: 'e', seq: 4 },
  { type: 'clear', epoch: 'e' },
  { type: 'want', epoch: 'e', key: 's/outputMessages/0/1' },
  { type: 'blob', epoch: 'e', key: 's/toolCallResult', value: { a: [1, null, 'x'] } },
  { type: 'blob', epoch: 'e', key: 's/toolCallResult', value: null },
  { type: 'bye', epoch: 'e' },
]

describe('what is sound', () => {
  test.each(MESSAGES)('passes unchanged: $type', (message) => {
    expect(readMessage(message)).toEqual(message)
    expect(readMessage(JSON.parse(JSON.stringify(message)))).toEqual(message)
  })

  test('is rebuilt, not handed on: nothing in it is the page’s object', () => {
    const read = readSpanRecord(SPAN)
    expect(read).toEqual(SPAN)
    expect(read?.attributes).not.toBe(SPAN.attributes)
    expect(read?.content?.inputMessages?.[0]).not.toBe(SPAN.content?.inputMessages?.[0])
  })

  test('passes with the least a record may have', () => {
    const { traceId, spanId, startTimeUnixNano } = SPAN
    const least = {
      traceId,
      spanId,
      name: '',
      kind: 0,
      startTimeUnixNano,
      status: { code: 0 },
      attributes: {},
      events: [],
      links: [],
      resource: '',
      state: 'ended',
    }
    expect(readSpanRecord({ traceId, spanId, startTimeUnixNano })).toEqual(least)
  })

  test('a window message of ours, and no other', () => {
    const [hello, census, subscribe] = MESSAGES
    expect(readWindowMessage({ type: WINDOW_MESSAGE_TYPE, message: hello })).toEqual(hello)
    expect(readWindowMessage({ type: WINDOW_MESSAGE_TYPE, message: census })).toEqual(census)
    expect(readWindowMessage({ type: WINDOW_MESSAGE_TYPE, message: subscribe })).toBeUndefined()
    expect(readWindowMessage({ type: 'other', message: hello })).toBeUndefined()
    expect(readWindowMessage(hello)).toBeUndefined()
  })
})

describe('what is malformed', () => {
  const odd: readonly unknown[] = [
    undefined,
    null,
    0,
    Number.NaN,
    '',
    'x',
    true,
    [],
    {},
    () => 1,
    Symbol('s'),
    1n,
    new Map(),
    new Proxy({}, {}),
  ]

  test.each(odd.map((value) => [value]))('%s is nothing, to every reader', (value) => {
    for (const read of [readMessage, readWindowMessage, readEntry, readSpanRecord, readDelta, readEventRecord, readResourceEntry]) {
      expect(read(value)).toBeUndefined()
    }
  })

  test.each(odd.map((value) => [value]))('%s in any field of a span leaves the span or takes it out, and never throws', (value) => {
    for (const key of Object.keys(SPAN)) {
      const read = readSpanRecord({ ...SPAN, [key]: value })
      // Ids may be any text, a time may not.
      const isId = key === 'traceId' || key === 'spanId'
      expect(read !== undefined).toBe(isId ? value === 'x' : key !== 'startTimeUnixNano')
      expect(read === undefined ? undefined : JSON.parse(JSON.stringify(read))).toEqual(read)
    }
  })

  test('in a batch is left out and counted', () => {
    const batch = { type: 'batch', epoch: 'e', entries: [ENTRIES[0], { seq: 9, span: {} }, 'x', ENTRIES[1]], dropped: 1 }
    expect(readMessage(batch)).toEqual({ type: 'batch', epoch: 'e', entries: [ENTRIES[0], ENTRIES[1]], dropped: 3 })
  })

  test.each([-1, 0, 1.5, Number.POSITIVE_INFINITY, 2 ** 60, '1', undefined])('an entry numbered %s is none', (seq) => {
    expect(readEntry({ seq, span: SPAN })).toBeUndefined()
  })

  test.each(['', '-1', '1.5', '1e9', ' 1', '123456789012345678901', 1760000000000000001])('%s is no time', (startTimeUnixNano) => {
    expect(readSpanRecord({ ...SPAN, startTimeUnixNano })).toBeUndefined()
  })

  test('unknown words become the plain ones', () => {
    const read = readSpanRecord({ ...SPAN, kind: 9, status: { code: 7 }, state: 'x', parentSource: 'guess' })
    expect(read).toMatchObject({ kind: 0, status: { code: 0 }, state: 'ended' })
    expect(read).not.toHaveProperty('parentSource')
  })

  test('attribute values that OpenTelemetry does not know are left out', () => {
    const attributes = { ok: 1, object: { a: 1 }, nothing: null, nan: Number.NaN, mixed: ['a', {}, 1] }
    expect(readSpanRecord({ ...SPAN, attributes })?.attributes).toEqual({ ok: 1, mixed: ['a', 1] })
  })

  test('chunk lists stay in step', () => {
    expect(readSpanRecord({ ...SPAN, chunks: { offsets: [1, 'x', 3, 4], sizes: [10, 20, 30] } })?.chunks).toEqual({
      offsets: [1, 3],
      sizes: [10, 30],
    })
  })
})

describe('what is hostile', () => {
  test('a `__proto__` key changes no prototype, anywhere', () => {
    const text = JSON.stringify(SPAN)
      .replace('{"text":', '{"__proto__":["polluted"],"text":')
      .replace('{"a":[1', '{"__proto__":{"polluted":1},"a":[1')
    expect(text.match(/__proto__/g)).toHaveLength(2)
    const read = readSpanRecord(JSON.parse(text))
    expect(read).toEqual(SPAN)
    const part = read?.content?.outputMessages?.[0]?.parts[0]
    for (const object of [read?.attributes, part, part?.['arguments']]) expect(Object.getPrototypeOf(object)).toBe(Object.prototype)
  })

  test('fields of a prototype are not read', () => {
    expect(readSpanRecord(Object.create(SPAN))).toBeUndefined()
    expect(readMessage(Object.create({ type: 'bye', epoch: 'e' }))).toBeUndefined()
  })

  test('getters and traps that throw are no span', () => {
    const throwing = { ...SPAN }
    Object.defineProperty(throwing, 'name', {
      enumerable: true,
      get: () => {
        throw new Error('no')
      },
    })
    expect(readSpanRecord(throwing)).toBeUndefined()
    const refuse = (): never => {
      throw new Error('no')
    }
    const trap = new Proxy(SPAN, { getOwnPropertyDescriptor: refuse, get: refuse })
    expect(readSpanRecord(trap)).toBeUndefined()
    expect(readMessage(trap)).toBeUndefined()
    expect(readWindowMessage(trap)).toBeUndefined()
  })

  test('a cycle ends', () => {
    const cycle: Record<string, unknown> = { type: 'text' }
    for (const key of 'abcdefgh') cycle[key] = cycle
    const read = readSpanRecord({ ...SPAN, content: { inputMessages: [{ role: 'user', parts: [cycle, cycle] }], toolCallResult: cycle } })
    expect(JSON.stringify(read).length).toBeLessThan(10_000_000)
  })

  test('what nests without end becomes null', () => {
    let deep: unknown = 'bottom'
    for (let level = 0; level < 100_000; level++) deep = [deep]
    const text = JSON.stringify(readSpanRecord({ ...SPAN, content: { toolCallResult: deep } })?.content?.toolCallResult)
    expect(text).toMatch(/^\[+null\]+$/)
  })

  test('text that is too long is cut, and says so', () => {
    const long = 'x'.repeat(70 * 1024 * 1024)
    const read = readSpanRecord({
      ...SPAN,
      name: long,
      attributes: { a: long, [long]: 1 },
      content: { toolCallResult: long, truncatedCharacters: 1 },
    })
    expect(read?.name).toBe(`${'x'.repeat(MAX_NAME)}… [${long.length - MAX_NAME} more characters]`)
    expect(String(read?.attributes['a'])).toMatch(new RegExp(`^x{10}[^]*… \\[${long.length - MAX_ATTRIBUTE} more characters\\]$`))
    expect(read?.content?.toolCallResult).toHaveLength(MAX_TEXT)
    expect(read?.content?.truncatedCharacters).toBe(1 + long.length - MAX_TEXT)
    expect(readSpanRecord({ ...SPAN, spanId: long })).toBeUndefined()
    expect(readMessage({ type: 'bye', epoch: 'x'.repeat(MAX_ID + 1) })).toBeUndefined()
  })

  test('lists that are too long are cut', () => {
    const attributes = Object.fromEntries(Array.from({ length: 2 * MAX_ATTRIBUTES }, (_, at) => [`k${at}`, at]))
    expect(Object.keys(readSpanRecord({ ...SPAN, attributes })?.attributes ?? {})).toHaveLength(MAX_ATTRIBUTES)
    const entries = Array.from({ length: MAX_ENTRIES + 5 }, (_, at) => ({ seq: at + 1, ...RESOURCE }))
    const read = readMessage({ type: 'batch', epoch: 'e', entries, dropped: 0 })
    expect(read).toMatchObject({ dropped: 5 })
  })
})
