/** Hearing the events of an object of the page's. */
import { isCallable } from './patch.ts'

type Listener = (event: Event) => void

/** zone.js counts listeners as tasks of the page; its own copies of the native methods do not. */
const method = (target: EventTarget, name: 'addEventListener' | 'removeEventListener'): unknown =>
  Reflect.get(target, `__zone_symbol__${name}`) ?? Reflect.get(target, name)

/**
 * At the target itself, capturing listeners run before all others, whoever was added first: by the DOM standard ("inner invoke"), but in Chromium only
 * where the target is a node.
 */
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
