/** Content scripts on the sites that the user allowed: what is registered follows what is granted. */
import browser from 'webextension-polyfill'

/** Ids of ours begin so; the rest is the match pattern. */
const ID_PREFIX = 'bridge '

export interface Difference {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * What to register and unregister. By id and one by one: an `unregisterContentScripts` without a filter would remove what another call
 * is registering.
 * @param granted match patterns that the user gave
 * @param builtIn match patterns of the manifest's own content scripts
 * @param registered ids
 */
export function differenceOf(granted: readonly string[], builtIn: readonly string[], registered: readonly string[]): Difference {
  const wanted = granted.filter((pattern) => !builtIn.includes(pattern)).map((pattern) => `${ID_PREFIX}${pattern}`)
  return {
    add: wanted.filter((id) => !registered.includes(id)).map((id) => id.slice(ID_PREFIX.length)),
    remove: registered.filter((id) => !wanted.includes(id)),
  }
}

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
  const { add, remove } = differenceOf(origins, manifest, registered.map(({ id }) => id))
  if (remove.length > 0) await browser.scripting.unregisterContentScripts({ ids: [...remove] })
  if (add.length > 0) await browser.scripting.registerContentScripts(add.map(registrationOf))
}

const registrationOf = (pattern: string) => ({
  id: `${ID_PREFIX}${pattern}`,
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
