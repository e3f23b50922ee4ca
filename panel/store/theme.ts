import { effect, untracked } from '@preact/signals'
import type { ThemeChoice } from './settings.ts'
import type { Store } from './store.ts'

const isDark = (choice: ThemeChoice, followed: boolean): boolean => (choice === 'follow' ? followed : choice === 'dark')

/**
 * Two sides tell of the theme. The page's own `prefers-color-scheme` follows DevTools in Chromium, at once and rightly, while
 * `panels.themeName` is a snapshot; what the host heard counts where the style sheet hears nothing (Firefox).
 */
export function followTheme(store: Store): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const forced = matchMedia('(forced-colors: active)')
  const apply = () => {
    document.documentElement.classList.toggle('dark', isDark(store.settings.theme.value, dark.matches || store.hostState.value.dark))
    untracked(store.restyle)
  }
  for (const query of [dark, forced]) query.addEventListener('change', apply)
  const unfollow = effect(apply)
  return () => {
    unfollow()
    for (const query of [dark, forced]) query.removeEventListener('change', apply)
  }
}
