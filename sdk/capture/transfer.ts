/** The page hands an observed body to the platform whole: `structuredClone`, `textStream`, a request's body. */
import { guard } from './guard.ts'
import { type AfterEnd, interpose, type Interposed } from './interpose.ts'
import { touch } from './observe.ts'
import { isObject, type Patches } from './patch.ts'
import { dataProperty } from './property.ts'
import type { Watch } from './body-watch.ts'

/** An interposed stream for a body that nobody has locked. */
function standIn(watch: Watch, body: unknown, after: AfterEnd): Interposed | undefined {
  const branch = watch.freeBranchOf(body)
  return branch && isObject(body) ? interpose(watch, body, branch, after) : undefined
}

/** Calls `use` with the stand-in; where that throws, the lock goes back and `bare` says what the platform says. */
function instead(between: Interposed | undefined, use: (stream: ReadableStream<unknown>) => unknown, bare: () => unknown): unknown {
  if (!between) return bare()
  let answer: unknown
  try {
    answer = use(between.stream)
  } catch {
    between.release()
    return bare()
  }
  guard(() => between.start())
  return answer
}

function patchStructuredClone(watch: Watch, patches: Patches): void {
  patches.method(globalThis, 'structuredClone', (native, self, args) => {
    const [value, options] = args
    const transfer = isObject(options) ? dataProperty(options, 'transfer') : undefined
    // A stream nested in the value, or transferred with others, goes its way unseen.
    const alone = Array.isArray(transfer) && transfer.length === 1 && transfer[0] === value
    const between = alone ? guard(() => standIn(watch, value, 'release at end')) : undefined
    const bare = (): unknown => Reflect.apply(native, self, args)
    return instead(between, (stream) => Reflect.apply(native, self, [stream, { transfer: [stream] }]), bare)
  })
}

/** The platform decodes a stream in one go; a Response over the stand-in does the same decoding. */
function patchTextStream(watch: Watch, patches: Patches, prototype: object | undefined): void {
  patches.method(prototype, 'textStream', (native, self, args) => {
    const bare = (): unknown => Reflect.apply(native, self, args)
    touch(watch, self)
    if (watch.idle) return bare()
    const { natives } = watch
    const shown = watch.shownOf(self)
    if (shown && natives.bodyUsed(self) === false && natives.locked(shown.stream) === false)
      return natives.textStream(asResponse(watch, shown.stream))
    const body = natives.bodyUsed(self) === false ? natives.body(self) : undefined
    const between = guard(() => (watch.branchOf(body)?.signal?.aborted === true ? undefined : standIn(watch, body, 'release soon')))
    return instead(between, (stream) => natives.textStream(asResponse(watch, stream)), bare)
  })
}

const isBody = (value: unknown): value is ReadableStream<Uint8Array<ArrayBuffer>> => value instanceof ReadableStream

function asResponse({ natives }: Watch, stream: unknown): object {
  if (!isBody(stream)) throw new TypeError('no stream')
  return new natives.Response(stream)
}

export function patchTransfers(watch: Watch, patches: Patches): void {
  patchStructuredClone(watch, patches)
  for (const prototype of [watch.natives.prototypes.response, watch.natives.prototypes.request]) patchTextStream(watch, patches, prototype)
}

const isSent = (init: object): boolean => {
  const method = dataProperty(init, 'method')
  return dataProperty(init, 'duplex') === 'half' && typeof method === 'string' && !/^(get|head)$/i.test(method)
}

/**
 * `fetch(url, { body })` with an observed body: the same call with the stand-in in its place; `undefined` where the platform would refuse
 * before it takes the lock. A Request made with such a body goes its way unseen.
 */
export function upload(watch: Watch, args: readonly unknown[]): readonly unknown[] | undefined {
  const [input, init] = args
  if (!isObject(init) || !isSent(init)) return undefined
  const between = standIn(watch, dataProperty(init, 'body'), 'keep lock')
  if (!between) return undefined
  // Everything else is inherited, so that the platform reads the page's own properties.
  const changed: unknown = Object.create(init, { body: { value: between.stream, enumerable: true } })
  return [input, changed]
}
