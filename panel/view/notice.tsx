import type { JSX } from 'preact'
import type { Store } from '../store/store.ts'
import { Icon } from './icons.tsx'

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
    </div>
  )
}
