import { useSignal, type Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useEffect, useLayoutEffect, useMemo, useRef, type MutableRef } from 'preact/hooks'
import { cellText } from '../store/cell-text.ts'
import { flameRoot, flameStep, isTraceRunning, traceBeside } from '../store/flame.ts'
import { ROW_HEIGHT } from '../store/row-window.ts'
import type { Store } from '../store/store.ts'
import { fitRow, timeKey } from '../store/time-keys.ts'
import { runInTurns } from '../store/turns.ts'
import { shownScale, viewOf, WATERFALL_LEFT, waterfallTicks } from '../store/waterfall.ts'
import { describeBar } from '../trace/describe-bar.ts'
import { flameLayout, flamePieces, MOST_LANES, type Flame } from '../trace/flame-layout.ts'
import type { Row, SpanIndex } from '../trace/model.ts'
import { spanKey } from '../trace/span-key.ts'
import type { CssPixels } from '../trace/time-scale.ts'
import { BarCard } from './bar-card.tsx'
import { prepareCanvas } from './canvas.ts'
import { drawFlame, FLAME_RULER } from './draw-flame.ts'
import { Foreign } from './foreign.tsx'
import { readPalette } from './palette.ts'
import { useRelated } from './use-related.ts'
import { useSize } from './use-size.ts'
import type { Rested } from './use-waterfall-pointer.ts'
import { useWheel } from './use-wheel.ts'

/** A pointer that stays so long wants to know more: the house's delay. */
const REST = 300

/** One trace by depth, in the place of the rows. */
export function FlameView({ store }: { readonly store: Store }): JSX.Element | null {
  const root = flameRoot(store)
  return root === undefined ? null : <OneFlame store={store} root={root} />
}

interface Props {
  readonly store: Store
  readonly root: SpanIndex
}

function OneFlame({ store, root }: Props): JSX.Element {
  const { trace } = store
  const span = trace.span(root)
  const isRunning = isTraceRunning(trace, root)
  const flame = useRelated(store, span, isRunning, async () => runInTurns(flameLayout(trace.tables, trace.spansOfTrace(root))))
  const name = cellText(span.subject || span.operation)
  const go = (to: SpanIndex | undefined): void => void (to !== undefined && store.select(spanKey(trace.span(to))))
  return (
    <>
      <div class="root-bar" role="group" aria-label="Flame view">
        <span class="words">
          Flame of <Foreign class="root-name" text={name} />
          {flame !== undefined && flame.crowded > 0 && ` · over ${MOST_LANES} overlap at one depth: ${flame.crowded} lie over others`}
        </span>
        {([-1, 1] as const).map((by) => (
          <button
            key={by}
            class="text-button"
            data-action={by < 0 ? 'previous-trace' : 'next-trace'}
            onClick={() => go(traceBeside(trace, root, by))}
          >
            {by < 0 ? 'Previous trace' : 'Next trace'}
          </button>
        ))}
        <button class="text-button" data-action="show-rows" onClick={() => store.timeline.setFlame(false)}>
          Show rows
        </button>
      </div>
      {flame !== undefined && <FlameLanes store={store} flame={flame} name={name} root={root} />}
    </>
  )
}

interface LanesProps extends Props {
  readonly flame: Flame
  readonly name: string
}

function FlameLanes({ store, flame, name, root }: LanesProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(scroller).value
  const scrollTop = useSignal(0)
  const selected = store.selectedSpan.value
  const pointer = usePointer(store, flame, scroller, width)
  const words =
    selected === undefined ? '' : `${store.trace.span(selected).name}, ${describeBar(store.trace.span(selected), store.now.value)}`
  useShowLane(scroller, flame, selected)
  return (
    <div
      class="flame"
      role="img"
      aria-label={`Flame of ${name}: ${flame.laneOf.size} spans in ${flame.lanes.length} lanes${words === '' ? '' : `; selected: ${words}`}`}
      tabIndex={0}
      ref={scroller}
      onScroll={({ currentTarget }) => (scrollTop.value = currentTarget.scrollTop)}
      onKeyDown={(event) => onKey(event, store, flame, { root, width })}
      {...pointer.handlers}
    >
      <div style={{ height: `${FLAME_RULER + flame.lanes.length * ROW_HEIGHT}px` }}>
        <FlameCanvas store={store} flame={flame} size={{ width, height }} scrollTop={scrollTop.value} selected={selected} />
      </div>
      <BarCard store={store} rested={pointer.rested} />
    </div>
  )
}

interface CanvasProps {
  readonly store: Store
  readonly flame: Flame
  readonly size: { readonly width: CssPixels; readonly height: CssPixels }
  readonly scrollTop: CssPixels
  readonly selected: SpanIndex | undefined
}

function FlameCanvas({ store, flame, size: { width, height }, scrollTop, selected }: CanvasProps): JSX.Element {
  const ref = useRef<HTMLCanvasElement>(null)
  const palette = useMemo(() => readPalette(document.body), [store.style.value])
  const { trace, paths } = store
  const [anyRow] = flame.laneOf.keys()
  const showsPath = paths.on.value
  void paths.version.value
  useLayoutEffect(() => paths.show(showsPath && anyRow !== undefined ? [anyRow] : []))
  const [scale, origin, now] = [shownScale(store, width), store.fullRange.value.start, store.now.value]
  useLayoutEffect(() => {
    const context = ref.current === null ? null : prepareCanvas(ref.current, width, height)
    const ticks = waterfallTicks(scale, origin)
    if (context !== null)
      drawFlame(context, { trace, flame, scale, ticks, width, height, scrollTop, now, selected, path: paths.of, palette })
  })
  return <canvas ref={ref} style={{ width: `${width}px`, height: `${height}px` }} />
}

function onKey(
  event: KeyboardEvent,
  store: Store,
  flame: Flame,
  { root, width }: { readonly root: SpanIndex; readonly width: CssPixels },
): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const { trace } = store
  const from = store.selectedSpan.value
  const isOpen = store.detailsOpen.value
  const to = event.key.startsWith('Arrow') && from === undefined ? root : flameStep(event.key, trace, flame, from ?? root)
  if (to !== undefined) store.select(spanKey(trace.span(to)))
  else if (event.key === 'f' && from !== undefined) fitRow(store, rowOf(from))
  else if (event.key === 'Enter' && from !== undefined) store.detailsOpen.value = true
  // Escape belongs to DevTools, unless it closes the details.
  else if (event.key === 'Escape' && isOpen) store.detailsOpen.value = false
  else if (!timeKey(event.key, store, width)) return
  event.preventDefault()
  event.stopPropagation()
}

const rowOf = (index: SpanIndex): Row => ({ type: 'span', index, level: 0, hasChildren: false, expanded: false })

/** Only a new selection scrolls. */
function useShowLane(scroller: MutableRef<HTMLDivElement | null>, flame: Flame, selected: SpanIndex | undefined): void {
  useLayoutEffect(() => {
    const [box, lane] = [scroller.current, selected === undefined ? undefined : flame.laneOf.get(selected)]
    if (box === null || lane === undefined) return
    const [top, room] = [lane * ROW_HEIGHT, box.clientHeight - FLAME_RULER - ROW_HEIGHT]
    box.scrollTop = Math.max(Math.min(box.scrollTop, top), top - room)
  }, [selected])
}

interface Pointer {
  readonly handlers: Pick<JSX.HTMLAttributes<HTMLDivElement>, 'onPointerMove' | 'onPointerLeave' | 'onClick' | 'onDblClick'>
  readonly rested: Signal<Rested | undefined>
}

function usePointer(store: Store, flame: Flame, scroller: MutableRef<HTMLDivElement | null>, width: CssPixels): Pointer {
  const rested = useSignal<Rested | undefined>(undefined)
  const timer = useRef(0)
  const leave = (): void => {
    clearTimeout(timer.current)
    rested.value = undefined
  }
  useEffect(() => leave, [])
  useWheel(store, scroller, (x) => {
    const scale = shownScale(store, width)
    leave()
    return { time: scale.time(x - WATERFALL_LEFT), view: viewOf(scale, width) }
  })
  const under = ({ clientX, clientY }: MouseEvent): Rested | undefined => {
    const box = scroller.current
    if (box === null) return undefined
    const { left, top } = box.getBoundingClientRect()
    const lane = Math.floor((clientY - top - FLAME_RULER + box.scrollTop) / ROW_HEIGHT)
    const [x, lanes] = [clientX - left - WATERFALL_LEFT, flame.lanes[lane]]
    if (lanes === undefined || clientY - top < FLAME_RULER) return undefined
    const piece = flamePieces(lanes, shownScale(store, width), store.now.value).find((one) => x >= one.x - 1 && x <= one.x + one.width + 1)
    const above = top + FLAME_RULER + lane * ROW_HEIGHT - box.scrollTop
    return piece && { index: piece.row, x: clientX, top: above, bottom: above + ROW_HEIGHT }
  }
  return {
    rested,
    handlers: {
      onPointerMove(event) {
        leave()
        const at = under(event)
        store.timeline.pointed.value = shownScale(store, width).time(
          event.clientX - event.currentTarget.getBoundingClientRect().left - WATERFALL_LEFT,
        )
        if (at !== undefined && event.buttons === 0) timer.current = window.setTimeout(() => (rested.value = at), REST)
      },
      onPointerLeave() {
        leave()
        store.timeline.pointed.value = undefined
      },
      onClick(event) {
        const at = under(event)
        if (at === undefined) return
        store.select(spanKey(store.trace.span(at.index)))
        store.detailsOpen.value = true
      },
      onDblClick(event) {
        const at = under(event)
        fitRow(store, at && rowOf(at.index))
      },
    },
  }
}
