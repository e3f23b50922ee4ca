import { describe, expect, test } from 'vitest'
import { talkOf, toolCallsOf } from '../../../panel/store/related.ts'
import type { SpanIndex, Trace } from '../../../panel/trace/model.ts'
import type { RowKey } from '../../../panel/trace/span-key.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import type { SpanRecord } from '../../../sdk/protocol/records.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import { ingest } from '../../support/ingest.ts'
import { openAsWorker } from '../file/open-as-worker.ts'
import { draw, entriesOf, lineId, PAGE, traceId } from '../trace/drawing.ts'

type More = { readonly [line: number]: Partial<SpanRecord> }

/** The same spans live and out of a file, whose records have to be read. */
async function both(drawing: string, more: More): Promise<readonly Trace[]> {
  const records = draw(drawing).map((record, at) => ({
    ...record,
    ...more[at + 1],
    attributes: { ...record.attributes, ...more[at + 1]?.attributes },
  }))
  const live = createTrace()
  ingest(live, PAGE, entriesOf(records))
  const file = createTrace()
  await openAsWorker(file, new Blob([JSON.stringify(saveTrace(live, { content: true }))]), 'f', 3)
  return [live, file]
}

function lineOf(trace: Trace, line: number): SpanIndex {
  for (const index of trace.spans()) if (trace.span(index).spanId === lineId(line)) return index
  throw new Error(`no line ${line}`)
}

/** Number of the line that a key names. */
function numberOf(trace: Trace, key: RowKey | undefined): number | undefined {
  const index = key === undefined ? undefined : trace.find(key)
  return index === undefined ? undefined : Number.parseInt(trace.span(index).spanId, 16)
}

const user = (content: string) => ({ role: 'user', parts: [{ type: 'text', content }] })
const said = (content: string) => ({ role: 'assistant', parts: [{ type: 'text', content }] })
const retry = (attempt: number, line: number, trace: number): Partial<SpanRecord> => ({
  attributes: { 'genai_devtools.retry.attempt': attempt },
  links: [{ traceId: traceId(trace), spanId: lineId(line), attributes: {} }],
})

describe('attempts of a call', () => {
  function attempts(trace: Trace, line: number): readonly (number | undefined)[] {
    const { before, after } = trace.attempts(lineOf(trace, line))
    return [before, after].map((index) => (index === undefined ? undefined : Number.parseInt(trace.span(index).spanId, 16)))
  }

  test('are found by their links, within a trace and in traces of their own', async () => {
    const drawing = `
      invoke_agent a  0..100
        chat m  1..9  error=429
        chat other  2..30
        chat m  20..29
      chat m  200..209  error=429
      chat m  220..229  error=500
      chat m  240..249`
    const more = { 4: retry(1, 2, 1), 6: retry(1, 5, 2), 7: retry(2, 6, 3) }
    for (const trace of await both(drawing, more)) {
      const found = [2, 3, 4, 5, 6, 7].map((line) => attempts(trace, line))
      expect(found).toEqual([
        [undefined, 4],
        [undefined, undefined],
        [2, undefined],
        [undefined, 6],
        [5, 7],
        [6, undefined],
      ])
    }
  })

  test('a link without the number of an attempt is none, and one to a span that is not here leads nowhere', async () => {
    const link = { links: [{ traceId: traceId(1), spanId: lineId(1), attributes: {} }] }
    for (const trace of await both('chat m  0..9  error=429\nchat m  20..29\nchat m  30..39', { 2: link, 3: retry(1, 99, 1) })) {
      expect(attempts(trace, 1)).toEqual([undefined, undefined])
      expect(attempts(trace, 2)).toEqual([undefined, undefined])
      expect(attempts(trace, 3)).toEqual([undefined, undefined])
    }
  })
})

test('a tool is asked for by one call, and its result goes to another, by the id of the tool call', async () => {
  const drawing = `
    invoke_agent a  0..100
      chat m  1..9
      chat m  10..19
      execute_tool t  20..29
      execute_tool none  20..29
      chat m  30..39
      chat m  40..49`
  const asks = (id: string) => ({ content: { outputMessages: [{ role: 'assistant', parts: [{ type: 'tool_call', id, name: 't' }] }] } })
  const gets = (id: string) => ({
    content: { inputMessages: [{ role: 'tool', parts: [{ type: 'tool_call_response', id, response: 1 }] }] },
  })
  const more = { 2: asks('c1'), 3: asks('c2'), 4: { attributes: { 'gen_ai.tool.call.id': 'c1' } }, 6: gets('c2'), 7: gets('c1') }
  for (const trace of await both(drawing, more)) {
    const calls = async (line: number) => toolCallsOf(trace, trace.span(lineOf(trace, line)), await trace.readDetail(lineOf(trace, line)))
    const { askedBy, wentTo } = await calls(4)
    expect([numberOf(trace, askedBy), numberOf(trace, wentTo)]).toEqual([2, 7])
    expect(await calls(5)).toEqual({ askedBy: undefined, wentTo: undefined })
  }
})

test('an agent has its first question and its last answer of the calls below it', async () => {
  const drawing = `
    invoke_agent a  0..100
      chat silent  1..2
      chat m  3..9
      execute_tool t  10..40
        chat inside  11..39
      chat m  50..60
      chat silent  70..80`
  const exchange = (asked: string, answer: string) => ({
    content: { inputMessages: [user('before'), said('x'), user(asked)], outputMessages: [said(answer)] },
  })
  for (const trace of await both(drawing, { 3: exchange('Q1', 'A1'), 5: exchange('Q2', 'A2'), 6: exchange('Q3', 'A3') })) {
    const { asked, answered } = await talkOf(trace, lineOf(trace, 1))
    expect([numberOf(trace, asked?.key), asked?.message, asked?.at]).toEqual([3, user('Q1'), 2])
    expect([numberOf(trace, answered?.key), answered?.detail.record.content?.outputMessages]).toEqual([6, [said('A3')]])
    expect(await talkOf(trace, lineOf(trace, 7))).toEqual({ asked: undefined, answered: undefined })
  }
})
