/** A file that finds no room: others go only for somebody who chose it, and it is asked once. */
import { describe, expect, test } from 'vitest'
import { drawnFile, PER_TRACE } from '../../support/drawn-file.ts'
import { ingest } from '../../support/ingest.ts'
import type { RoomChoice } from '../../../panel/trace/file-room.ts'
import type { Crowd, OpenFile, Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { openAsWorker } from '../file/open-as-worker.ts'
import { draw, entriesOf, PAGE } from './drawing.ts'

const LIMIT = 100

/** Each span a trace of its own. */
function ingestLive(trace: Trace, spans: number): void {
  ingest(trace, PAGE, entriesOf(draw(Array.from({ length: spans }, (_, at) => `chat live${at}  ${at}..${at + 1}`).join('\n'))))
}

const live = (trace: Trace): readonly string[] =>
  [...trace.spans()].filter((index) => trace.source(index).document === PAGE.document).map((index) => trace.span(index).model ?? '')

const fileOf = (spans: number, seed = 1): Blob => new Blob([...drawnFile({ spans, format: 'json', seed })])

interface Answer {
  readonly crowds: Crowd[]
  readonly ask: (file: OpenFile) => RoomChoice
}

function answering(choice: RoomChoice, more: number): Answer {
  const crowds: Crowd[] = []
  return {
    crowds,
    ask(file) {
      crowds.push(file.crowd(more))
      return choice
    },
  }
}

const open = (trace: Trace, spans: number, { ask }: Answer, name = 'f'): ReturnType<typeof openAsWorker> =>
  openAsWorker(trace, fileOf(spans, name.length), name, 7, ask)

describe('beside live spans', () => {
  test('what finds no room is left out once they are kept, and is none that was lost', async () => {
    const trace = createTrace({ spans: LIMIT, bytes: 1e9 })
    ingestLive(trace, 50)
    const keep = answering('keep', 30)
    const { file } = await open(trace, 80, keep)
    expect(keep.crowds).toEqual([{ live: 50, ofFiles: 0, wouldGo: 30 }])
    expect([trace.size, file.leftOut, trace.totals().dropped]).toEqual([LIMIT, 30, 0])
    expect(live(trace)).toHaveLength(50)
  })

  test('the oldest of them go once room is to be made, and are counted', async () => {
    const trace = createTrace({ spans: LIMIT, bytes: 1e9 })
    ingestLive(trace, 50)
    const make = answering('make', 30)
    const { file } = await open(trace, 80, make)
    expect(make.crowds).toHaveLength(1)
    expect([trace.size, file.leftOut, trace.totals().dropped]).toEqual([LIMIT, 0, 30])
    expect(live(trace)).toEqual(Array.from({ length: 20 }, (_, at) => `live${at + 30}`))
  })

  test('once all of them went, the file’s own oldest do', async () => {
    const trace = createTrace({ spans: LIMIT, bytes: 1e9 })
    ingestLive(trace, 50)
    const make = answering('make', 150)
    const { file } = await open(trace, 200, make)
    expect(make.crowds).toEqual([{ live: 50, ofFiles: 0, wouldGo: 50 }])
    expect([live(trace), file.leftOut, trace.size + trace.totals().dropped]).toEqual([[], 0, 250])
    expect(trace.size).toBeGreaterThan(LIMIT - PER_TRACE)
  })

  test('bytes are room as well', async () => {
    const trace = createTrace({ spans: 1e6, bytes: 60_000 })
    ingestLive(trace, 50)
    const keep = answering('keep', 1_000)
    const { file } = await open(trace, 1_000, keep)
    expect(keep.crowds).toEqual([{ live: 50, ofFiles: 0, wouldGo: 50 }])
    expect(file.leftOut).toBeGreaterThan(500)
    expect(live(trace)).toHaveLength(50)
  })
})

test('beside another file, whose spans are told apart from live ones', async () => {
  const trace = createTrace({ spans: LIMIT, bytes: 1e9 })
  ingestLive(trace, 10)
  await open(trace, 60, answering('keep', 0), 'first')
  const make = answering('make', 70)
  await open(trace, 100, make, 'other one')
  expect(make.crowds).toEqual([{ live: 10, ofFiles: 60, wouldGo: 70 }])
  expect([...new Set([...trace.spans()].map((index) => trace.source(index).document))]).toEqual(['file:other one'])
})

test('alone, a file pushes out its own oldest, and nobody is asked', async () => {
  const trace = createTrace({ spans: LIMIT, bytes: 1e9 })
  const { file } = await openAsWorker(trace, fileOf(300))
  expect([trace.size + trace.totals().dropped, file.leftOut]).toEqual([300, 0])
  const alone = createTrace({ spans: 10, bytes: 1e9 })
  // Its one trace stays: what comes of it finds no room.
  const { file: long } = await openAsWorker(alone, fileOf(PER_TRACE))
  expect([alone.size, alone.totals().dropped, long.leftOut]).toEqual([10, 0, 10])
})
