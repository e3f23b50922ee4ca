/** Trace files of many spans, opened in the real panel, and in what else shows traces. `GENAI_BENCH_SIZES=100000` takes one size, `GENAI_BENCH_LIMIT=60` seconds a round. */
import { expect, inject, test } from 'vitest'
import { again, aimRow, count, inRounds, printAims, ROW_LIMIT, SIZES, type Found } from './support/at-size.ts'
import { openMeasured, openSizedPanel, type Opening } from './support/panel-at-size.ts'
import { traceFile, type TraceFormat } from './support/trace-file.ts'

const MILLION = 1_000_000
/** Seconds to all spans of a million. */
const ALL_OF_MILLION = { json: 5.5, protobuf: 2 } as const
const HUNDRED_THOUSAND = { all: 0.9, heap: 60 } as const

interface Opened extends Opening {
  /** Megabytes that the extension's heaps hold more than before. */
  readonly heap: number
  /** The longest task of the extension's thread, by its own clock, in milliseconds. */
  readonly longestTask: number
  /** Seconds of the processor, of all of the browser's renderers. */
  readonly processor: number
}

async function open(path: string, spans: number): Promise<Opened> {
  const sized = await openSizedPanel()
  try {
    const before = await sized.thread.heap()
    const idle = await sized.thread.processorTime()
    let opening: Opening | undefined
    const { longestTask } = await sized.thread.traced(async () => {
      opening = await openMeasured(sized, path, spans, ROW_LIMIT)
    })
    if (opening === undefined) throw new Error('nothing was opened')
    const processor = (await sized.thread.processorTime()) - idle
    return { ...opening, longestTask, processor, heap: (await sized.thread.heap()) - before }
  } finally {
    await sized.close()
  }
}

function rowsOf(spans: number, format: 'json' | 'protobuf', found: Found<Opened>): (readonly string[])[] {
  const seconds = (atMost: number) => ({ atMost, unit: 's' })
  const all = spans === MILLION ? ALL_OF_MILLION[format] : spans === 100_000 && format === 'json' ? HUNDRED_THOUSAND.all : Infinity
  const heap = spans === MILLION ? 250 : spans === 100_000 ? HUNDRED_THOUSAND.heap : Infinity
  return [
    aimRow('first rows', found, ({ firstRows }) => firstRows / 1000, seconds(0.1)),
    aimRow('all', again(found), (opened) => opened.all / 1000, seconds(all)),
    aimRow('longest block of the main thread', again(found), ({ longestBlock }) => longestBlock, { atMost: 25, unit: 'ms' }),
    aimRow("  its longest task, by the thread's clock", again(found), ({ longestTask }) => longestTask, { atMost: Infinity, unit: 'ms' }),
    aimRow('processor time, of all threads', again(found), ({ processor }) => processor, seconds(Infinity)),
    aimRow('heap and buffers, after a collection', again(found), (opened) => opened.heap, { atMost: heap, unit: 'MB' }),
    ...found.values.slice(-1).map(({ shown }) => ['shown', shown, count(spans), shown.includes(`${count(spans)} spans`) ? 'ok' : 'MISSED']),
  ]
}

const formats: readonly Exclude<TraceFormat, 'chrome'>[] = ['json', 'protobuf']
/** A format that the panel does not read at one size is not written at the next. */
const unread = new Map<TraceFormat, string>()

test.each(SIZES.flatMap((spans) => formats.map((format) => ({ spans, format }))))('$spans spans, $format', async ({ spans, format }) => {
  const reason = unread.get(format)
  if (reason !== undefined) return printAims(`${count(spans)} spans, ${format}`, rowsOf(spans, format, { values: [], failed: reason }))
  const { path, bytes } = await traceFile(inject('traceFolder'), spans, format)
  const found = await inRounds(() => open(path, spans))
  if (found.values.length === 0 && found.failed !== undefined) unread.set(format, found.failed)
  printAims(`${count(spans)} spans, ${format} of ${(bytes / 1e6).toFixed(0)} MB, opened in the panel`, rowsOf(spans, format, found))
  if (format === 'json') expect(bytes / spans / 1650).toBeCloseTo(1, 1)
  else expect(bytes / spans).toBeLessThan(1000)
})
