import type { JSX } from 'preact'
import { useMemo } from 'preact/hooks'
import { COLUMNS, indentOf, type ColumnName, type Columns } from '../store/grid-columns.ts'
import { cellText, titleText } from '../store/cell-text.ts'
import { expandedOf, keyOf, levelOf } from '../store/row-key.ts'
import { pageName } from '../store/page-name.ts'
import { statusWords } from '../store/status.ts'
import type { Store } from '../store/store.ts'
import { costCell, costWords } from '../cost/words.ts'
import { describeBar } from '../trace/describe-bar.ts'
import { about, formatCount, formatDuration, formatElapsed, formatTokens } from '../trace/format.ts'
import type { Row, SpanView } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'
import { balanced, isolated } from '../trace/isolate.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import { Foreign } from './foreign.tsx'
import { Icon, KindIcon } from './icons.tsx'

export const rowId = (position: number) => `row-${position}`

interface Common {
  readonly store: Store
  readonly columns: Columns
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
export function SpanRow({ store, row, span, columns, position, top, selected }: SpanRowProps): JSX.Element {
  const expanded = expandedOf(row)
  const { level } = row
  const cells = useMemo(
    () => <SpanCells store={store} span={span} level={level} expanded={expanded} columns={columns} />,
    [store, span, level, expanded, columns],
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
  readonly level: number
  readonly expanded: boolean | undefined
  readonly columns: Columns
}

/** Functions make its cells, not components: a jump draws forty rows in a frame, which a component a cell made a quarter dearer. */
function SpanCells(props: SpanCellsProps): JSX.Element {
  const { store, span, columns } = props
  return (
    <>
      {nameCell(props)}
      {cell(columns, 'status', statusWords(span))}
      {cell(columns, 'model', span.model ?? '')}
      {cell(columns, 'duration', durationWords(store, span))}
      {cell(columns, 'tokens', tokenWords(span), missingTokens(span))}
      {costOf(columns, span)}
      {barCell(store, span)}
    </>
  )
}

function nameCell({ store, span, level, expanded, columns }: SpanCellsProps): JSX.Element {
  const modelBehind = columns.widths.model === undefined
  const behind = modelBehind && span.model !== undefined && span.subject === '' ? span.model : span.subject
  return (
    <div class="cell name" role="gridcell" aria-colindex={1} style={{ paddingLeft: `${4 + indentOf(level, columns)}px` }}>
      {toggle(expanded, () => store.toggle(spanKey(span)))}
      {KindIcon({ kind: span.class })}
      <span class="words" title={titleText(span.name)}>
        {Foreign({ class: 'operation', text: cellText(span.operation) })}{' '}
        {Foreign({ class: modelBehind && behind === span.model ? 'faint' : 'faint subject', text: cellText(behind) })}
      </span>
      {span.cutOff && <CutOffChip narrow={columns.narrow} />}
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

/** A column that gave way leaves the screen, not the row: readers still get it. `title`: in the place of an empty text. */
function cell(columns: Columns, name: ColumnName, text: string, title?: string): JSX.Element {
  const number = name === 'duration' || name === 'tokens' || name === 'cost' ? ' number' : ''
  const unseen = columns.widths[name] === undefined ? ' unseen' : ''
  return (
    <div
      class={`cell ${name}${number}${unseen}`}
      role="gridcell"
      aria-colindex={COLUMNS.indexOf(name) + 1}
      dir={name === 'status' || name === 'model' ? 'auto' : undefined}
      title={text === '' ? title : titleText(text)}
    >
      {cellText(text)}
    </div>
  )
}

function durationWords(store: Store, span: SpanView): string {
  return span.end === undefined ? formatElapsed(elapsed(store, span.start)) : formatDuration(span.end - span.start)
}

const elapsed = (store: Store, start: number) => Math.max(0, store.now.value - start)

function tokenWords(span: SpanView): string {
  const tokens = Object.keys(span.tokens).length > 0 ? span.tokens : (span.tokensBelow ?? {})
  // Embeddings have no output to count.
  const inputOnly = span.class === 'embeddings' && tokens.output === undefined && tokens.input !== undefined
  const words = inputOnly ? `${about(tokens.estimated)}${formatCount(tokens.input ?? 0)}` : formatTokens(tokens)
  return words !== '' && span.outcome === 'running' ? `${words}…` : words
}

function costOf(columns: Columns, span: SpanView): JSX.Element {
  const { cost } = span
  const growing = cost !== undefined && cost.priced > 0 && span.outcome === 'running' ? '…' : ''
  const unseen = columns.widths.cost === undefined ? ' unseen' : ''
  const words = cost === undefined ? '' : `${costCell(cost)}${growing}`
  return (
    <div
      class={`cell cost number${cost?.priced === 0 ? ' none' : ''}${unseen}`}
      role="gridcell"
      aria-colindex={COLUMNS.indexOf('cost') + 1}
      title={cost === undefined ? undefined : costWords(cost)}
    >
      {words}
    </div>
  )
}

/** Why the cell is empty, where one looks for a number. */
function missingTokens({ class: spanClass, outcome, tokens, tokensBelow }: SpanView): string | undefined {
  const isCall = spanClass === 'inference' || spanClass === 'embeddings'
  if (!isCall || outcome !== 'ok' || tokensBelow !== undefined || tokens.input !== undefined || tokens.output !== undefined)
    return undefined
  return 'The provider did not report any tokens'
}

/** Its words are a tooltip, which readers read where a cell is empty: laid out as text, they would cost each row as much as a column. */
function barCell(store: Store, span: SpanView): JSX.Element {
  const words = titleText(describeBar(span, span.outcome === 'running' ? store.now.value : span.start))
  return <div class="cell bar" role="gridcell" aria-colindex={COLUMNS.length} title={words} />
}

interface TraceRowProps extends Common {
  readonly row: Extract<Row, { type: 'trace' }>
}

export function TraceRow({ store, row, columns, position, top, selected }: TraceRowProps): JSX.Element {
  const { trace, expanded } = row
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
      <div
        class="words"
        role="gridcell"
        aria-colindex={1}
        aria-colspan={COLUMNS.length}
        title={trace.url === '' ? undefined : titleText(trace.url)}
      >
        <Foreign class="trace-name" text={cellText(trace.name)} />
        <span class="faint">
          {facts
            .filter(([, text]) => text !== '')
            .map(([fact, text], index) => (
              <span key={fact}>
                {index === 0 ? ' ' : ' · '}
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
