import type { JSX } from 'preact'
import { useSignal } from '@preact/signals'
import { prepareReader } from '../file/read-file.ts'
import { openFiles } from '../store/files.ts'
import type { Store } from '../store/store.ts'
import { ContextMenu } from './context-menu.tsx'
import { Details } from './details.tsx'
import { Empty } from './empty.tsx'
import { FindBar } from './find-bar.tsx'
import { FlameView } from './flame.tsx'
import { Grid } from './grid.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { NewFailures } from './new-failures.tsx'
import { NoMatch } from './no-match.tsx'
import { NoticeBar } from './notice.tsx'
import { Overview } from './overview.tsx'
import { openMenu, usePanelKeys } from './panel-keys.ts'
import { ReadingBar, SavingBar } from './reading-bar.tsx'
import { Remark } from './remark.tsx'
import { RootBar } from './root-bar.tsx'
import { Split } from './split.tsx'
import { StoppedBar } from './stopped-bar.tsx'
import { Summary } from './summary.tsx'
import { TimeBar } from './time-bar.tsx'
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
  usePanelKeys(store)
  return (
    <main
      onContextMenu={(event) => openMenu(event, store)}
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
      <StoppedBar store={store} />
      <NoticeBar store={store} />
      <ReadingBar store={store} />
      <SavingBar store={store} />
      {store.totals.value.spans === 0 ? <Empty store={store} /> : <Halves store={store} />}
      <FindBar store={store} />
      <Summary store={store} />
      <ContextMenu store={store} />
      <Remark store={store} />
      <NewFailures store={store} />
      <KeysDialog store={store} />
    </main>
  )
}

function Halves({ store }: { readonly store: Store }): JSX.Element {
  const index = store.detailsOpen.value ? store.selectedSpan.value : undefined
  const span = index === undefined ? undefined : store.trace.span(index)
  return <Split main={<Main store={store} />} side={span && <Details store={store} span={span} />} />
}

function Main({ store }: { readonly store: Store }): JSX.Element {
  return (
    <>
      <Overview store={store} />
      <TimeBar store={store} />
      <RootBar store={store} />
      {store.timeline.flame.value ? <FlameView store={store} /> : <Grid store={store} />}
      <NoMatch store={store} />
    </>
  )
}

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
