/** Tools under the calls that asked for them: live, out of a file, and as spans come and go. */
import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { followAskedTools } from '../../../panel/store/asked-tools.ts'
import type { AskedTool, Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { ingest } from '../../support/ingest.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import { until } from '../../support/until.ts'
import { openAsWorker } from '../file/open-as-worker.ts'
import { draw, entriesOf, PAGE, rowsOf } from '../trace/drawing.ts'

type More = { readonly [line: number]: Partial<SpanRecord> }

const asks = (...ids: readonly string[]): Partial<SpanRecord> => ({
  content: { outputMessages: [{ role: 'assistant', parts: ids.map((id) => ({ type: 'tool_call', id, name: 't' })) }] },
})
const tool = (id: string): Partial<SpanRecord> => ({ attributes: { 'gen_ai.tool.call.id': id } })

function recordsOf(drawing: string, more: More): readonly SpanRecord[] {
  return draw(drawing).map((record, at) => {
    const own = more[at + 1]
    return { ...record, ...own, attributes: { ...record.attributes, ...own?.attributes } }
  })
}

const AGENT = `
  invoke_agent a  0..100
    chat m  1..9  tokens=5/1
    execute_tool first  10..19
      chat inner  11..12
    execute_tool other  10..19
    chat m  30..39
    execute_tool first  40..49
    execute_tool nobody  50..59`
const IDS: More = { 2: asks('c0', 'c1'), 3: tool('c1'), 6: asks('c1'), 7: tool('c1'), 8: tool('c9') }

const DRAWN = [
  '1 1 invoke_agent',
  '2 2 chat',
  '3 3 execute_tool',
  '4 4 chat',
  '2 5 execute_tool',
  '2 6 chat',
  '3 7 execute_tool',
  '2 8 execute_tool',
]

function drawn(trace: Trace, asked: readonly AskedTool[] | undefined): readonly string[] {
  return rowsOf(trace, new Set(), { asked }).flatMap((row) => {
    if (row.type === 'trace') return []
    const { spanId, operation } = trace.span(row.index)
    return `${row.level} ${Number.parseInt(spanId, 16)} ${operation}`
  })
}

interface Followed {
  readonly rows: () => readonly string[]
  readonly change: (records: readonly SpanRecord[], from: number) => void
  readonly isOn: { value: boolean }
  readonly stop: () => void
}

function follow(trace: Trace): Followed {
  const [version, isOn] = [signal(trace.version), signal(true)]
  const asked = signal<readonly AskedTool[] | undefined>(undefined)
  const stop = followAskedTools({ trace, version, isOn, asked })
  return {
    rows: () => drawn(trace, asked.value),
    change(records, from) {
      ingest(trace, PAGE, entriesOf(records, from))
      version.value = trace.version
    },
    isOn,
    stop,
  }
}

test('a tool stands under the call whose id it has, the last one before it; any other stays where it is', async () => {
  const live = createTrace()
  ingest(live, PAGE, entriesOf(recordsOf(AGENT, IDS)))
  const file = createTrace()
  await openAsWorker(file, new Blob([JSON.stringify(saveTrace(live, { content: true }))]), 'f', 64)
  for (const trace of [live, file]) {
    const before = trace.totals()
    const { rows, stop, isOn } = follow(trace)
    await until('the tools', async () => rows().join() === DRAWN.join())
    expect(trace.totals()).toEqual(before)
    isOn.value = false
    expect(rows()[2]).toBe('2 3 execute_tool')
    stop()
  }
})

test('one that comes later goes there too, and goes with its call', async () => {
  const trace = createTrace({ spans: 8, bytes: 1e9 })
  ingest(trace, PAGE, entriesOf(recordsOf(AGENT, IDS).filter((_, at) => at !== 1 && at !== 6)))
  const { rows, stop, change } = follow(trace)
  change(
    recordsOf(AGENT, IDS).filter((_, at) => at === 1 || at === 6),
    20,
  )
  await until('the tools', async () => rows().join() === DRAWN.join())
  // The whole trace gives way to this one, which takes rows of its.
  const other = draw('chat m  900..909\n  execute_tool t  910..919').map((one) => ({ ...one, traceId: 'f'.repeat(32) }))
  change(other, 40)
  expect(rows()).toEqual(['1 1 chat', '2 2 execute_tool'])
  stop()
})

test('of a call that is under the tool which it asked for, and of forged ids in a circle, no row is lost', async () => {
  const trace = createTrace()
  const drawing = `
    execute_tool a  0..90
      chat m  0..8
        execute_tool b  9..50
          chat n  9..12`
  ingest(trace, PAGE, entriesOf(recordsOf(drawing, { 1: tool('x'), 2: asks('x'), 3: tool('y'), 4: asks('y') })))
  const { rows, stop } = follow(trace)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(rows()).toEqual(['1 1 execute_tool', '2 2 chat', '3 3 execute_tool', '4 4 chat'])
  stop()
  const circle = createTrace()
  const each = `
    invoke_agent a  0..90
      execute_tool a  10..90
        chat m  0..8
      execute_tool b  11..50
        chat n  9..12`
  ingest(circle, PAGE, entriesOf(recordsOf(each, { 2: tool('x'), 3: asks('y'), 4: tool('y'), 5: asks('x') })))
  const followed = follow(circle)
  await until('one of the two', async () => followed.rows()[2] === '2 4 execute_tool' || followed.rows()[1] === '2 4 execute_tool')
  expect(followed.rows()).toEqual(['1 1 invoke_agent', '2 4 execute_tool', '3 5 chat', '4 2 execute_tool', '5 3 chat'])
  followed.stop()
})
