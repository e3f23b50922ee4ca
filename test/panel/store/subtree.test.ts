import { expect, test } from 'vitest'
import { folded, foldingBelow } from '../../../panel/store/subtree.ts'
import { spanKey, traceKey } from '../../../panel/trace/span-key.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { ingest } from '../../support/ingest.ts'
import { draw, entriesOf, lineId, PAGE, traceId } from '../trace/drawing.ts'

const DRAWING = `
  invoke_workflow w  0..9000
    invoke_agent a  1..8000
      chat m  10..1210
    execute_tool f  8100..8200
  chat alone  9..10`

const key = (trace: number, line: number) => spanKey({ document: PAGE.document, traceId: traceId(trace), spanId: lineId(line) })
const trace = createTrace()
ingest(trace, PAGE, entriesOf(draw(DRAWING)))

test('what folds at and below a row, whatever is folded now', () => {
  const first = traceKey({ document: PAGE.document, traceId: traceId(1) })
  expect(foldingBelow(trace, first)).toEqual([first, key(1, 1), key(1, 2)])
  expect(foldingBelow(trace, key(1, 1))).toEqual([key(1, 1), key(1, 2)])
  expect(foldingBelow(trace, key(1, 2))).toEqual([key(1, 2)])
  expect(foldingBelow(trace, key(1, 3))).toEqual([])
  expect(foldingBelow(trace, 'nobody 1')).toEqual([])
})

test('they are folded and opened beside what else is folded', () => {
  const shut = folded(new Set(['x']), ['a', 'b'], true)
  expect([...shut]).toEqual(['x', 'a', 'b'])
  expect([...folded(shut, ['a', 'b'], false)]).toEqual(['x'])
})
