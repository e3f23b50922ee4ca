import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { COLUMN_FACTS } from '../store/column-facts.ts'
import { indentOf, type ColumnName, type Columns } from '../store/grid-columns.ts'
import { cellText, titleText } from '../store/cell-text.ts'
import { expandedOf, keyOf, levelOf } from '../store/row-key.ts'
import { pageName } from '../store/page-name.ts'
import type { Store } from '../store/store.ts'
import { costWords } from '../cost/words.ts'
import { describeBar } from '../trace/describe-bar.ts'
import { about, formatCount, formatDuration, formatElapsed } from '../trace/format.ts'
import type { Row, SpanView } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'
import type { SpanWords } from '../trace/span-words.ts'
import { balanced, isolated } from '../trace/isolate.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import { CELL_WORDS, costTitle, elapsed, missingTokens } from './cell-words.ts'
import { Foreign } from './foreign.tsx'
import { Icon, KindIcon } from './icons.tsx'
import { attemptChip, saidWords, traceNames, traceTitle } from './row-words.tsx'

export const rowId = (position: number) => `row-${position}`

interface Common {
  readonly store: Store
  readonly columns: Columns
  /** Of its content, as soon as they are there. */
  readonly words: SpanWords | undefined
  /** Among all rows. */
  readonly position: number
  /** Where it stands in the window. */
  readonly top: CssPixels
  readonly selected: boolean
}

interface SpanRowProps extends Common {
  readonly row: Extract<Row, { type: 'span' }>
  readonly span: SpanView
}

/** Its element is used again for other spans. The cells know nothing of the row's place: where a row only moves, they are not drawn anew. */
export function SpanRow({ store, row, span, words, columns, position, top, selected }: SpanRowProps): JSX.Element {
  const expanded = expandedOf(row)
  const { level } = row
  const isTitle = level > 0 && words !== undefined && store.words.isTitle(span.index, words)
  const cells = useMemo(
    () => <SpanCells store={store} span={span} words={words} isTitle={isTitle} level={level} expanded={expanded} columns={columns} />,
    [store, span, words, isTitle, level, expanded, columns],
  )
  return (
    <div
      class={`row${position % 2 === 1 ? ' striped' : ''}${span.outcome === 'error' ? ' failed' : ''}${row.context ? ' context' : ''}`}
      role="row"
      id={rowId(position)}
      style={{ top: `${top}px` }}
      data-span={span.spanId}
      data-outcome={span.outcome}
      data-slowest={span.slowest ? '' : undefined}
      aria-level={levelOf(row)}
      aria-rowindex={position + 2}
      aria-expanded={expanded}
      aria-selected={selected}
      onClick={() => {
        store.select(keyOf(row, store.trace))
        store.detailsOpen.value = true
      }}
    >
      {cells}
    </div>
  )
}

interface SpanCellsProps {
  readonly store: Store
  readonly span: SpanView
  readonly words: SpanWords | undefined
  /** The row of its trace asks the same. */
  readonly isTitle: boolean
  readonly level: number
  readonly expanded: boolean | undefined
  readonly columns: Columns
}

/** Functions make its cells, not components: a jump draws forty rows in a frame, which a component a cell made a quarter dearer. */
function SpanCells(props: SpanCellsProps): JSX.Element {
  return <>{props.columns.order.map((name, at) => cellOf(name, at + 1, props))}</>
}

function cellOf(name: ColumnName, place: number, props: SpanCellsProps): JSX.Element {
  const { store, span, columns } = props
  if (name === 'name') return nameCell(props)
  if (name === 'waterfall') return barCell(store, span, place)
  return cell(columns, name, place, CELL_WORDS[name](store, span), titleOf(name, store, span))
}

/** Where its words are not enough. */
function titleOf(name: ColumnName, store: Store, span: SpanView): string | undefined {
  if (name === 'tokens') return missingTokens(span)
  return name === 'cost' ? costTitle(store, span) : undefined
}

const NAMED_BY_SUBJECT: ReadonlySet<SpanView['class']> = new Set(['tool', 'agent', 'workflow'])

function nameCell({ store, span, words, isTitle, level, expanded, columns }: SpanCellsProps): JSX.Element {
  const modelBehind = columns.widths.model === undefined
  const behind = modelBehind && span.model !== undefined && span.subject === '' ? span.model : span.subject
  // Its icon says what it does; of both words only the first would be read.
  const subjectAlone = columns.narrow && span.subject !== '' && NAMED_BY_SUBJECT.has(span.class)
  return (
    <div class="cell name" role="gridcell" aria-colindex={1} style={{ paddingLeft: `${4 + indentOf(level, columns)}px` }}>
      <span class="named">
        {toggle(expanded, () => store.toggle(spanKey(span)))}
        {KindIcon({ kind: span.class })}
        <span class={subjectAlone ? 'words subject-alone' : 'words'} title={titleText(span.name)}>
          {Foreign({ class: 'operation', text: cellText(span.operation) })}{' '}
          {Foreign({ class: modelBehind && behind === span.model ? 'faint' : 'faint subject', text: cellText(behind) })}
        </span>
        {words?.attempt !== undefined && attemptChip(words.attempt, columns.narrow)}
        {span.cutOff && <CutOffChip narrow={columns.narrow} />}
      </span>
      {words !== undefined && saidWords(words, isTitle && span.class !== 'agent' && span.class !== 'workflow')}
    </div>
  )
}

function CutOffChip({ narrow }: { readonly narrow: boolean }): JSX.Element {
  return (
    <span class="chip warning" title="cut off by length">
      {narrow ? '!' : 'cut off'}
    </span>
  )
}

/** For the mouse; keys and readers have the row's own state. */
function toggle(expanded: boolean | undefined, onToggle: () => void): JSX.Element {
  return (
    <span
      class={expanded === undefined ? 'toggle none' : expanded ? 'toggle' : 'toggle closed'}
      aria-hidden="true"
      onClick={(event) => {
        if (expanded === undefined) return
        event.stopPropagation()
        onToggle()
      }}
    >
      {Icon({ name: 'chevron', size: 12 })}
    </span>
  )
}

const OWN_DIRECTION: ReadonlySet<ColumnName> = new Set(['status', 'model', 'conversation'])

/** A column that gave way leaves the screen, not the row: readers still get it. `place`: among the columns, from 1. `title`: in the place of its text. */
function cell(columns: Columns, name: ColumnName, place: number, text: string, title?: string): JSX.Element {
  const number = COLUMN_FACTS[name].isNumber ? ' number' : ''
  const unseen = columns.widths[name] === undefined ? ' unseen' : ''
  return (
    <div
      class={`cell ${name}${number}${unseen}`}
      role="gridcell"
      aria-colindex={place}
      dir={OWN_DIRECTION.has(name) ? 'auto' : undefined}
      title={titleText(title ?? text) || undefined}
      // In the row of a lone call it is its trace's as well.
      data-fact={name === 'duration' ? 'duration' : undefined}
    >
      {cellText(text)}
    </div>
  )
}

/** Its words are a tooltip, which readers read where a cell is empty: laid out as text, they would cost each row as much as a column. */
function barCell(store: Store, span: SpanView, place: number): JSX.Element {
  const words = titleText(
    `${describeBar(span, span.outcome === 'running' ? store.now.value : span.start)}${span.internal ? ', INTERNAL' : ''}${pathWords(store, span)}`,
  )
  return <div class="cell bar" role="gridcell" aria-colindex={place} title={words} />
}

/** What the line over the bar says. */
function pathWords({ paths, now }: Store, { index }: SpanView): string {
  void paths.version.value
  const length = (paths.of(index) ?? []).reduce((sum, { start, end }) => sum + Math.min(end, now.peek()) - start, 0)
  return length > 0 ? `, ${formatDuration(length)} of it on the critical path` : ''
}

interface TraceRowProps extends Common {
  readonly row: Extract<Row, { type: 'trace' }>
}

export function TraceRow({ store, row, words, columns, position, top, selected }: TraceRowProps): JSX.Element {
  const { trace, expanded } = row
  const asked = words?.asked ?? ''
  const key = keyOf(row, store.trace)
  const { input, output } = trace.tokens
  const running = trace.running > 0
  const tokens =
    input === undefined && output === undefined
      ? ''
      : `${about(trace.tokens.estimated)}${formatCount((input ?? 0) + (output ?? 0))} tokens${running ? '…' : ''}`
  const length = running ? formatElapsed(elapsed(store, trace.start)) : formatDuration(trace.end - trace.start)
  const facts = [
    ['conversation', trace.conversationId === undefined || columns.narrow ? '' : `conversation ${isolated(trace.conversationId)}`],
    ['page', columns.narrow ? '' : pageName(trace.url)],
    ['duration', length],
    ['tokens', tokens],
    ['cost', trace.cost === undefined ? '' : `${costWords(trace.cost)}${running ? '…' : ''}`],
  ] as const
  return (
    <div
      class="row trace"
      role="row"
      id={rowId(position)}
      style={{ top: `${top}px` }}
      data-trace={trace.traceId}
      data-outcome={running ? 'running' : undefined}
      aria-level={1}
      aria-rowindex={position + 2}
      aria-expanded={expanded}
      aria-selected={selected}
      onClick={() => store.select(key)}
    >
      {toggle(expanded, () => store.toggle(key))}
      <div class="words" role="gridcell" aria-colindex={1} aria-colspan={columns.order.length} title={traceTitle(asked, trace)}>
        {traceNames(asked, trace)}
        <span class="faint">
          {facts
            .filter(([, text]) => text !== '')
            .map(([fact, text], index) => (
              <span key={fact}>
                {index === 0 && asked === '' ? ' ' : ' · '}
                <bdi data-fact={fact}>{balanced(cellText(text))}</bdi>
              </span>
            ))}
        </span>
        {running && (
          <>
            {' '}
            <span class="chip">running</span>
          </>
        )}
      </div>
    </div>
  )
}
