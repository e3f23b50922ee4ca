import type { JSX } from 'preact'
import { useSignal } from '@preact/signals'
import { prepareReader } from '../file/read-file.ts'
import { openFiles } from '../store/files.ts'
import type { Store } from '../store/store.ts'
import { Details } from './details.tsx'
import { Empty } from './empty.tsx'
import { Grid } from './grid.tsx'
import { NoticeBar } from './notice.tsx'
import { Overview } from './overview.tsx'
import { ReadingBar, SavingBar } from './reading-bar.tsx'
import { Split } from './split.tsx'
import { Summary } from './summary.tsx'
import { Toolbar } from './toolbar.tsx'

/**
 *     toolbar                26 px
 *     notice, if any
 *     overview  | details    52 px
 *     grid      |            all the rest
 *     summary                27 px
 */
export function Panel({ store }: { readonly store: Store }): JSX.Element {
  const dropping = useSignal(false)
  return (
    <main
      class={dropping.value ? 'panel dropping' : 'panel'}
      onDragOver={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        prepareReader()
        dropping.value = true
      }}
      onDragLeave={() => (dropping.value = false)}
      onDrop={(event) => {
        if (!hasFiles(event)) return
        event.preventDefault()
        dropping.value = false
        void openFiles(store, [...(event.dataTransfer?.files ?? [])])
      }}
    >
      <h1 class="unseen">GenAI</h1>
      <Toolbar store={store} />
      <NoticeBar store={store} />
      <ReadingBar store={store} />
      <SavingBar store={store} />
      {store.totals.value.spans === 0 ? <Empty store={store} /> : <Halves store={store} />}
      <Summary store={store} />
    </main>
  )
}

function Halves({ store }: { readonly store: Store }): JSX.Element {
  const index = store.detailsOpen.value ? store.selectedSpan.value : undefined
  const span = index === undefined ? undefined : store.trace.span(index)
  return <Split main={<Main store={store} />} side={span === undefined ? undefined : <Details store={store} span={span} />} />
}

function Main({ store }: { readonly store: Store }): JSX.Element {
  return (
    <>
      <Overview store={store} />
      <Grid store={store} />
    </>
  )
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
