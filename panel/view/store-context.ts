import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Store } from '../store/store.ts'

/** For parts that stand deep in others, and draw the same with any store or none. */
export const StoreContext = createContext<Store | undefined>(undefined)

/** What was said is not to be on the screen. */
export function useContentHidden(): boolean {
  return useContext(StoreContext)?.settings.contentShown.value === false
}
