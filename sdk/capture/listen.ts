/** Hearing an event of the page's object before the page does. */
import { isCallable } from './patch.ts'

type Listener = (event: Event) => void

/** zone.js counts listeners as tasks of the page; its own copies of the native methods do not. */
const method = (target: EventTarget, name: 'addEventListener' | 'removeEventListener'): unknown =>
  Reflect.get(target, `__zone_symbol__${name}`) ?? Reflect.get(target, name)

/** At the target itself, capturing listeners run before all others (DOM standard, "inner invoke"), whoever was added first. */
const options = { capture: true }

/** `listener` must not throw. The answer takes it away again. */
export function listen(target: EventTarget, type: string, listener: Listener): () => void {
  const add = method(target, 'addEventListener')
  if (isCallable(add)) Reflect.apply(add, target, [type, listener, options])
  return () => {
    const remove = method(target, 'removeEventListener')
    if (isCallable(remove)) Reflect.apply(remove, target, [type, listener, options])
  }
}
