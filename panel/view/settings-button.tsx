import type { JSX } from 'preact'
import { grouped, type MenuEntry, type MenuItem } from '../store/context-menu.ts'
import type { ThemeChoice } from '../store/settings.ts'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'
import { MenuButton } from './menu-button.tsx'

const THEMES: readonly { readonly choice: ThemeChoice; readonly label: string }[] = [
  { choice: 'follow', label: 'Theme: as DevTools' },
  { choice: 'light', label: 'Theme: light' },
  { choice: 'dark', label: 'Theme: dark' },
]

/** The gear, and what can be set under it. */
export function SettingsButton({ store }: { readonly store: Store }): JSX.Element {
  return (
    <MenuButton store={store} action="settings" label="Settings" items={() => settingsItems(store)}>
      <Icon name="settings" />
    </MenuButton>
  )
}

function settingsItems({ settings, help }: Store): readonly MenuItem[] {
  const shown = settings.contentShown.value
  const content: MenuEntry = {
    id: 'content-shown',
    label: 'Show what was said',
    hint: 'off: sizes only',
    checked: { on: shown },
    run: () => settings.showContent(!shown),
  }
  const themes = THEMES.map(({ choice, label }) => ({
    id: `theme-${choice}`,
    label,
    checked: { on: settings.theme.value === choice, one: true as const },
    run: () => settings.setTheme(choice),
  }))
  return grouped([content], themes, [{ id: 'help', label: 'Keys', hint: '?', run: () => void (help.value = true) }])
}
