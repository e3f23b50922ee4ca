/** Pipes a devtools page to the bridges of its tab. Holds the two ports and nothing else: it may die at any time. */
import browser from 'webextension-polyfill'
import type { Runtime } from 'webextension-polyfill'
import type { RelayRequest } from './rendezvous.ts'

export function relay(near: Runtime.Port, { relay: name, tabId, documentId }: RelayRequest): void {
  const far = browser.tabs.connect(tabId, { name, ...(documentId === undefined ? {} : { documentId }) })
  pipe(near, far)
  pipe(far, near)
}

function pipe(from: Runtime.Port, to: Runtime.Port): void {
  from.onMessage.addListener((message: unknown) => {
    try {
      to.postMessage(message)
    } catch {
      // It closed a moment ago; its `onDisconnect` follows.
    }
  })
  from.onDisconnect.addListener(() => {
    // Unread, the browser logs it as an error of ours.
    void browser.runtime.lastError
    to.disconnect()
  })
}
