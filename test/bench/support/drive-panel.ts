/** Works the real panel in every frame, as a user would in some, and tells how long the frames take. */
import type { SizedPanel } from './panel-at-size.ts'

export const ACTIONS = {
  idle: 'nothing',
  scroll: 'scroll, three rows a frame',
  jump: 'scroll, anywhere in each frame',
  zoom: 'zoom and pan by keys',
  collapse: 'fold and unfold the first root',
  select: 'select the last row, then the first',
  overview: 'drag in the overview',
} as const
export type Action = keyof typeof ACTIONS

/** Of a round, what is measured of each action: what is heavy must not take for ever. */
const FRAMES = 90
const LIMIT = 20_000

export interface Driven {
  /** Milliseconds from one frame to the next. */
  readonly frames: readonly number[]
  /** Milliseconds of the thread, of all frames together. */
  readonly busy: number
}

export async function drive(sized: SizedPanel, action: Action): Promise<Driven> {
  const { panel, devtoolsPage, thread } = sized
  // Zoomed, the rows in the middle are those with bars.
  await panel.evaluate(startAt, action === 'zoom' ? 0.5 : 0)
  const release = action === 'overview' ? await press(sized) : undefined
  let frames: readonly number[] = []
  const traced = await thread.traced(async () => {
    frames = await panel.evaluate(actEachFrame, action, FRAMES, LIMIT)
  })
  await release?.()
  await devtoolsPage.mouse.move(0, 0)
  return { frames, busy: traced.frames.reduce((sum, each) => sum + each, 0) }
}

/** Runs in the panel: all the time is shown, and the first row, the last (1) or one between. */
export function startAt(share: number): void {
  document.querySelector('.overview')?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))
  const grid = document.querySelector('[role=treegrid]')
  grid?.scrollTo(0, (grid.scrollHeight - grid.clientHeight) * share)
}

/** The pointer goes down in the overview: what moves then is a drag. */
async function press({ panel, devtoolsPage }: SizedPanel): Promise<() => Promise<void>> {
  const box = await (await panel.waitForSelector('.overview'))?.boundingBox()
  if (box === null || box === undefined) throw new Error('the panel has no overview')
  const y = box.y + box.height / 2
  await devtoolsPage.mouse.move(box.x + 60, y)
  await devtoolsPage.mouse.down()
  return async () => {
    await devtoolsPage.mouse.up()
    await devtoolsPage.mouse.click(box.x + 60, y, { count: 2 })
  }
}

/** Runs in the panel: may use nothing of this module. */
async function actEachFrame(action: Action, frames: number, limit: number): Promise<number[]> {
  const grid = document.querySelector('[role=treegrid]')
  if (grid === null) throw new Error('the panel has no grid')
  const key = (name: string) => grid.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }))
  const overview = document.querySelector('.overview canvas')
  const box = overview?.getBoundingClientRect()
  let state = 1
  const acts: { readonly [action in Action]: (frame: number) => unknown } = {
    idle: () => {},
    scroll: () => (grid.scrollTop += 63),
    jump: () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      grid.scrollTop = ((grid.scrollHeight - grid.clientHeight) * state) / 2 ** 32
    },
    zoom: (frame) => key('wwddaass'.charAt(frame % 8)),
    collapse: () => document.querySelector<HTMLElement>('#row-0 .toggle')?.dispatchEvent(new MouseEvent('click', { bubbles: true })),
    select: (frame) => key(frame % 2 === 0 ? 'End' : 'Home'),
    overview: (frame) => {
      const clientX = (box?.x ?? 0) + 90 + ((frame * 7) % ((box?.width ?? 300) - 120))
      const at = { clientX, clientY: (box?.y ?? 0) + 20, pointerId: 1, bubbles: true, cancelable: true }
      overview?.dispatchEvent(new PointerEvent('pointermove', at))
    },
  }
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(() => resolve(performance.now())))
  const found: number[] = []
  const begin = await frame()
  for (let at = begin, done = 0; done < frames && at - begin < limit; done++) {
    acts[action](done)
    const next = await frame()
    found.push(next - at)
    at = next
  }
  return found
}
