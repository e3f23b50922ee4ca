/** Arguments of a function call that Gemini streams piece by piece (`streamFunctionCallArguments`). */
import type { JsonValue } from '../../protocol/records.ts'
import { string, type JsonObject } from '../read/json.ts'

type Node = { [key: string]: JsonValue } | JsonValue[]

/** Largest index of a list that a path may name: a forged one must not make a list of a billion holes. */
const MAX_INDEX = 10_000

/**
 * Sets the value of `piece` (`{ jsonPath: '$.a.b[0]', stringValue | numberValue | boolValue | nullValue }`) in `values`; a string is
 * appended to the one that is there, since long ones come in several pieces. Returns what it added, as text.
 */
export function applyPartialArgument(values: { [key: string]: JsonValue }, piece: JsonObject): string {
  const path = readPath(string(piece['jsonPath']) ?? '')
  const last = path.at(-1)
  const added = valueOf(piece)
  if (last === undefined || added === undefined) return ''
  let node: Node = values
  for (const [depth, key] of path.slice(0, -1).entries()) node = descend(node, key, typeof path[depth + 1] === 'number')
  const before = read(node, last)
  write(node, last, typeof before === 'string' && typeof added === 'string' ? before + added : added)
  return typeof added === 'string' ? added : JSON.stringify(added)
}

function valueOf(piece: JsonObject): JsonValue | undefined {
  if (piece['nullValue'] !== undefined) return null
  return piece['stringValue'] ?? piece['numberValue'] ?? piece['boolValue']
}

/** `$.a['b c'][0]` → `['a', 'b c', 0]`; empty where a step could reach an object's prototype. */
function readPath(path: string): readonly (string | number)[] {
  const steps = [...path.matchAll(/\[(\d+)\]|\[['"]([^'"]*)['"]\]|\.([^.[\]]+)/g)]
  const keys = steps.map(([, index, quoted, plain]) => (index === undefined ? (quoted ?? plain ?? '') : Number(index)))
  return keys.some((key) => key === '__proto__' || Number(key) > MAX_INDEX) ? [] : keys
}

function read(node: Node, key: string | number): JsonValue | undefined {
  if (Array.isArray(node)) return node[Number(key)]
  return Object.hasOwn(node, String(key)) ? node[String(key)] : undefined
}

function write(node: Node, key: string | number, value: JsonValue): void {
  if (!Array.isArray(node)) node[String(key)] = value
  else if (typeof key === 'number') node[key] = value
}

/** The object or list under `key`, made where there is none yet. */
function descend(node: Node, key: string | number, asList: boolean): Node {
  const below = read(node, key)
  if (isNode(below)) return below
  const made: Node = asList ? [] : {}
  write(node, key, made)
  return made
}

function isNode(value: JsonValue | undefined): value is { [key: string]: JsonValue } | JsonValue[] {
  return typeof value === 'object' && value !== null
}
