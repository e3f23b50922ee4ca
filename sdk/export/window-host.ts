/** The page's window as the host of its port: hellos are window messages, and so is what asks for them. */
import { WINDOW_MESSAGE_TYPE } from '../protocol/messages.ts'
import type { PortHost } from './page-port.ts'

export const windowHost: PortHost = {
  say(message, port) {
    // To this very window, and constant in what it says: an opaque origin (file:, sandbox) could be named no other way.
    window.postMessage({ type: WINDOW_MESSAGE_TYPE, message }, '*', [port])
  },
  whenAsked(hello) {
    const onMessage = (event: MessageEvent): void => {
      if (event.source === window && isCensus(event.data)) hello()
    }
    // The restored page's old port looks alive but is dead.
    const onPageShow = (event: PageTransitionEvent): void => {
      if (event.persisted) hello()
    }
    window.addEventListener('message', onMessage)
    window.addEventListener('pageshow', onPageShow)
    return () => {
      window.removeEventListener('message', onMessage)
      window.removeEventListener('pageshow', onPageShow)
    }
  },
}

/** Any script of the page can post here: an odd message is no message. */
function isCensus(data: unknown): boolean {
  if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== WINDOW_MESSAGE_TYPE || !('message' in data))
    return false
  const { message } = data
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'census'
}
