import type { JSX } from 'preact'
import type { CodePlace } from '../../sdk/protocol/records.ts'
import type { Store } from '../store/store.ts'
import { Foreign } from './foreign.tsx'

/** Where in the page's code a call was made, as DevTools writes it: `main.js:12:3`, which opens in Sources where the browser lets a panel do so. */
export function SourceLink({ store, place }: { readonly store: Store; readonly place: CodePlace }): JSX.Element {
  const { openSource } = store.host
  const words = <Foreign text={`${nameOf(place.file)}:${place.line}:${place.column}`} />
  if (openSource === undefined) return <span title={place.file}>{words}</span>
  const open = async () => {
    if (await openSource(place)) return
    store.notice.value = { kind: 'info', text: `Sources does not have ${place.file}.` }
  }
  return (
    <button class="more source-link" data-action="open-source" title={place.file} onClick={() => void open()}>
      {words}
    </button>
  )
}

/** The last segment of its path, without a query. */
function nameOf(file: string): string {
  return /[^/]+$/.exec(file.replace(/[?#].*$/s, ''))?.[0] ?? file
}
