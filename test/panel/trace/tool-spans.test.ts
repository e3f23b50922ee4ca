import { expect, test } from 'vitest'
import { spanKey } from '../../../panel/trace/span-key.ts'
import { toolSpansOf, type AskedCall } from '../../../panel/trace/tool-spans.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, lineId, PAGE, traceId } from './drawing.ts'

const RUN = `
  invoke_agent a  0..5000
    execute_tool search  10..100
    chat m  1000..1100
    execute_tool search  1200..1300
    execute_tool read  1200..1400
    execute_tool search  1210..1300
    chat m  2000..2100
    execute_tool search  2200..2300`

/** The line of the span of each call, for the call of line 3. */
async function linesOf(calls: readonly AskedCall[], ids: { readonly [line: number]: string } = {}, until?: number) {
  const trace = createTrace()
  const spans = draw(RUN).map((span, at) => {
    const id = ids[at + 1]
    return id === undefined ? span : { ...span, attributes: { ...span.attributes, 'gen_ai.tool.call.id': id } }
  })
  ingest(
    trace,
    PAGE,
    spans.map((span, at) => ({ seq: at + 1, span })),
  )
  const index = trace.find(spanKey({ document: PAGE.document, traceId: traceId(1), spanId: lineId(3) }))
  if (index === undefined) throw new Error('no call')
  const call = trace.span(index)
  const found = await toolSpansOf(trace, call, calls, until === undefined ? undefined : call.start + until)
  return Object.fromEntries([...found].map(([key, row]) => [key, Number.parseInt(trace.span(row).spanId, 16)]))
}

const asked = (key: string, name: string, id = ''): AskedCall => ({ key, name, id, isAnswer: true })

test('a call is told by its id, whatever the order', async () => {
  const calls = [asked('0', 'search', 'x'), asked('1', 'search', 'y')]
  expect(await linesOf(calls, { 4: 'y', 6: 'x', 8: 'z' })).toEqual({ 0: 6, 1: 4 })
})

test('without ids by name and order, up to the next call', async () => {
  const calls = [asked('0', 'search'), asked('1', 'read'), asked('2', 'search'), asked('3', 'search')]
  expect(await linesOf(calls, {}, 1000)).toEqual({ 0: 4, 1: 5, 2: 6 })
})

test('what the history asked for was run before', async () => {
  expect(await linesOf([{ ...asked('0', 'search'), isAnswer: false }])).toEqual({ 0: 2 })
})

test('a span with another id is not taken for it', async () => {
  expect(await linesOf([asked('0', 'read', 'mine')], { 5: 'another' })).toEqual({})
})
