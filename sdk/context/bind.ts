/** `ContextManager.bind` for any manager: functions, and emitters of the web's and of Node's shape. */
import type { Context, ContextManager } from '@opentelemetry/api'

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

const ADDERS = ['addEventListener', 'on', 'once', 'addListener', 'prependListener', 'prependOnceListener']
const REMOVERS = ['removeEventListener', 'off', 'removeListener']

const boundEmitters = new WeakSet()

/** `target` bound to `context`: a new function for a function, the same object for an emitter (its listeners run bound), else `target`. */
export function bindTarget<T>(manager: ContextManager, context: Context, target: T): T
export function bindTarget(manager: ContextManager, context: Context, target: unknown): unknown {
  if (isFunction(target)) return bindFunction(manager, context, target)
  if (isEmitter(target) && !boundEmitters.has(target)) bindEmitter(manager, context, target)
  return target
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function'
}

function isEmitter(value: unknown): value is object {
  return typeof value === 'object' && value !== null && ADDERS.some((name) => isFunction(Reflect.get(value, name)))
}

function bindFunction(manager: ContextManager, context: Context, target: AnyFunction): AnyFunction {
  function bound(this: unknown, ...args: unknown[]): unknown {
    return manager.with(context, target, this, ...args)
  }
  return Object.defineProperty(bound, 'length', { value: target.length, configurable: true })
}

function bindEmitter(manager: ContextManager, context: Context, emitter: object): void {
  boundEmitters.add(emitter)
  const bound = new WeakMap<object, AnyFunction>()
  const wrap = (listener: object): AnyFunction => {
    const known = bound.get(listener) ?? bindFunction(manager, context, asFunction(listener))
    bound.set(listener, known)
    return known
  }
  // Node's `once` calls `on` of the same object: only the outer of the two may wrap.
  let inside = false
  patch(emitter, ADDERS, (native) => {
    return function (this: unknown, type, listener, ...rest) {
      const wrapped = inside || !isListener(listener) ? listener : wrap(listener)
      const before = inside
      inside = true
      try {
        return Reflect.apply(native, this, [type, wrapped, ...rest])
      } finally {
        inside = before
      }
    }
  })
  patch(emitter, REMOVERS, (native) => {
    return function (this: unknown, type, listener, ...rest) {
      return Reflect.apply(native, this, [type, (isListener(listener) && bound.get(listener)) || listener, ...rest])
    }
  })
}

function patch(emitter: object, names: readonly string[], wrap: (native: AnyFunction) => AnyFunction): void {
  for (const name of names) {
    const native: unknown = Reflect.get(emitter, name)
    if (!isFunction(native)) continue
    Object.defineProperty(emitter, name, { value: wrap(native), writable: true, configurable: true })
  }
}

function isListener(value: unknown): value is object {
  return isFunction(value) || (typeof value === 'object' && value !== null && 'handleEvent' in value)
}

/** DOM listeners may be objects, whose `handleEvent` is looked up at each event. */
function asFunction(listener: object): AnyFunction {
  if (isFunction(listener)) return listener
  return (...args) => {
    const handle: unknown = Reflect.get(listener, 'handleEvent')
    return isFunction(handle) ? Reflect.apply(handle, listener, args) : undefined
  }
}
