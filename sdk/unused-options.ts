/** Which options of a set-up do not hold, since another came first: by name, and only where they would have made a difference. Pure. */

/** What holds where an option is left out. */
const DEFAULTS: { readonly [name: string]: unknown } = {
  content: 'none',
  panelContent: true,
  propagateMcp: false,
  usage: 'observe',
  contextManager: 'stack',
  endpoints: [],
  spanProcessors: [],
}

/** Names of the options among `given` that differ from those that hold. */
export function unusedOptions(given: object, holding: object, used: readonly string[] = []): readonly string[] {
  return Object.keys(given).filter((name) => {
    const value = valueOf(given, name)
    return !used.includes(name) && value !== undefined && !isSame(value, valueOf(holding, name))
  })
}

const valueOf = (options: object, name: string): unknown => Reflect.get(options, name) ?? DEFAULTS[name]

/** Functions and instances are the same only where they are one. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (one instanceof RegExp && other instanceof RegExp) return String(one) === String(other)
  if (!isPlain(one) || !isPlain(other) || Array.isArray(one) !== Array.isArray(other)) return false
  const keys = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...keys].every((key) => isSame(Reflect.get(one, key), Reflect.get(other, key)))
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || prototype === Array.prototype
}
