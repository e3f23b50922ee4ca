/** Everything that an application can see of a value, as text: classes, own properties, errors with their causes, responses. */

/** Deep enough for an error of a client inside an error of a framework. */
const MAX_DEPTH = 14

type Seen = string | number | boolean | null | undefined | readonly Seen[] | { readonly [key: string]: Seen }

const classOf = (value: object): string => {
  const made: unknown = Reflect.get(value, 'constructor')
  return typeof made === 'function' ? made.name : 'null'
}

function responseOf(response: Response): Seen {
  const { status, statusText, ok, url, type, redirected, bodyUsed } = response
  return { class: 'Response', status, statusText, ok, url, type, redirected, bodyUsed, headers: headersOf(response.headers) }
}

const headersOf = (headers: Headers): Seen => Object.fromEntries([...headers].filter(([name]) => name !== 'date'))

/** Accessors are not asked: some of a client's start work. */
function ownOf(value: object, depth: number, above: readonly object[]): { readonly [key: string]: Seen } {
  const keys = Object.keys(value).filter((key) => key !== 'stack')
  return Object.fromEntries(
    keys.map((key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, key)
      return [key, descriptor && 'value' in descriptor ? seen(descriptor.value, depth + 1, above) : 'accessor']
    }),
  )
}

function errorOf(error: Error, depth: number, above: readonly object[]): Seen {
  const { name, message, cause } = error
  const classes: string[] = []
  for (let at: unknown = Object.getPrototypeOf(error); at instanceof Error; at = Object.getPrototypeOf(at)) classes.push(classOf(at))
  return { class: classes.join(' '), name, message, cause: seen(cause, depth + 1, above), own: ownOf(error, depth, above) }
}

function objectOf(value: object, depth: number, above: readonly object[]): Seen {
  if (depth > MAX_DEPTH) return '[deeper]'
  if (above.includes(value)) return '[circle]'
  const here = [...above, value]
  if (Array.isArray(value)) return value.map((item) => seen(item, depth + 1, here))
  if (value instanceof Error || value instanceof DOMException) return errorOf(value, depth, here)
  if (value instanceof Response) return responseOf(value)
  if (value instanceof Headers) return { class: 'Headers', entries: headersOf(value) }
  if (value instanceof Date) return { class: 'Date', at: value.toISOString() }
  if (value instanceof Map) return { class: 'Map', entries: seen([...value], depth + 1, here) }
  if (value instanceof Blob) return { class: 'Blob', size: value.size, type: value.type }
  if (ArrayBuffer.isView(value)) return { class: classOf(value), bytes: value.byteLength }
  return { class: classOf(value), ...ownOf(value, depth, here) }
}

function seen(value: unknown, depth: number, above: readonly object[]): Seen {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'object':
      return value === null ? null : objectOf(value, depth, above)
    case 'function':
      return `[function ${value.length}]`
    default:
      return `[${typeof value}]`
  }
}

/** What an application sees of `value`, one property a line. */
export const see = (value: unknown): string => JSON.stringify(seen(value, 0, []), null, 1)
