/** What the user set, in the browser's own store of the extension. */
import browser from 'webextension-polyfill'

export interface Settings {
  /** Keep the spans when the page navigates. Default false. */
  readonly preserveLog: boolean
  /** Go through the background even where a direct port is possible. For tests, and for looking into trouble. Default false. */
  readonly forceRelay: boolean
}

export const DEFAULTS: Settings = { preserveLog: false, forceRelay: false }

/** Settings from what a store holds: anything unknown or of another type is the default. */
export function readSettings(stored: { readonly [key: string]: unknown }): Settings {
  const flag = (key: keyof Settings): boolean => (typeof stored[key] === 'boolean' ? stored[key] : DEFAULTS[key])
  return { preserveLog: flag('preserveLog'), forceRelay: flag('forceRelay') }
}

export async function loadSettings(): Promise<Settings> {
  return readSettings(await browser.storage.local.get({ ...DEFAULTS }))
}

export async function saveSettings(settings: Partial<Settings>): Promise<void> {
  await browser.storage.local.set(settings)
}

/** Calls `listener` with all settings after each change, of whichever DevTools window. */
export function watchSettings(listener: (settings: Settings) => void): void {
  browser.storage.onChanged.addListener((_changes, area) => {
    if (area === 'local') void loadSettings().then(listener)
  })
}

interface Closable {
  setAccessLevel(options: { readonly accessLevel: 'TRUSTED_CONTEXTS' }): Promise<void>
}

const isClosable = (area: object): area is Closable => 'setAccessLevel' in area

/** Content scripts live beside the page, and may be taken over with it: the settings are not for them. Firefox has no such level. */
export function closeStorage(): void {
  const { local } = browser.storage
  // Where it fails, a content script may read two switches: no reason to do without the rest.
  if (isClosable(local)) void local.setAccessLevel({ accessLevel: 'TRUSTED_CONTEXTS' }).catch(() => {})
}
