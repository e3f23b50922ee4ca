/** What the user set once for this panel; kept by the browser. */
import { signal, type ReadonlySignal } from '@preact/signals'
import { readSetting, writeSetting } from './local-settings.ts'

/** As kept, by number. */
const THEMES = ['follow', 'light', 'dark'] as const
export type ThemeChoice = (typeof THEMES)[number]

export interface Settings {
  readonly theme: ReadonlySignal<ThemeChoice>
  /** False: what was said stands nowhere on the screen, for who shares it. Sizes stay, and copies are whole. */
  readonly contentShown: ReadonlySignal<boolean>
  setTheme(choice: ThemeChoice): void
  showContent(shown: boolean): void
}

export function createSettings(): Settings {
  const theme = signal<ThemeChoice>(THEMES[readSetting('theme') ?? 0] ?? 'follow')
  const contentShown = signal(readSetting('content-hidden') !== 1)
  return {
    theme,
    contentShown,
    setTheme(choice) {
      theme.value = choice
      writeSetting('theme', THEMES.indexOf(choice))
    },
    showContent(shown) {
      contentShown.value = shown
      writeSetting('content-hidden', shown ? 0 : 1)
    },
  }
}
