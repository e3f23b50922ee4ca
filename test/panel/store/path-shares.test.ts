import { expect, test } from 'vitest'
import { stretchesOf } from '../../../panel/store/phases.ts'
import { pathRootsOf, pathSharesOf } from '../../../panel/store/path-shares.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, entriesOf, ORIGIN, PAGE, traceId, traceOf } from '../trace/drawing.ts'

async function sharesOf(trace: Trace, now = 10_000): Promise<readonly string[]> {
  const [first = -1] = trace.spans()
  const path = await pathSharesOf(trace, pathRootsOf(trace, first)[0]?.item ?? first, ORIGIN + now, () => false)
  return (path?.shares ?? []).map(({ name, length, key }) => {
    const index = key === undefined ? undefined : trace.find(key)
    return `${Math.round((length / (path?.length ?? 1)) * 100)} % ${name}${index === undefined ? '' : ` → ${trace.span(index).name}`}`
  })
}

const traceWith = (drawing: string, change: (span: SpanRecord) => SpanRecord): Trace => {
  const trace = createTrace()
  ingest(trace, PAGE, entriesOf(draw(drawing).map(change)), 0)
  return trace
}

test('shares are the calls’ phases together, tools by name, and the agent’s own time', async () => {
  const trace = traceOf(`
    invoke_agent researcher  0..1000
      chat gpt-5  0..300  first=200
      execute_tool search_web  300..450
      execute_tool search_web  460..520
      chat gpt-4  530..1000  first=950`)
  expect(await sharesOf(trace)).toEqual([
    '62 % waiting for first token → chat gpt-4',
    '21 % search_web → execute_tool search_web',
    '15 % streaming → chat gpt-5',
    '2 % researcher, own time → invoke_agent researcher',
  ])
})

test('a call is queued, waits, reasons, streams and stalls', async () => {
  const drawing = `
    invoke_agent a  0..1000
      chat m  0..1000  first=200`
  const trace = traceWith(drawing, (span) =>
    span.name !== 'chat m'
      ? span
      : {
          ...span,
          attributes: { ...span.attributes, 'genai_devtools.provider.queue_time': 0.1 },
          chunks: { offsets: [200, 300, 500, 900], sizes: [10, 10, 10, 10] },
          content: {
            outputMessages: [
              {
                role: 'assistant',
                parts: [
                  { type: 'reasoning', content: 'half' },
                  { type: 'text', content: 'half' },
                ],
              },
            ],
          },
        },
  )
  expect(await sharesOf(trace)).toEqual([
    '40 % stall → chat m',
    '30 % streaming → chat m',
    '10 % queued → chat m',
    '10 % waiting for first token → chat m',
    '10 % reasoning → chat m',
  ])
})

test('the first token ends the wait, not the first chunk; an answer that came at once is waited for as a whole', () => {
  const trace = traceOf('chat m  0..1000  first=200\nchat n  0..1000')
  const [streamed = -1, whole = -1] = trace.spans()
  const span = trace.span(streamed)
  expect(stretchesOf({ ...span, firstToken: span.start + 400 }, undefined, 1000, {})).toEqual([
    { phase: 'waiting for first token', at: 0, until: 400 },
    { phase: 'streaming', at: 400, until: 1000 },
  ])
  expect(stretchesOf(trace.span(whole), undefined, 1000, {})).toEqual([{ phase: 'waiting for the answer', at: 0, until: 1000 }])
})

test('a call that runs is waited for until now', async () => {
  const trace = traceOf(`
    invoke_agent a  0..
      chat m  100..`)
  expect(await sharesOf(trace, 400)).toEqual(['75 % waiting for first token → chat m', '25 % a, own time → invoke_agent a'])
})

test('a client’s own span around the wire’s call adds nothing to it', async () => {
  const trace = traceOf(`
    invoke_agent a  0..1000
      chat client  0..1000
        chat wire  100..1000  first=600`)
  expect(await sharesOf(trace)).toEqual([
    '50 % waiting for first token → chat wire',
    '40 % streaming → chat wire',
    '10 % waiting for the answer → chat client',
  ])
})

test('roots of one trace have its path beside their own, and what lies between them is nothing', async () => {
  const drawing = `
    execute_tool t  0..100
    invoke_agent a  300..400
      chat m  300..400`
  const trace = traceWith(drawing, (span) => ({ ...span, traceId: traceId(1) }))
  const [tool = -1, agent = -1, call = -1] = trace.spans()
  expect([tool, agent, call].map((index) => pathRootsOf(trace, index).map(({ of }) => of))).toEqual([['trace'], ['span', 'trace'], []])
  expect(await sharesOf(trace)).toEqual(['50 % nothing ran', '25 % t → execute_tool t', '25 % waiting for the answer → chat m'])
})
