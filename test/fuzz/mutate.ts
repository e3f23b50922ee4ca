/** Ways of damaging an input: bytes, lines, and the JSON inside the lines. */
import { parseJson } from '../../sdk/parser/json.ts'
import type { JsonValue } from '../../sdk/protocol/records.ts'
import { isList, isObject } from '../../sdk/provider/read/json.ts'
import type { Random } from './random.ts'

type Mutable = { [key: string]: JsonValue } | JsonValue[]

/** Keys that mean something to JavaScript, not to any wire. */
const TRAPS = ['__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'then', 'length', 'toJSON', '']

/** Longest input before its bytes are damaged, in characters: a million inputs are to be read in minutes. */
const WINDOW_CHARACTERS = 1_500

/** Some lines of `text` that follow one another: long bodies repeat themselves. */
export function windowOf(random: Random, text: string): string {
  if (text.length <= WINDOW_CHARACTERS || random.chance(0.002)) return text
  const start = random.chance(0.4) ? 0 : random.below(text.length - WINDOW_CHARACTERS / 2)
  const aligned = start === 0 || random.chance(0.1) ? start : text.indexOf('\n', start) + 1
  return text.slice(aligned, aligned + WINDOW_CHARACTERS)
}

/** Lines doubled, left out, moved, and mixed with those of `other`. */
export function mixLines(random: Random, text: string, other: string): string {
  const separator = random.chance(0.8) ? '\n\n' : '\n'
  const lines = text.split(separator)
  const others = other.split(random.chance(0.8) ? '\n\n' : '\n')
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(lines.length + 1)
    const how = random.below(5)
    if (how === 0) lines.splice(at, 1)
    else if (how === 1) lines.splice(at, 0, random.pick(lines.length > 0 ? lines : ['']))
    else if (how === 2) lines.splice(at, 0, random.pick(others))
    else if (how === 3) lines.splice(random.below(lines.length + 1), 0, ...lines.splice(at, 1))
    else lines.splice(at, 0, random.pick(ODD_LINES))
  }
  return lines.join(random.chance(0.9) ? separator : random.pick(['\r', '\r\n', '\n', '\n\n\n', '\u2028']))
}

const ODD_LINES = [
  'data:',
  'data',
  ':',
  'event: error',
  'event: error\ndata: down for today',
  'event: ping\ndata: {}',
  'id: \u0000',
  'retry: soon',
  'data: [DONE]',
  'data: [DONE]\ndata: {}',
  'error: {"message":"no"}',
  'error: {',
  '{"error":{"message":"no","code":500}}',
  '[{',
  'data: null',
  'data: []',
  'data: "x"',
  'data: 1e999',
  'data: {"error":"x"}',
  'data: {"type":"error","error":{"type":"x"}}',
  'data: {"choices":[null,1,[],{}]}',
  '<html>502</html>',
  ']',
  ',',
  '0:"x"',
  'e:{"finishReason":1}',
  '\uFEFF',
]

/** The JSON of some lines with nodes of the wrong kind, in the wrong place, or far too deep. */
export function mutateLines(random: Random, text: string): string {
  const lines = text.split('\n')
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(lines.length)
    lines[at] = mutateLine(random, lines[at] ?? '')
  }
  return lines.join('\n')
}

function mutateLine(random: Random, line: string): string {
  const start = line.search(/[[{]/)
  if (start === -1) return line
  const value = parseJson(line.slice(start))
  return value === undefined ? line : line.slice(0, start) + JSON.stringify(mutateJson(random, value))
}

/** A copy with one to four nodes changed. */
export function mutateJson(random: Random, value: JsonValue): JsonValue {
  const copy = structuredClone(value)
  const nodes: Mutable[] = []
  collect(copy, nodes)
  if (nodes.length === 0) return oddValue(random)
  for (let times = 1 + random.below(4); times > 0; times--) change(random, random.pick(nodes), nodes)
  return copy
}

function collect(value: JsonValue, into: Mutable[]): void {
  if (typeof value !== 'object' || value === null) return
  // The copy is our own: the read-only type is for those who read it.
  into.push(value as Mutable)
  for (const item of Object.values(value)) collect(item, into)
}

function change(random: Random, node: Mutable, all: readonly Mutable[]): void {
  const key = random.pick(
    Object.keys(node)
      .concat(random.chance(0.1) ? TRAPS : [])
      .concat('0'),
  )
  const how = random.below(9)
  // Readers look words up in tables: those that every object knows must not be found there.
  if (how === 8 && 'type' in node) put(node, 'type', random.pick(TRAPS))
  else if (how === 0 && !Array.isArray(node)) delete node[key]
  else if (how === 1) put(node, random.pick(TRAPS), oddValue(random))
  else if (how === 2) put(node, key, wrap(Object.hasOwn(node, key) ? (Reflect.get(node, key) ?? null) : null))
  else if (how === 3) put(node, key, structuredClone(random.pick(all)))
  else if (how === 4 && Array.isArray(node)) node.push(...structuredClone(node.slice(0, 20)))
  else put(node, key, oddValue(random))
}

const wrap = (value: JsonValue): JsonValue => (isObject(value) || isList(value) ? [value] : { value })

/** As its own property, as `JSON.parse` makes it: an assignment to `__proto__` would be none. */
function put(node: Mutable, key: string, value: JsonValue): void {
  if (Array.isArray(node)) node[Math.min(Number(key) || 0, node.length)] = value
  else Object.defineProperty(node, key, { value, enumerable: true, writable: true, configurable: true })
}

const NUMBERS = [0, -1, 1, 127, 128, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, -1e308, 0.5, Number.MIN_VALUE]
const STRINGS = ['', ' ', '\u0000', '\uD800', '🦜', '[DONE]', 'error', 'null', 'tool_calls', '{"a":', '[', 'data: x\n\n', ...TRAPS]

export function oddValue(random: Random): JsonValue {
  const how = random.below(11)
  if (how < 3) return random.pick([null, true, false])
  if (how < 5) return random.pick(NUMBERS)
  if (how < 7) return random.pick(STRINGS)
  if (how === 7) return []
  if (how === 8) return random.chance(0.5) ? {} : { [random.pick(TRAPS)]: oddValue(random) }
  if (how === 9)
    return random.chance(0.1) ? 'x'.repeat(random.below(20_000)) : random.pick([[null], [[]], [{}], [1, 'a', null], [{ type: 'text' }]])
  return random.chance(0.1) ? nested(random, 1 + random.below(200)) : { type: random.pick(STRINGS), index: random.pick(NUMBERS) }
}

function nested(random: Random, depth: number): JsonValue {
  let value: JsonValue = null
  for (let level = 0; level < depth; level++) value = random.chance(0.5) ? [value] : { a: value }
  return value
}

const ODD_BYTES: readonly (readonly number[])[] = [
  [0xff],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x9f],
  [0xf4, 0x90, 0x80, 0x80],
  [0xef, 0xbb, 0xbf],
  [0x00],
  [0x0d],
  [0x0a],
  [0x0d, 0x0a],
  [0x22],
  [0x5c],
  [0x7b],
  [0x7d],
  [0x5b],
  [0x5d],
  [0x2c],
  [0x3a],
]

/** Bytes changed, put in, taken out, doubled; or the end cut off. */
export function damage(random: Random, bytes: Uint8Array): Uint8Array {
  let result: Uint8Array = bytes
  for (let times = random.below(4); times > 0; times--) {
    const at = random.below(result.length + 1)
    const length = random.below(Math.min(80, result.length - at + 1))
    const how = random.below(5)
    if (how === 0) result = join(result.subarray(0, at), Uint8Array.from(random.pick(ODD_BYTES)), result.subarray(at))
    else if (how === 1) result = join(result.subarray(0, at), Uint8Array.of(random.below(256)), result.subarray(at + 1))
    else if (how === 2) result = join(result.subarray(0, at), result.subarray(at + length))
    else if (how === 3) result = join(result.subarray(0, at + length), result.subarray(at))
    else result = result.subarray(0, at)
  }
  return result
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Where to cut: not at all, at a few places, or after each byte of a short input. */
export function cutsOf(random: Random, length: number): readonly number[] {
  const how = random.below(10)
  if (how < 2) return []
  if (how === 2 && length < 600) return Array.from({ length: Math.max(0, length - 1) }, (_, at) => at + 1)
  return Array.from({ length: 1 + random.below(8) }, () => random.below(length + 1)).toSorted((a, b) => a - b)
}

/** One buffer for all chunks, overwritten after each: a parser that keeps a view of it reads garbage. */
export function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): Generator<Uint8Array> {
  const shared = new Uint8Array(bytes.length)
  let start = 0
  for (const end of [...cuts, bytes.length]) {
    const view = shared.subarray(0, end - start)
    view.set(bytes.subarray(start, end))
    yield view
    view.fill(0x21)
    start = end
  }
}
