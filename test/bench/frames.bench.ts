/** The panel at work with many spans: how long its frames take while somebody scrolls, zooms, folds and selects in each of them. */
import { expect, inject, test } from 'vitest'
import { aimRow, count, inRounds, printAims, ROW_LIMIT, SIZES, type Found } from './support/at-size.ts'
import { ACTIONS, drive, type Action, type Driven } from './support/drive-panel.ts'
import { percentile } from './support/figures.ts'
import { openMeasured, openSizedPanel, type SizedPanel } from './support/panel-at-size.ts'
import { picture, pictureZoomed, picturesOfQuestion, picturesOfReading } from './support/pictures.ts'
import { traceFile } from './support/trace-file.ts'

/** Milliseconds; a screen's frames come no closer, and never quite evenly: what is found where nothing is done is as good. */
const FRAME_P95 = 16.7
/** A busy machine's frames are no measure. */
const MOST_UNEVEN = 1.1 * FRAME_P95
const THREAD_A_FRAME = 4
const actions = Object.keys(ACTIONS) as readonly Action[]
/** What the panel holds at most. */
const LIMIT = 1_000_000

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
  await pictureZoomed(sized, `${spans}-zoomed`, 5)
  await pictureZoomed(sized, `${spans}-zoomed-to-1-ms`)
  return rows
}

test.each(SIZES)('%i spans', async (spans) => {
  const { path } = await traceFile(inject('traceFolder'), spans, 'json')
  const more = await traceFile(inject('traceFolder'), 20_000, 'protobuf')
  const sized = await openSizedPanel()
  try {
    await picturesOfReading(sized, path, `${spans}-reading`)
    const opened = await inRounds(() => openMeasured(sized, path, spans, ROW_LIMIT), 1)
    const [{ shown = 'none' } = {}] = opened.values
    const rows =
      opened.values.length > 0 ? await measure(sized, spans) : [aimRow('opening', opened, () => 0, { atMost: Infinity, unit: '' })]
    if (spans === LIMIT) await picturesOfQuestion(sized, more.path, `${spans}-question`)
    printAims(`${count(spans)} spans, ${shown} shown: something done in every frame`, rows)
    expect(rows).toHaveLength(opened.values.length > 0 ? 2 * actions.length : 1)
  } finally {
    await sized.close()
  }
})
