import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { useSignal } from '@preact/signals'
import type { Store, Tab } from '../store/store.ts'
import type { SpanDetail, SpanView } from '../trace/model.ts'
import { formatDuration } from '../trace/format.ts'
import { mayHaveRaw } from '../store/raw.ts'
import { statusWords } from '../store/status.ts'
import { AttributesTab } from './attributes.tsx'
import { EventsTab } from './events.tsx'
import { FollowBar } from './follow-bar.tsx'
import { Foreign } from './foreign.tsx'
import { Icon, KindIcon } from './icons.tsx'
import { Messages } from './messages.tsx'
import { RawTab } from './raw.tsx'
import { Timing } from './timing.tsx'
import { TokensTab } from './tokens.tsx'
import { hasTools, ToolsTab } from './tools-tab.tsx'
import { useMarks } from './use-marks.ts'
import { useDetail, type ReadDetail } from './use-detail.ts'

const LABELS: { readonly [tab in Tab]: string } = {
  messages: 'Messages',
  timing: 'Timing',
  tokens: 'Tokens & cost',
  tools: 'Tools',
  attributes: 'Attributes',
  events: 'Events',
  raw: 'Raw',
}

export function Details({ store, span }: { readonly store: Store; readonly span: SpanView }): JSX.Element {
  const detail = useDetail(store, span) ?? 'reading'
  const tabs = tabsFor(span, detail)
  const tab = tabs.includes(store.tab.value) ? store.tab.value : 'messages'
  return (
    <aside class="details" aria-label="Details">
      <Title store={store} span={span} />
      <Tabs tabs={tabs} selected={tab} onSelect={(next) => (store.tab.value = next)} />
      <TabPanel key={span.spanId + tab} store={store} span={span} detail={detail} tab={tab} />
    </aside>
  )
}

function tabsFor(span: SpanView, detail: ReadDetail): readonly Tab[] {
  const events = isThere(detail) ? detail.record.events.length + detail.events.length : 0
  const tokens = Object.keys(span.tokens).length > 0 || span.class === 'inference' || span.class === 'embeddings' || span.cost !== undefined
  const tools = isThere(detail) && span.class === 'inference' && hasTools(detail.record)
  const raw = isThere(detail) && mayHaveRaw(span, detail)
  return [
    'messages',
    'timing',
    ...(tokens ? ['tokens' as const] : []),
    ...(tools ? ['tools' as const] : []),
    'attributes',
    ...(events > 0 ? ['events' as const] : []),
    ...(raw ? ['raw' as const] : []),
  ]
}

function Title({ store, span }: { readonly store: Store; readonly span: SpanView }): JSX.Element {
  const length = span.end === undefined ? undefined : formatDuration(span.end - span.start)
  const running = span.outcome === 'running'
  return (
    <div class="details-title">
      <KindIcon kind={span.class} />
      <h2 class="words">
        <b>
          <Foreign text={span.operation} /> <Foreign text={span.model ?? span.subject} />
        </b>{' '}
        <Foreign class="faint" text={span.provider ?? ''} />
      </h2>
      {running ? (
        <span class="chip">{statusWords(span)}</span>
      ) : (
        <span class="faint">
          <Foreign text={statusWords(span)} />
          {length !== undefined && ` · ${length}`}
        </span>
      )}
      <button
        class="icon-button"
        data-action="close-details"
        title="Close (Esc)"
        aria-label="Close details"
        onClick={() => (store.detailsOpen.value = false)}
      >
        <Icon name="close" />
      </button>
    </div>
  )
}

interface TabsProps {
  readonly tabs: readonly Tab[]
  readonly selected: Tab
  readonly onSelect: (tab: Tab) => void
}

function Tabs({ tabs, selected, onSelect }: TabsProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null)
  const walk = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = tabs[(tabs.indexOf(selected) + step + tabs.length) % tabs.length]
    if (step === 0 || next === undefined) return
    onSelect(next)
    list.current?.querySelector<HTMLElement>(`[data-tab=${next}]`)?.focus()
  }
  return (
    <div class="tabs" role="tablist" ref={list} onKeyDown={walk}>
      {tabs.map((tab) => (
        <button
          key={tab}
          role="tab"
          id={`tab-${tab}`}
          data-tab={tab}
          aria-selected={tab === selected}
          aria-controls="tab-panel"
          tabIndex={tab === selected ? 0 : -1}
          onClick={() => onSelect(tab)}
        >
          {LABELS[tab]}
        </button>
      ))}
    </div>
  )
}

/** How near the bottom still counts as following, in pixels: fractional zoom never lands exactly. */
const NEAR = 12

interface TabPanelProps {
  readonly store: Store
  readonly span: SpanView
  readonly detail: ReadDetail
  readonly tab: Tab
}

function TabPanel({ store, span, detail, tab }: TabPanelProps): JSX.Element {
  const panel = useRef<HTMLDivElement>(null)
  const following = useSignal(tab === 'messages' && span.outcome === 'running')
  useMarks(store, span, tab, panel)
  // What streams in makes the content longer without a change of this component's own.
  void store.version.value
  void following.value
  useLayoutEffect(() => {
    if (panel.current !== null && following.peek() && span.outcome === 'running') panel.current.scrollTop = panel.current.scrollHeight
  })
  return (
    <div
      class="tab-panel"
      id="tab-panel"
      role="tabpanel"
      tabIndex={0}
      aria-labelledby={`tab-${tab}`}
      ref={panel}
      onScroll={({ currentTarget: box }) => (following.value = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR)}
    >
      {isThere(detail) ? <TabContent store={store} span={span} detail={detail} tab={tab} /> : <Unread detail={detail} />}
      {tab === 'messages' && span.outcome === 'running' && <FollowBar store={store} span={span} following={following} />}
    </div>
  )
}

const isThere = (detail: ReadDetail): detail is SpanDetail => typeof detail === 'object' && 'record' in detail

function Unread({ detail }: { readonly detail: Exclude<ReadDetail, SpanDetail> }): JSX.Element {
  return <p class="remark">{detail === 'reading' ? 'Reading it from the file…' : detail.failed}</p>
}

function TabContent({ store, span, detail, tab }: Omit<TabPanelProps, 'detail'> & { readonly detail: SpanDetail }): JSX.Element {
  switch (tab) {
    case 'messages':
      return <Messages store={store} span={span} detail={detail} />
    case 'timing':
      return <Timing store={store} span={span} chunks={detail.record.chunks} />
    case 'tokens':
      return <TokensTab store={store} span={span} detail={detail} />
    case 'tools':
      return <ToolsTab record={detail.record} />
    case 'attributes':
      return <AttributesTab store={store} span={span} detail={detail} />
    case 'events':
      return <EventsTab span={span} detail={detail} />
    case 'raw':
      return <RawTab store={store} span={span} detail={detail} />
  }
}
