/**
 * What bodies the page's Requests were made with. A Request shows its body as a stream only, which could be read once: so what its constructor was given
 * is remembered beside it, and goes where the Request goes: into its clones, and into Requests made of it.
 */
import { givenBody, type GivenBody, UNKNOWN_BODY } from './given-body.ts'
import { guard } from './guard.ts'
import { getter } from './natives.ts'
import { isObject, type Patches } from './patch.ts'
import { findProperty } from './property.ts'

/** Keyed weakly: a Request that the page drops is forgotten with its body. */
const remembered = new WeakMap<object, GivenBody>()

const prototype = globalThis.Request?.prototype
const methodOf = getter(prototype, 'method')
const nativeBody = getter(prototype, 'body')
const bodyUsed = getter(prototype, 'bodyUsed')

/** The body that `fetch(input, init)` or `new Request(input, init)` was called with; `undefined` where there is none. */
export function bodyOf(input: unknown, init: unknown): GivenBody | undefined {
  return bodyOfInit(init) ?? bodyOfRequest(input)
}

function bodyOfInit(init: unknown): GivenBody | undefined {
  if (!isObject(init)) return undefined
  const property = findProperty(init, 'body')
  if (property === undefined || 'value' in property) return givenBody(property?.value)
  // A Request as `init`: its accessor is the platform's. What another one gives only the platform may ask.
  return methodOf(init) === undefined ? UNKNOWN_BODY : bodyOfRequest(init)
}

function bodyOfRequest(input: unknown): GivenBody | undefined {
  if (!isObject(input)) return undefined
  const known = remembered.get(input)
  if (known !== undefined) return known
  const hidden = nativeBody(input)
  return (hidden !== undefined && hidden !== null) || bodyUsed(input) === true ? UNKNOWN_BODY : undefined
}

/** Puts the memory behind `new Request()` and `clone()`. */
export function patchRequests(patches: Patches): void {
  patches.construct(globalThis, 'Request', (made, [input, init]) => {
    const body = bodyOf(input, init)
    if (body !== undefined) remembered.set(made, body)
  })
  patches.method(prototype, 'clone', (native, self, args) => {
    const copy = Reflect.apply(native, self, args)
    const body = isObject(self) ? remembered.get(self) : undefined
    if (body !== undefined) guard(() => isObject(copy) && remembered.set(copy, body))
    return copy
  })
}
