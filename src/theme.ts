/** DevTools' own theme, which need not be the system's. */
import browser from 'webextension-polyfill'

export interface Theme {
  dark(): boolean
}

interface ChromePanels {
  setThemeChangeHandler(handler: (name: string) => void): void
}

const isChromePanels = (panels: object): panels is ChromePanels => 'setThemeChangeHandler' in panels

/** Chrome keeps `themeName` as it was when a page loaded, so that the name has to be taken from the event. */
export function followTheme(changed: () => void): Theme {
  const { panels } = browser.devtools
  let name: string = panels.themeName
  const set = (now: string): void => {
    name = now
    changed()
  }
  if (isChromePanels(panels)) panels.setThemeChangeHandler(set)
  else panels.onThemeChanged.addListener(set)
  return { dark: () => name === 'dark' }
}
