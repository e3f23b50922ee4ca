/** The panel at work with many spans: how long its frames take while somebody scrolls, zooms, folds and selects in each of them. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { aimRow, count, inRounds, printAims, ROW_LIMIT, SIZES, type Found } from './support/at-size.ts'
import { ACTIONS, drive, startAt, type Action, type Driven } from './support/drive-panel.ts'
import { percentile } from './support/figures.ts'
import { openMeasured, openSizedPanel, type SizedPanel } from './support/panel-at-size.ts'
import { traceFile } from './support/trace-file.ts'

/** Milliseconds; a screen's frames come no closer, and never quite evenly: what is found where nothing is done is as good. */
const FRAME_P95 = 16.7
/** A busy machine's frames are no measure. */
const MOST_UNEVEN = 1.1 * FRAME_P95
const THREAD_A_FRAME = 4
const actions = Object.keys(ACTIONS) as readonly Action[]
/** `GENAI_BENCH_PICTURES=1` leaves pictures of the panel in `out/bench`. */
const PICTURES = process.env['GENAI_BENCH_PICTURES'] === undefined ? undefined : fileURLToPath(new URL('../../out/bench', import.meta.url))

async function picture({ devtoolsPage, panel }: SizedPanel, name: string): Promise<void> {
  if (PICTURES === undefined) return
  // What was done just now is painted in the next frame.
  await panel.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  mkdirSync(PICTURES, { recursive: true })
  await devtoolsPage.screenshot({ path: join(PICTURES, `${name}.png`) })
}

async function measure(sized: SizedPanel, spans: number): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = []
  await picture(sized, `${spans}-whole`)
  let floor = 0
  for (const action of actions) {
    const found: Found<Driven> = await inRounds(() => drive(sized, action))
    const isAimed = action !== 'idle'
    if (!isAimed) floor = Math.min(MOST_UNEVEN, Math.max(0, ...found.values.map(({ frames }) => percentile(frames, 95))))
    rows.push(
      aimRow(`${ACTIONS[action]}: frame, p95`, found, ({ frames }) => percentile(frames, 95), {
        atMost: isAimed ? FRAME_P95 : Infinity,
        unit: 'ms',
        floor,
      }),
      aimRow('  main thread a frame', found, ({ frames, busy }) => busy / frames.length, {
        atMost: isAimed ? THREAD_A_FRAME : Infinity,
        unit: 'ms',
      }),
    )
  }
  await sized.panel.evaluate(startAt, 0.5)
  await sized.panel.evaluate(() => {
    const grid = document.querySelector('[role=treegrid]')
    for (const key of 'wwwww') grid?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  })
  await picture(sized, `${spans}-zoomed`)
  return rows
}

test.each(SIZES)('%i spans', async (spans) => {
  const { path } = await traceFile(inject('traceFolder'), spans, 'json')
  const sized = await openSizedPanel()
  try {
    const opened = await inRounds(() => openMeasured(sized, path, spans, ROW_LIMIT), 1)
    const [{ shown = 'none' } = {}] = opened.values
    const rows =
      opened.values.length > 0 ? await measure(sized, spans) : [aimRow('opening', opened, () => 0, { atMost: Infinity, unit: '' })]
    printAims(`${count(spans)} spans, ${shown} shown: something done in every frame`, rows)
    expect(rows).toHaveLength(opened.values.length > 0 ? 2 * actions.length : 1)
  } finally {
    await sized.close()
  }
})
