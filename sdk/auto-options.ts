/** Where a page that registers by an import alone says its options. */
import type { Options } from './options.ts'

const GLOBAL_NAME = 'genaiDevtools'
const META_NAME = 'genai-devtools'

/** The options; none where the page says none. Throws a TypeError where what it says are no options at all; `register` looks at each of them. */
export function readAutoOptions(page: object): Options {
  const given: unknown = Reflect.get(page, GLOBAL_NAME)
  if (given !== undefined) return asOptions(given, `globalThis.${GLOBAL_NAME}`)
  const text = metaOf(Reflect.get(page, 'document'))
  return text === undefined ? {} : asOptions(parse(text), `<meta name="${META_NAME}">`)
}

function metaOf(document: unknown): string | undefined {
  if (typeof document !== 'object' || document === null || !('querySelector' in document)) return undefined
  const { querySelector } = document
  const meta: unknown = typeof querySelector === 'function' ? Reflect.apply(querySelector, document, [`meta[name="${META_NAME}"]`]) : null
  const content: unknown = typeof meta === 'object' && meta !== null && 'content' in meta ? meta.content : undefined
  return typeof content === 'string' && content.trim() !== '' ? content : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new TypeError(`<meta name="${META_NAME}"> has no JSON in its content: ${String(error)}`, { cause: error })
  }
}

function asOptions(value: unknown, place: string): Options {
  if (isObject(value)) return value
  throw new TypeError(`${place} must be an object of options such as { "serviceName": "shop" }, not ${JSON.stringify(value)}`)
}

const isObject = (value: unknown): value is Options => typeof value === 'object' && value !== null && !Array.isArray(value)
