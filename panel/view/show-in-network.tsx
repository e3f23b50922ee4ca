import type { JSX } from 'preact'
import { askRequest } from '../store/raw.ts'
import type { Store } from '../store/store.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { networkFilter } from '../trace/network-filter.ts'

interface ShowInNetworkProps {
  readonly store: Store
  readonly span: SpanView
  readonly detail: SpanDetail
}

/** To the request in the Network panel, which has what the page did not read; nothing where the browser lets no panel lead there. */
export function ShowInNetwork({ store, span, detail: { record } }: ShowInNetworkProps): JSX.Element | null {
  const { showInNetwork } = store.host
  if (showInNetwork === undefined || networkFilter(record) === undefined) return null
  const show = async () => {
    const request = await askRequest(store, span)
    const filter = networkFilter(record, typeof request === 'string' ? undefined : request.url)
    if (filter !== undefined) showInNetwork(filter)
  }
  return (
    <button class="text-button" data-action="show-in-network" onClick={() => void show()}>
      Show in Network
    </button>
  )
}
