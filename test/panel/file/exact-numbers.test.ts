import { describe, expect, test } from 'vitest'
import { addOpened, openTrace } from '../../../panel/file/open-otlp.ts'
import { saveTrace } from '../../support/saved-trace.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { traceId } from '../trace/drawing.ts'
import { recordOf } from '../../support/trace-details.ts'

const BIG = '12345678901234567890'
const LONG = '9007199254740993'

function file(
  attributes: readonly string[],
  more = '"startTimeUnixNano":"1790000000000000000","endTimeUnixNano":"1790000001000000000"',
): string {
  const span = `{"traceId":"${traceId(1)}","spanId":"00000000000000a1","name":"chat m","kind":3,${more},"attributes":[${attributes.join(',')}]}`
  return `{"resourceSpans":[{"resource":{"attributes":[{"key":"r","value":{"intValue":"${LONG}"}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[${span}]}]}]}`
}

function open(text: string): Trace {
  const opened = openTrace(text)
  if ('error' in opened) throw new Error(opened.error)
  const trace = createTrace()
  addOpened(trace, opened)
  return trace
}

const save = (trace: Trace): string => JSON.stringify(saveTrace(trace, { content: true }))
const of = (key: string, value: string): string => `{"key":"${key}","value":${value}}`

describe('integers of 64 bits', () => {
  test.each([
    ['as text, as OTLP writes them', `{"intValue":"${LONG}"}`],
    ['negative', '{"intValue":"-9223372036854775808"}'],
    ['in a list', `{"arrayValue":{"values":[{"intValue":"${LONG}"},{"intValue":"1"},{"intValue":"-${LONG}"}]}}`],
    ['that a double holds', '{"intValue":"9007199254740991"}'],
  ])('%s come back as they were', (_, value) => {
    const once = save(open(file([of('n', value)])))
    expect(once).toContain(of('n', value))
    expect(once).toContain(of('r', `{"intValue":"${LONG}"}`))
    expect(save(open(once))).toBe(once)
  })

  test('as bare numbers, as some producers write them, keep their digits', () => {
    expect(save(open(file([of('n', `{"intValue":${LONG}}`)])))).toContain(of('n', `{"intValue":"${LONG}"}`))
  })

  test('are none where the file has text', () => {
    expect(save(open(file([of('n', `{"stringValue":"${LONG}"}`), of('m', `{"intValue":"${LONG}"}`)])))).toContain(
      of('n', `{"stringValue":"${LONG}"}`),
    )
  })

  test('are shown with their digits', () => {
    expect(recordOf(open(file([of('n', `{"intValue":"${LONG}"}`)])), 0).attributes['n']).toBe(LONG)
  })
})

test('times as bare numbers keep their nanoseconds', () => {
  const trace = open(file([], '"startTimeUnixNano":1790000000000000123,"endTimeUnixNano":1790000001000000457'))
  expect(recordOf(trace, 0)).toMatchObject({ startTimeUnixNano: '1790000000000000123', endTimeUnixNano: '1790000001000000457' })
})

describe('words', () => {
  const messages = (given: string): string =>
    JSON.stringify(`[{"role":"assistant","parts":[{"type":"tool_call","name":"f","arguments":${given}}]}]`)

  test.each([
    ['messages as text', of('gen_ai.output.messages', `{"stringValue":${messages(`{"id":${BIG}}`)}}`)],
    [
      'messages with the text beside',
      of('gen_ai.output.messages', `{"stringValue":${messages(`{"id":"${BIG}"},"arguments_text":"{\\"id\\": ${BIG}, \\"n\\": 1.0}"`)}}`),
    ],
    ['arguments of a tool', of('gen_ai.tool.call.arguments', `{"stringValue":"{\\"id\\":${BIG}}"}`)],
    ['a result, structured', of('gen_ai.tool.call.result', `{"kvlistValue":{"values":[${of('id', `{"intValue":"${LONG}"}`)}]}}`)],
  ])('%s: opened, saved and opened again', (_, attribute) => {
    const trace = open(file([attribute]))
    const digits = attribute.includes(BIG) ? BIG : LONG
    expect(JSON.stringify(recordOf(trace, 0).content)).toContain(digits)
    const again = open(save(trace))
    expect(recordOf(again, 0).content).toEqual(recordOf(trace, 0).content)
    expect(save(again)).toBe(save(trace))
    for (const text of [save(trace), JSON.stringify(recordOf(trace, 0))]) expect(text).not.toMatch(/1234567890123456[78]0|9007199254740992/)
  })
})
