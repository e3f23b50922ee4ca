import { TRAP } from '../context/read-stack.ts'
import { guard } from './guard.ts'

/** A function of the platform or of a library, called through `Reflect.apply` only. */
export type Callable = (...args: readonly unknown[]) => unknown

export const isCallable = (value: unknown): value is Callable => typeof value === 'function'

export const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function'

/** Stands before a method: gets what it replaces, calls it, answers in its place. */
export type Trap = (native: Callable, self: unknown, args: readonly unknown[]) => unknown

/** Stands behind a constructor: sees what was made. */
export type Made = (made: object, args: readonly unknown[]) => void

const toSource: unknown = Function.prototype.toString

/** Whether the engine wrote it. A library's patch is not passed by, even where that costs us the bytes. */
export function isNativeCode(callable: Callable): boolean {
  const source: unknown = isCallable(toSource) ? Reflect.apply(toSource, callable, []) : ''
  return typeof source === 'string' && source.includes('[native code]')
}

/**
 * Replaced functions and the way back. Each is a Proxy of what it replaces, so that name, length, `prototype` and the text
 * `[native code]` stay; a second library in the chain works either side of ours.
 */
export class Patches {
  readonly #undo: (() => void)[] = []
  readonly #proxies = new Map<Callable, Callable>()
  #live = true

  /** Puts `trap` before `owner[key]`, if there is such a function and it can be replaced. */
  method(owner: object | undefined, key: PropertyKey, trap: Trap): void {
    const native: unknown = owner && Object.getOwnPropertyDescriptor(owner, key)?.value
    if (!owner || !isCallable(native)) return
    // One function under two names (`values` and `Symbol.asyncIterator`) must stay one.
    const proxy = this.#proxies.get(native) ?? this.#trapped(native, trap)
    this.#proxies.set(native, proxy)
    this.replace(owner, key, proxy)
  }

  /** Puts `trap` before the getter of `owner[key]`, if there is one; its `args` are empty. */
  getter(owner: object | undefined, key: PropertyKey, trap: Trap): void {
    const native: unknown = owner && Object.getOwnPropertyDescriptor(owner, key)?.get
    if (owner && isCallable(native)) this.replace(owner, key, this.#trapped(native, trap), 'get')
  }

  /** Puts `made` behind `new owner[key]()`, for `prototype.constructor` too. */
  construct(owner: object, key: PropertyKey, made: Made): void {
    const native: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value
    if (!isCallable(native)) return
    const proxy = new Proxy(native, {
      construct: (target, args: unknown[], newTarget) => {
        const instance: object = Reflect.construct(target, args, newTarget)
        if (this.#live) guard(() => made(instance, args))
        return instance
      },
    })
    this.replace(owner, key, proxy)
    const prototype: unknown = native.prototype
    if (isObject(prototype) && Reflect.get(prototype, 'constructor') === native) this.replace(prototype, 'constructor', proxy)
  }

  /** Swaps a property's value or getter and keeps the rest of its descriptor. False if the property refuses (a frozen prototype). */
  replace(owner: object, key: PropertyKey, value: unknown, slot: 'value' | 'get' = 'value'): boolean {
    const before = Object.getOwnPropertyDescriptor(owner, key)
    const replaced = before !== undefined && guard(() => Object.defineProperty(owner, key, { ...before, [slot]: value })) !== undefined
    if (!replaced) return false
    this.#undo.push(() => {
      // Whoever patched over us since would be thrown out by the old value: we stay in its chain, dormant.
      if (Object.getOwnPropertyDescriptor(owner, key)?.[slot] === value) Object.defineProperty(owner, key, before)
    })
    return true
  }

  restore(): void {
    this.#live = false
    for (const undo of this.#undo.splice(0).toReversed()) guard(undo)
  }

  #trapped(native: Callable, trap: Trap): Callable {
    // Without a trap a Proxy does as its target does: nothing of ours is left in a call that is not ours any more, nor before one that is.
    const handler: { apply?: Trap } = { apply: Object.defineProperty(trap, 'name', { value: TRAP }) }
    this.#undo.push(() => delete handler.apply)
    return new Proxy(native, handler)
  }
}
