import { useEffect, useRef } from 'preact/hooks'
import { actionOf, type KeyAction } from '../store/keys.ts'

/** Answers `false` where it is nothing to it now: somebody else may have the key. */
export type KeyHandlers = { readonly [action in KeyAction]?: () => void | false }

export const isMac = navigator.platform.startsWith('Mac')

/**
 * Has keys of the whole panel (`panel/store/keys.ts`). Captured, and stopped on the way down: DevTools listens in the document itself, and whatever comes that
 * far it takes for its own as well (Ctrl+F would open its search).
 */
export function useKeys(handlers: KeyHandlers): void {
  const current = useRef(handlers)
  current.current = handlers
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const action = actionOf(event, { mac: isMac, typing: isTextField(event.target) })
      const handle = action && current.current[action]
      if (handle === undefined || handle() === false) return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    window.addEventListener('keydown', onKeyDown, { capture: true })
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true })
  }, [])
}

const NO_TEXT = new Set(['checkbox', 'radio', 'button', 'file', 'range'])

function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !NO_TEXT.has(target.type)
  return target instanceof HTMLTextAreaElement || (target instanceof HTMLElement && target.isContentEditable)
}
