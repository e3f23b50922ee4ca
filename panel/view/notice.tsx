import type { JSX } from 'preact'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'

export const SILENT = 'The page crashed. What it said is kept until it loads again.'

/** What went wrong or was left out, until it is closed. */
export function NoticeBar({ store }: { readonly store: Store }): JSX.Element {
  const notice = store.notice.value
  return (
    <div role="alert">
      {notice !== undefined && (
        <div class={`notice ${notice.kind}`}>
          {notice.kind !== 'info' && <Icon name={notice.kind} />}
          <span>{notice.text}</span>
          <button class="icon-button" title="Close" aria-label="Close" onClick={() => (store.notice.value = undefined)}>
            <Icon name="close" />
          </button>
        </div>
      )}
      {store.hostState.value.connection === 'silent' && store.totals.value.spans > 0 && (
        <div class="notice warning" data-notice="silent">
          <Icon name="warning" />
          <span>{SILENT}</span>
        </div>
      )}
    </div>
  )
}
