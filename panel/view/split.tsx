import { useSignal } from '@preact/signals'
import type { ComponentChildren, JSX } from 'preact'
import { useRef } from 'preact/hooks'
import { readSetting, writeSetting } from '../store/local-settings.ts'
import { useSize } from './use-size.ts'

/** Below it the details go under the grid. */
const NARROW = 700
const LEAST_SHARE = 0.15
const MOST_SHARE = 0.8
const KEY_STEP = 0.02
const DEFAULT_SHARE = 0.36
const DEFAULT_SHARE_BELOW = 0.44

interface Props {
  readonly main: ComponentChildren
  /** Absent: the main half has all the room. */
  readonly side: ComponentChildren | undefined
}

/**
 *     wide: | main | side |      narrow:  main
 *                                        ------
 *                                         side
 */
export function Split({ main, side }: Props): JSX.Element {
  const ref = useRef<HTMLDivElement>(null)
  const size = useSize(ref)
  const below = size.value.width < NARROW
  const setting = below ? 'split.below' : 'split.beside'
  const shares = useSignal<{ readonly [setting: string]: number }>({})
  const share = shares.value[setting] ?? readSetting(setting) ?? (below ? DEFAULT_SHARE_BELOW : DEFAULT_SHARE)
  const setShare = (wanted: number) => {
    const next = Math.max(LEAST_SHARE, Math.min(MOST_SHARE, wanted))
    shares.value = { ...shares.value, [setting]: next }
    writeSetting(setting, next)
  }
  const drag = (event: PointerEvent) => {
    const box = ref.current?.getBoundingClientRect()
    if (box === undefined) return
    setShare(below ? (box.bottom - event.clientY) / box.height : (box.right - event.clientX) / box.width)
  }
  return (
    <div class={`halves ${below ? 'below' : 'beside'}`} ref={ref}>
      <div class="half main">{main}</div>
      {side !== undefined && (
        <>
          <Handle below={below} share={share} onDrag={drag} onStep={(steps) => setShare(share + steps * KEY_STEP)} />
          <div class="half side" style={{ flexBasis: `${share * 100}%` }}>
            {side}
          </div>
        </>
      )}
    </div>
  )
}

interface HandleProps {
  readonly below: boolean
  readonly share: number
  readonly onDrag: (event: PointerEvent) => void
  /** Steps towards a larger side. */
  readonly onStep: (steps: number) => void
}

function Handle({ below, share, onDrag, onStep }: HandleProps): JSX.Element {
  return (
    <div
      class="split"
      role="separator"
      tabIndex={0}
      aria-label="Size of the details"
      aria-orientation={below ? 'horizontal' : 'vertical'}
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={LEAST_SHARE * 100}
      aria-valuemax={MOST_SHARE * 100}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) onDrag(event)
      }}
      onKeyDown={(event) => {
        const steps = { ArrowLeft: 1, ArrowUp: 1, ArrowRight: -1, ArrowDown: -1 }[event.key]
        if (steps !== undefined) onStep(steps)
      }}
    />
  )
}
