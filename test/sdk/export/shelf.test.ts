import { BasicTracerProvider } from '@opentelemetry/sdk-trace-web'
import { expect, test, vi } from 'vitest'
import { LiveSpans } from '../../../sdk/export/live.ts'
import { createRecordMaker } from '../../../sdk/panel-side.ts'
import { Shelf } from '../../../sdk/export/shelf.ts'

const tracer = new BasicTracerProvider().getTracer('test')
const start = (name: string) => tracer.startSpan(name)

function handOver(shelf: Shelf): LiveSpans {
  const live = new LiveSpans(shelf.audience)
  live.useMaker(createRecordMaker())
  shelf.handOver(live)
  return live
}

const shown = ({ ring }: LiveSpans) =>
  ring.read(0, 1_000).entries.flatMap((entry) => ('span' in entry ? [[entry.span.name, entry.span.state]] : []))

test('what began and ended before the second half came is in its ring, in the order in which it was told last', () => {
  const shelf = new Shelf()
  const [first, second] = [start('first'), start('second')]
  shelf.open(first)
  shelf.open(second)
  const call = { bytes: 100, body: 0, read: vi.fn<() => void>(), lost: vi.fn<() => void>() }
  shelf.keep(call)
  first.end()
  shelf.close(first)
  const live = handOver(shelf)
  expect(call.read).not.toHaveBeenCalled()
  expect(shown(live)).toEqual([
    ['second', 'running'],
    ['first', 'ended'],
  ])
  expect(call.read).toHaveBeenCalledOnce()
  second.end()
  shelf.close(second)
  expect(shown(live)).toEqual([
    ['first', 'ended'],
    ['second', 'ended'],
  ])
})

test('what goes beyond the limits goes, the oldest first, and is counted', () => {
  const shelf = new Shelf()
  shelf.setLimits({ spans: 2 })
  const call = { bytes: 100, body: 0, read: vi.fn<() => void>(), lost: vi.fn<() => void>() }
  shelf.keep(call)
  for (const name of ['a', 'b', 'c']) shelf.open(start(name))
  expect(call.lost).toHaveBeenCalledOnce()
  const live = handOver(shelf)
  const { dropped } = live.ring.read(0, 1_000)
  expect(dropped).toBe(2)
  expect(shown(live).map(([name]) => name)).toEqual(['b', 'c'])
  expect(call.read).not.toHaveBeenCalled()
})

test('the limit of bytes spares the newest alone', () => {
  const shelf = new Shelf()
  shelf.setLimits({ bytes: 1_000 })
  const calls = [400, 400, 5_000].map((bytes) => ({ bytes, body: 0, read: vi.fn<() => void>(), lost: vi.fn<() => void>() }))
  for (const call of calls) shelf.keep(call)
  handOver(shelf).ring.readCalls()
  expect(calls.map(({ lost, read }) => [lost.mock.calls.length, read.mock.calls.length])).toEqual([
    [1, 0],
    [1, 0],
    [0, 1],
  ])
})

test('a span that was given up, and ends after the second half came, is shown as ended', () => {
  const shelf = new Shelf()
  shelf.setLimits({ spans: 1 })
  const span = start('given up')
  shelf.open(span)
  shelf.open(start('newer'))
  const live = handOver(shelf)
  shelf.setLimits()
  span.end()
  shelf.close(span)
  expect(shown(live)).toEqual([
    ['newer', 'running'],
    ['given up', 'ended'],
  ])
})

test('what is cleared is shown no more; a span that was never opened is not closed', () => {
  const shelf = new Shelf()
  shelf.open(start('old'))
  shelf.clear()
  shelf.close(start('unknown'))
  expect(shown(handOver(shelf))).toEqual([])
})
