/** Whose wire a request, or a response's headers, speak. */
import { a2a, agUi } from './agent/wires.ts'
import type { RequestShape, Wire } from './read/dialect.ts'
import { endsWith, segments } from './read/path.ts'
import { wires } from './wires.ts'

/** Which wire a request speaks: by its path, else by its body's keys; never by its host alone. `undefined`: none that is known. */
export function recognise(shape: RequestShape): Wire | undefined {
  const sure = byPath(shape) ?? agentOf(shape)
  if (sure !== undefined) return sure
  if (shape.method !== 'POST' || shape.body === undefined || isOtherWire(shape.url)) return undefined
  return wires.find((wire) => wire.matchesBody?.(shape))
}

/** Addresses whose wire their path alone tells, or tells not to be known: to hold one against every wire takes a tenth of a whole call's cost. */
const told = new Map<string, Wire | undefined>()
const MAX_TOLD = 100
const MAX_ADDRESS_CHARACTERS = 2_000
/** The same by the URL itself, where one serves several requests: to ask it for its parts takes as long as to look them up. */
const toldOf = new WeakMap<URL, Map<string, Wire | undefined>>()

function byPath(shape: RequestShape): Wire | undefined {
  const { method } = shape
  const url = shape.place ?? shape.url
  const known = toldOf.get(url)
  if (known?.has(method) === true) return known.get(method)
  // Without its query, which tells no wire, and may hold a credential: that is kept nowhere.
  const address = `${method} ${url.host}${url.pathname}`
  if (!told.has(address)) {
    let looksInside = false
    const watched: RequestShape = {
      method,
      url,
      get body() {
        looksInside = true
        return shape.body
      },
    }
    const found = wires.find((wire) => wire.matchesPath?.(watched))
    // A `data:` URL may be all of a picture.
    if (looksInside || address.length > MAX_ADDRESS_CHARACTERS) return found
    if (told.size >= MAX_TOLD) told.clear()
    told.set(address, found)
  }
  const wire = told.get(address)
  toldOf.set(url, (known ?? new Map<string, Wire | undefined>()).set(method, wire))
  return wire
}

/** Agents are asked at any path, by bodies that are like nobody else's. */
function agentOf(shape: RequestShape): Wire | undefined {
  return shape.method === 'POST' ? [agUi, a2a].find((wire) => wire.matchesBody?.(shape)) : undefined
}

/** The wire of a response that names itself in its headers. */
export function recogniseHeaders(header: (name: string) => string | null): Wire | undefined {
  return wires.find((wire) => wire.matchesHeaders?.(header))
}

/** Paths of APIs whose bodies look alike but whose answers do not (Ollama, Cohere, Bedrock, OpenAI's others), and of those that answer nothing. */
const OTHER_PATHS: readonly (readonly string[])[] = [
  ['api', 'chat'],
  ['api', 'generate'],
  ['v1', 'chat'],
  ['v2', 'chat'],
  ['messages', 'count_tokens'],
  ['messages', 'batches'],
  ['responses', 'compact'],
  ['responses', 'input_tokens'],
  ['embeddings'],
  ['moderations'],
  ['audio', 'speech'],
  ['images', 'generations'],
  ['images', 'edits'],
  ['rerank'],
  ['tokenize'],
  ['interactions'],
  ['invoke'],
  ['invoke-with-response-stream'],
  ['converse'],
  ['converse-stream'],
]

/** What stands before the id of an answer that is kept with its provider: to fetch or change it is no new answer. */
const STORES: readonly (readonly string[])[] = [
  ['chat', 'completions'],
  ['v1', 'responses'],
  ['openai', 'responses'],
  ['v1beta', 'interactions'],
]

/** Whether a path leads to an answer that was made before, or to a part of it. */
export function isStored(url: URL): boolean {
  const path = segments(url)
  return STORES.some((store) =>
    path.some((_, at) => at + store.length < path.length && store.every((name, more) => path[at + more] === name)),
  )
}

function isOtherWire(url: URL): boolean {
  // A method of Google's form that no wire knows: countTokens, batchGenerateContent.
  return /:[a-z][A-Za-z]+$/.test(segments(url).at(-1) ?? '') || OTHER_PATHS.some((path) => endsWith(url, ...path))
}
