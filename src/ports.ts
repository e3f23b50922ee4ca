/** Ways from the devtools page to the bridges of its tab: straight, or through the background. */
import browser from 'webextension-polyfill'
import type { Runtime } from 'webextension-polyfill'
import { portNameOf } from './rendezvous.ts'

export type Port = Runtime.Port

/** Opens a port called `name` to one document of the tab, or to all of them. It disconnects by itself when nobody is there. */
export type OpenPort = (name: string, documentId?: string) => Port

/** Undefined where a devtools page has no `tabs` (Firefox). */
export function directPorts(tabId: number): OpenPort | undefined {
  const tabs: typeof browser.tabs | undefined = browser.tabs
  if (typeof tabs?.connect !== 'function') return undefined
  return (name, documentId) => tabs.connect(tabId, { name, ...(documentId === undefined ? {} : { documentId }) })
}

export function relayedPorts(tabId: number): OpenPort {
  return (relay, documentId) =>
    browser.runtime.connect({ name: portNameOf({ relay, tabId, ...(documentId === undefined ? {} : { documentId }) }) })
}
