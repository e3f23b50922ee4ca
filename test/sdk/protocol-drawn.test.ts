/** What the guards promise, held for values by chance: sound records, and such with parts in them that nobody should send. */
import { describe, expect, test } from 'vitest'
import { readMessage, readWindowMessage } from '../../sdk/protocol/read-messages.ts'
import { readDelta, readEntry, readEventRecord, readResourceEntry, readSpanRecord } from '../../sdk/protocol/read-records.ts'
import { seeded } from '../support/random.ts'

type Below = (below: number) => number
type Fields = Record<string, unknown>

/** Of each kind. */
const DRAWS = 300
/** Stands wherever no reader may look: in prototypes, and under `__proto__`, symbols and what is not enumerable. */
const HIDDEN = 'must not be read'

const pick = <T>(below: Below, ways: readonly (() => T)[]): T => (ways[below(ways.length)] ?? (() => expect.unreachable()))()
const some = <T>(below: Below, make: () => T): T[] => Array.from({ length: below(4) }, make)

/** With each of the fields that a record may be without, or not. */
function maybe(below: Below, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(() => below(2) === 0))
}

const word = (below: Below): string =>
  pick(below, [() => '', () => 'chat', () => '😀 é', () => `${below(1e9)}`, () => 'x'.repeat(below(300))])
const nanos = (below: Below): string => `${1_760_000_000 + below(1e6)}${String(below(1e9)).padStart(9, '0')}`
const id = (below: Below): string => `id ${below(1e6)}`
const scalar = (below: Below): unknown =>
  pick<unknown>(below, [() => word(below), () => below(100) / 8, () => -1 - below(100), () => below(2) === 0])

function json(below: Below, depth = 0): unknown {
  if (depth > 3) return null
  return pick(below, [
    () => scalar(below),
    () => null,
    () => some(below, () => json(below, depth + 1)),
    () => Object.fromEntries(some(below, () => [word(below), json(below, depth + 1)])),
  ])
}

const attributes = (below: Below): Fields =>
  Object.fromEntries(some(below, () => [word(below), pick(below, [() => scalar(below), () => some(below, () => scalar(below))])]))

const part = (below: Below): unknown => ({ type: word(below), ...maybe(below, { content: word(below), arguments: json(below) }) })

function message(below: Below): unknown {
  const others = (): unknown => ({ token: word(below), logprob: -1 - below(9) })
  const token = (): unknown => ({ token: word(below), ...maybe(below, { logprob: -1 / (1 + below(9)), top: some(below, others) }) })
  const rest = { name: word(below), finish_reason: 'stop', logprobs: some(below, token), truncated_logprobs: 1 + below(9) }
  return { role: word(below), parts: some(below, () => part(below)), ...maybe(below, rest) }
}

const content = (below: Below): unknown => ({
  toolCallResult: json(below),
  ...maybe(below, {
    systemInstructions: some(below, () => part(below)),
    inputMessages: some(below, () => message(below)),
    outputMessages: some(below, () => message(below)),
    toolDefinitions: some(below, () => ({ type: 'function', name: word(below), parameters: json(below) })),
    toolCallArguments: json(below),
    truncatedCharacters: 1 + below(9),
    truncatedMessages: 1 + below(9),
  }),
})

function chunks(below: Below): unknown {
  const offsets = Array.from({ length: 1 + below(4) }, () => below(9_000) / 8)
  return { offsets, sizes: offsets.map(() => below(900)), ...maybe(below, { dropped: 1 + below(9) }) }
}

const span = (below: Below): unknown => ({
  traceId: id(below),
  spanId: id(below),
  name: word(below),
  kind: below(6),
  startTimeUnixNano: nanos(below),
  status: { code: below(3), ...maybe(below, { message: word(below) }) },
  attributes: attributes(below),
  events: some(below, () => ({ name: word(below), timeUnixNano: nanos(below), attributes: attributes(below) })),
  links: some(below, () => ({ traceId: id(below), spanId: id(below), attributes: attributes(below) })),
  resource: id(below),
  state: pick(below, [() => 'running', () => 'ended']),
  ...maybe(below, {
    parentSpanId: id(below),
    endTimeUnixNano: nanos(below),
    parentSource: pick(below, [() => 'explicit', () => 'stack']),
    content: content(below),
    chunks: chunks(below),
    firstChunkOffset: below(900) / 8,
    place: { file: `f${word(below)}`, line: 1 + below(9), column: 1 + below(9) },
    probablyOver: true,
  }),
})

const delta = (below: Below): unknown => ({
  spanId: id(below),
  at: nanos(below),
  choice: below(3),
  part: pick(below, [() => 'text', () => 'reasoning', () => 'tool_arguments']),
  index: below(3),
  text: word(below),
  bytes: below(99),
})

const event = (below: Below): unknown => ({
  name: word(below),
  timeUnixNano: nanos(below),
  attributes: attributes(below),
  resource: id(below),
  ...maybe(below, { traceId: id(below), spanId: id(below), body: json(below) }),
})

const resource = (below: Below): Fields => ({
  resource: id(below),
  attributes: attributes(below),
  scope: { name: word(below), ...maybe(below, { version: word(below) }) },
})

const entry = (below: Below): unknown => ({
  seq: 1 + below(1e6),
  ...pick<Fields>(below, [
    () => ({ span: span(below) }),
    () => ({ delta: delta(below) }),
    () => ({ event: event(below) }),
    () => resource(below),
  ]),
})

const batch = (below: Below): unknown => ({ type: 'batch', epoch: id(below), entries: some(below, () => entry(below)), dropped: below(9) })

const readers: readonly (readonly [string, (below: Below) => unknown, (value: unknown) => unknown])[] = [
  ['a batch', batch, readMessage],
  ['an entry', entry, readEntry],
  ['a span', span, readSpanRecord],
  ['a delta', delta, readDelta],
  ['an event', event, readEventRecord],
  ['a resource', resource, readResourceEntry],
]

const throwing = (): never => {
  throw new Error('no')
}
const hidden = (value: unknown, enumerable: boolean): PropertyDescriptor => ({ value, enumerable, configurable: true })

/** What no JSON holds, or holds and means nothing by it. */
const odd = (below: Below): unknown =>
  pick<unknown>(below, [
    () => undefined,
    () => null,
    () => pick(below, [() => -1, () => -0, () => 0.5, () => 2 ** 60, () => Number.NaN, () => Number.POSITIVE_INFINITY]),
    () => pick(below, [() => '', () => '\ud83d', () => '-1', () => '1e9', () => '__proto__', () => 'constructor']),
    () => pick<unknown>(below, [() => 1n, () => Symbol('s'), () => () => 1, () => new Date(0), () => new Map([[1, 2]]), () => /x/]),
    () => pick<unknown>(below, [() => [], () => ({}), () => Object.create(null), () => Array.from({ length: 3 }), () => new Array(3)]),
    () => ({ type: odd(below), role: odd(below), parts: [odd(below)] }),
    () => Object.create({ type: HIDDEN, role: HIDDEN, name: HIDDEN, code: HIDDEN, traceId: HIDDEN }),
    () => Object.defineProperty({ a: 1 }, '__proto__', hidden({ type: HIDDEN }, true)),
    () => Object.defineProperties({ a: 1 }, { [Symbol(HIDDEN)]: hidden(HIDDEN, true), b: hidden(HIDDEN, false) }),
    () => Object.defineProperty({}, 'a', { get: throwing, enumerable: true }),
    () => new Proxy({ a: 1 }, pick<ProxyHandler<object>>(below, [() => ({}), () => ({ get: throwing }), () => ({ ownKeys: throwing })])),
    () => new Proxy([{ type: 'text' }], {}),
  ])

/** The value with some of its parts changed, at any depth. */
function damaged(below: Below, value: unknown): unknown {
  const objects: object[] = []
  const collect = (each: unknown): void => {
    if (typeof each !== 'object' || each === null) return
    objects.push(each)
    Object.values(each).forEach(collect)
  }
  collect(value)
  for (let times = 1 + below(4); times > 0; times--) {
    const object = objects[below(objects.length)] ?? {}
    const keys = [...Object.keys(object), Array.isArray(object) ? '0' : '__proto__']
    const key = keys[below(keys.length)] ?? ''
    const how = below(8)
    if (how === 0) Reflect.deleteProperty(object, key)
    else if (how === 1) Object.setPrototypeOf(object, Array.isArray(object) ? Array.prototype : { [key]: HIDDEN, name: HIDDEN })
    else if (how === 2 && !Array.isArray(object))
      Object.defineProperty(object, key, { get: throwing, enumerable: true, configurable: true })
    else Object.defineProperty(object, key, { value: odd(below), enumerable: true, writable: true, configurable: true })
  }
  return value
}

function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found
  found.add(value)
  // By descriptor: what was sent has getters that throw, and proxies.
  try {
    for (const { value: field } of Object.values(Object.getOwnPropertyDescriptors(value))) objectsIn(field, found)
  } catch {}
  return found
}

/** Where what was read is no plain JSON that was made anew. */
function faultsOf(result: unknown, sent: unknown): readonly string[] {
  const given = objectsIn(sent)
  const faults = [...objectsIn(result)].flatMap((object) => {
    const fields = Object.values(object)
    return [
      given.has(object) ? 'is the sender’s own' : '',
      [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(object)) ? '' : 'has another prototype',
      Reflect.ownKeys(object).some((key) => typeof key === 'symbol' || key === '__proto__') ? 'has a key that JSON has not' : '',
      fields.some((field) => field === undefined || Number.isNaN(field)) ? 'has a field that JSON has not' : '',
      Array.isArray(object) && fields.length < object.length ? 'is a list with holes' : '',
    ]
  })
  return [...faults, JSON.stringify(result).includes(HIDDEN) ? 'was read where no field is' : ''].filter((fault) => fault !== '')
}

describe.each(readers)('%s', (_, make, read) => {
  test('that is sound passes unchanged', () => {
    const below = seeded(1)
    for (let draw = 0; draw < DRAWS; draw++) {
      const sent = make(below)
      expect(read(structuredClone(sent))).toStrictEqual(sent)
    }
  })

  test('that is not is nothing, or plain JSON, rebuilt, which passes unchanged', () => {
    const below = seeded(2)
    let passed = 0
    for (let draw = 0; draw < DRAWS; draw++) {
      const sent = damaged(below, make(below))
      const result = read(sent)
      if (result === undefined) continue
      passed++
      expect(JSON.stringify(read(result))).toBe(JSON.stringify(result))
      expect(faultsOf(result, sent)).toEqual([])
    }
    expect(passed).toBeGreaterThan(DRAWS / 20)
    expect(passed).toBeLessThan(DRAWS)
  })
})

test('no reader throws, whatever comes', () => {
  const below = seeded(3)
  const all = [...readers.map(([, , read]) => read), readWindowMessage]
  for (let draw = 0; draw < DRAWS; draw++) {
    const sent = pick(below, [() => odd(below), () => damaged(below, batch(below)), () => damaged(below, span(below))])
    for (const read of all) expect(() => read(sent)).not.toThrow()
  }
})
