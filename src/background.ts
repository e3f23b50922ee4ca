/** Composition root of the service worker (Firefox: event page). Stateless jobs only; every listener is set in the first turn. */
import browser from 'webextension-polyfill'
import type { Runtime } from 'webextension-polyfill'
import { relay } from './relay.ts'
import { readPortName } from './rendezvous.ts'
import { closeStorage } from './settings.ts'
import { injectInto, syncContentScripts } from './site-access.ts'

/** Only pages of ours may ask: a content script lives beside the page, and may be taken over with it. */
const isOurPage = ({ sender }: Runtime.Port): boolean =>
  sender?.tab === undefined && (sender?.url ?? '').startsWith(browser.runtime.getURL(''))

browser.runtime.onConnect.addListener((port) => {
  const request = readPortName(port.name)
  if (request === undefined || !isOurPage(port)) return port.disconnect()
  if ('relay' in request) return relay(port, request)
  void allow(request.allowedIn).finally(() => port.disconnect())
})

async function allow(tabId: number): Promise<void> {
  await syncContentScripts()
  await injectInto(tabId)
}

closeStorage()

const sync = (): void => void syncContentScripts()
browser.runtime.onInstalled.addListener(sync)
browser.runtime.onStartup.addListener(sync)
browser.permissions.onAdded.addListener(sync)
browser.permissions.onRemoved.addListener(sync)
