/** Timers that no zone counts: zone.js takes each for a task of the page, which Angular would wait for; its own copies of the native functions do not. */

type Timers = 'setTimeout' | 'clearTimeout'

function native(name: Timers): unknown {
  return Reflect.get(globalThis, `__zone_symbol__${name}`) ?? globalThis[name]
}

/** What {@link clearNativeTimeout} takes; `undefined` where there are no timers. */
export function setNativeTimeout(callback: () => void, milliseconds: number): unknown {
  const set = native('setTimeout')
  return typeof set === 'function' ? Reflect.apply(set, globalThis, [callback, milliseconds]) : undefined
}

export function clearNativeTimeout(timer: unknown): void {
  const clear = native('clearTimeout')
  if (timer !== undefined && typeof clear === 'function') Reflect.apply(clear, globalThis, [timer])
}
