import { signal } from '@preact/signals'
import { expect, test } from 'vitest'
import { createRangeRows } from '../../../panel/store/range-rows.ts'
import type { TimeRange } from '../../../panel/store/time-range.ts'
import type { RowChoice } from '../../../panel/trace/model.ts'
import { ORIGIN, traceOf } from '../trace/drawing.ts'

const trace = traceOf(`
  chat early  0..100
  invoke_agent a  1000..5000
    chat within  2000..3000
    chat late  4500..4900
  chat running  4000..
`)
const shown = ({ keeps }: RowChoice) => {
  const rows = trace.rows(new Set(), { keeps })
  return Array.from({ length: rows.length }, (_, at) => rows.at(at)).flatMap((row) =>
    row?.type === 'span' ? [trace.span(row.index).model ?? trace.span(row.index).subject] : [],
  )
}

test('rows without any time in what is shown are left out, those above the others stay', () => {
  const zoom = signal<TimeRange | undefined>(undefined)
  const choice = signal<RowChoice>({})
  const on = signal(true)
  const rows = createRangeRows({ trace, choice, zoom, on })
  expect(shown(rows.choice.value)).toEqual(['early', 'a', 'within', 'late', 'running'])
  zoom.value = { start: ORIGIN + 2500, end: ORIGIN + 3500 }
  expect(shown(rows.choice.value)).toEqual(['a', 'within'])
  zoom.value = { start: ORIGIN + 100, end: ORIGIN + 4000 }
  expect(shown(rows.choice.value)).toEqual(['early', 'a', 'within', 'running'])
  choice.value = { keeps: (index) => trace.span(index).model === 'within' }
  expect(shown(rows.choice.value)).toEqual(['a', 'within'])
  on.value = false
  choice.value = {}
  expect(shown(rows.choice.value)).toHaveLength(5)
  rows.dispose()
})
