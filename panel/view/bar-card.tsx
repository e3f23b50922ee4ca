import type { Signal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { cardOf } from '../store/bar-card.ts'
import { cellText } from '../store/cell-text.ts'
import { placeCard } from '../store/place-card.ts'
import type { Store } from '../store/store.ts'
import { Foreign } from './foreign.tsx'
import type { Rested } from './use-waterfall-pointer.ts'

/** What a bar is made of, beside the pointer that rests on it. One element, placed over all else: it moves nothing. Keys and readers have the bar's own words. */
export function BarCard({ store, rested }: { readonly store: Store; readonly rested: Signal<Rested | undefined> }): JSX.Element | null {
  const ref = useRef<HTMLDivElement>(null)
  const at = rested.value
  useLayoutEffect(() => {
    if (ref.current !== null && at !== undefined) place(ref.current, at)
  }, [at])
  if (at === undefined) return null
  void store.version.value
  const card = cardOf(store.trace, at.index, store.now.value)
  if (card === undefined) return null
  return (
    <div class="bar-card" aria-hidden="true" ref={ref}>
      <div class="bar-card-title">
        <Foreign class="operation" text={cellText(card.title)} /> <span class="faint">{card.kind}</span>
      </div>
      <table>
        <tbody>
          {card.lines.map(({ name, value, share, means, inner }) => (
            <tr key={name} class={inner ? 'inner' : ''}>
              <th scope="row">{name}</th>
              <td class="number">{value}</td>
              <td class="number faint">{share}</td>
              <td class="faint means">{means}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {card.end !== '' && <div class="bar-card-end">{card.end}</div>}
    </div>
  )
}

/** Of the half that the grid stands in. */
const NARROW = 560

function place(card: HTMLElement, at: Rested): void {
  const half = card.closest('.half')?.getBoundingClientRect() ?? document.body.getBoundingClientRect()
  card.classList.toggle('narrow', half.width < NARROW)
  card.style.maxHeight = 'none'
  const { left, right } = half
  const { x, y, height } = placeCard(card.getBoundingClientRect(), at, { left, right, top: 0, bottom: window.innerHeight })
  // The half is what fixed places count from: it contains its layout.
  card.style.left = `${x - half.left}px`
  card.style.top = `${y - half.top}px`
  card.style.maxHeight = `${height}px`
}
