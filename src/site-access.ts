/** Content scripts on the sites that the user allowed: what is registered follows what is granted. */
import browser from 'webextension-polyfill'
import { differenceOf, idOf } from './registrations.ts'

const builtIn = (): readonly { readonly matches: readonly string[]; readonly js: readonly string[] }[] =>
  (browser.runtime.getManifest().content_scripts ?? []).map(({ matches, js = [] }) => ({ matches, js }))

const files = (): string[] => builtIn().flatMap(({ js }) => js)

let last: Promise<void> = Promise.resolve()

/** Registers what is missing and removes what is no longer granted; calls wait for each other. */
export function syncContentScripts(): Promise<void> {
  last = last.then(sync, sync)
  return last
}

async function sync(): Promise<void> {
  const { origins = [] } = await browser.permissions.getAll()
  const registered = await browser.scripting.getRegisteredContentScripts()
  const manifest = builtIn().flatMap(({ matches }) => matches)
  const { add, remove } = differenceOf(
    origins,
    manifest,
    registered.map(({ id }) => id),
  )
  if (remove.length > 0) await browser.scripting.unregisterContentScripts({ ids: [...remove] })
  if (add.length > 0) await browser.scripting.registerContentScripts(add.map(registrationOf))
}

const registrationOf = (pattern: string) => ({
  id: idOf(pattern),
  matches: [pattern],
  js: files(),
  runAt: 'document_start' as const,
  allFrames: true,
  matchOriginAsFallback: true,
  persistAcrossSessions: true,
})

/** Puts the bridge into the documents that are open now, so that nobody has to reload; where one is already, it does nothing. */
export async function injectInto(tabId: number): Promise<void> {
  // One frame of a site that is not allowed fails for all, but the others have been served by then.
  await browser.scripting.executeScript({ target: { tabId, allFrames: true }, files: files(), injectImmediately: true }).catch(() => {})
}
