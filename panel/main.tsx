/** Composition root of the panel's page: takes the host that the devtools page hands over, and mounts. */
import { render } from 'preact'
import type { Host } from './host.ts'
import { loadWhenIdle } from './store/prices.ts'
import { createStore, type Store } from './store/store.ts'
import { followTheme } from './store/theme.ts'
import { Panel } from './view/panel.tsx'
import { StoreContext } from './view/store-context.ts'
import './view/theme.css'
import './view/panel.css'
import './view/grid.css'
import './view/columns.css'
import './view/details.css'
import './view/reading.css'
import './view/context-menu.css'
import './view/copying.css'
import './view/cost.css'
import './view/keys-dialog.css'
import './view/filter.css'
import './view/find.css'
import './view/waterfall.css'
import './view/row-words.css'
import './view/raw.css'

declare global {
  interface Window {
    genaiHost?: Host
  }
}

let unmount = () => {}

function mount(host: Host, clock: () => number = Date.now): Store | undefined {
  const root = document.getElementById('panel')
  if (root === null) return undefined
  unmount()
  const store = createStore(host, clock)
  const unfollow = followTheme(store)
  const panel = (
    <StoreContext.Provider value={store}>
      <Panel store={store} />
    </StoreContext.Provider>
  )
  render(panel, root)
  loadWhenIdle(store.prices)
  unmount = () => {
    render(null, root)
    unfollow()
    store.dispose()
  }
  return store
}

function mountHost(): void {
  if (window.genaiHost !== undefined) mount(window.genaiHost)
}

const params = new URLSearchParams(location.search)
if (import.meta.env.DEV && params.has('dev')) {
  void import('./dev/dev.ts').then(({ startDev }) => {
    const dev = startDev(params)
    mount(dev.host, dev.clock)
  })
} else if (import.meta.env.DEV && params.has('files')) {
  void import('./dev/files-host.ts').then(({ createFilesHost, openNamed }) => {
    const store = mount(createFilesHost())
    if (store !== undefined) void openNamed(store, params)
  })
} else {
  window.addEventListener('genai-host', mountHost)
  mountHost()
}
