/** A form's fields as one JSON object, which is what wires are read from: gateways and servers of their own take the same names in a form. */
import { type Callable, isCallable, isObject } from './patch.ts'

/** Texts that stay texts, whatever they look like. */
const TEXTS: ReadonlySet<string> = new Set(['model', 'prompt', 'input', 'system', 'suffix', 'content', 'message', 'query', 'user', 'id'])

/** More fields than any wire has: beyond it a form is none of a model's. */
const MAX_FIELDS = 200

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value }

/** `form`: a FormData or URLSearchParams, of any realm. Files are left out. `undefined` where it is another object, or has too many fields. */
export function formText(form: object): string | undefined {
  const fields = fieldsOf(form)
  if (fields === undefined) return undefined
  const values = new Map<string, Value[]>()
  for (const [name, text] of fields) {
    const before = values.get(name) ?? []
    before.push(valueOf(name, text))
    values.set(name, before)
  }
  return JSON.stringify(Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all])))
}

/** Taken once, so that no patch of the page is called. */
const methods: readonly Callable[] = [globalThis.FormData?.prototype, globalThis.URLSearchParams?.prototype].flatMap((prototype) => {
  const method: unknown = prototype && Reflect.get(prototype, 'forEach')
  return isCallable(method) ? [method] : []
})

function fieldsOf(form: object): readonly (readonly [string, string])[] | undefined {
  const fields: (readonly [string, string])[] = []
  const add = (value: unknown, name: unknown): void => {
    if (typeof value === 'string' && typeof name === 'string' && fields.length <= MAX_FIELDS) fields.push([name, value])
  }
  const read = methods.some((method) => {
    try {
      Reflect.apply(method, form, [add])
      return true
    } catch {
      return false
    }
  })
  return read && fields.length <= MAX_FIELDS ? fields : undefined
}

/** JSON in a field is a list or an object; numbers and truth values are what a form has no other way to write. */
function valueOf(name: string, text: string): Value {
  if (TEXTS.has(name.replace(/\[\]$/, ''))) return text
  if (!/^\s*[[{]/.test(text) && !/^(?:true|false|null|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.test(text)) return text
  try {
    const value: unknown = JSON.parse(text)
    return isValue(value) ? value : text
  } catch {
    return text
  }
}

const isValue = (value: unknown): value is Value =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value) || isObject(value)
