/** DevTools' own search (Ctrl+F outside the panel's frame): what it asks of an extension's panel. */
/** As the panel's host tells it (`panel/host.ts`). */
type PanelSearch = { readonly type: 'find'; readonly text: string } | { readonly type: 'next' | 'previous' | 'cancel' }

interface SearchEvent {
  addListener(listener: (action: string, text?: string | null) => void): void
}

/** Of an extension's panel; Firefox has no such event. */
export function followSearch(panel: object, tell: (search: PanelSearch) => void): void {
  const event: unknown = Reflect.get(panel, 'onSearch')
  if (!isSearchEvent(event)) return
  event.addListener((action, text) => {
    const search = searchOf(action, text ?? '')
    if (search !== undefined) tell(search)
  })
}

const isSearchEvent = (event: unknown): event is SearchEvent => typeof event === 'object' && event !== null && 'addListener' in event

function searchOf(action: string, text: string): PanelSearch | undefined {
  switch (action) {
    case 'performSearch':
      return { type: 'find', text }
    case 'nextSearchResult':
      return { type: 'next' }
    case 'previousSearchResult':
      return { type: 'previous' }
    case 'cancelSearch':
      return { type: 'cancel' }
    default:
      return undefined
  }
}
