import { describe, expect, test } from 'vitest'
import { describeBar } from '../../../panel/trace/describe-bar.ts'
import { formatCount, formatDuration, formatElapsed, formatTokens } from '../../../panel/trace/format.ts'
import { labelTexts, placeLabel } from '../../../panel/trace/label.ts'
import type { SpanView } from '../../../panel/trace/model.ts'
import { ORIGIN, PAGE, traceOf } from './drawing.ts'
import { ingest } from '../../support/ingest.ts'
import { recordOf } from '../../support/trace-details.ts'

function view(line: string): SpanView {
  return traceOf(line).span(0)
}

test.each([
  [0, '0 ms'],
  [0.04, '0 ms'],
  [0.44, '0.4 ms'],
  [9.96, '10 ms'],
  [770.4, '770 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [1180, '1.18 s'],
  [9994, '9.99 s'],
  [9996, '10.0 s'],
  [12_400, '12.4 s'],
  [59_949, '59.9 s'],
  [59_960, '1 min 0 s'],
  [72_000, '1 min 12 s'],
  [3_599_600, '1 h 0 min'],
  [7_500_000, '2 h 5 min'],
  [Number.NaN, '–'],
  [-1, '–'],
])('%d ms reads %s', (duration, words) => {
  expect(formatDuration(duration)).toBe(words)
})

test('a growing length has one digit fewer', () => {
  expect([0, 849, 12_345, 61_000].map(formatElapsed)).toEqual(['0.0 s', '0.8 s', '12.3 s', '1 min 1 s'])
})

test('counts and tokens', () => {
  expect(formatCount(1234567)).toBe('1,234,567')
  expect(formatTokens({ input: 3, output: 1, estimated: true })).toBe('≈ 3 → 1')
  expect([{}, { input: 312, output: 1380 }, { input: 1 }, { output: 0 }].map(formatTokens)).toEqual(['', '312 → 1,380', '1 → ?', '? → 0'])
})

test.each([
  ['chat m  0..3100  first=1340', '3.10 s, waiting 1.34 s, streaming 1.76 s'],
  ['chat m  0..3100', '3.10 s'],
  ['chat m  0..', 'running, waiting 0.8 s'],
  ['chat m  0..  first=500', 'running, waiting 500 ms, streaming 0.3 s'],
  ['invoke_agent a  0..', 'running, 0.8 s'],
  ['chat m  0..1200  reason=length', '1.20 s, cut off by length'],
  ['chat m  0..1200  reason=MAX_TOKENS', '1.20 s, cut off by MAX_TOKENS'],
  ['chat m  0..2000  end=aborted', '2.00 s, aborted by the page'],
  ['chat m  0..2000  end=unread', '2.00 s, not read by the page'],
  ['chat m  0..2000  end=page_hidden', '2.00 s, ended with the page'],
  ['chat m  0..2000  end=page_turned', '2.00 s, ended with the page'],
  ['chat m  0..2000  end=shutdown', '2.00 s, ended with the recording'],
  ['chat m  0..2000  end=cancelled', '2.00 s, aborted by the page'],
  ['chat m  0..2000  end=incomplete', '2.00 s, failed: no reason given'],
  ['chat m  0..2000  end=handed_over', '2.00 s'],
  ['chat m  0..2000  end=constructor', '2.00 s'],
  ['chat m  0..120  error=429', '120 ms, failed: 429'],
])('%s says: %s', (line, words) => {
  expect(describeBar(view(line), ORIGIN + 800)).toBe(words)
})

test('a clock behind the page does not run backwards', () => {
  expect(describeBar(view('chat m  100..'), ORIGIN)).toBe('running, waiting 0.0 s')
})

test('a file says what ran when it was saved', () => {
  const trace = traceOf('chat m  0..')
  ingest(trace, { ...PAGE, epoch: 'file' }, [{ seq: 1, span: { ...recordOf(trace, 0), endTimeUnixNano: `${ORIGIN + 40}000000` } }], 0)
  expect(describeBar(trace.span(0), ORIGIN + 1e9)).toBe('40 ms, still running when saved')
  expect(trace.totals().running).toBe(0)
})

describe('labels', () => {
  const measure = (text: string): number => text.length * 6
  const texts = ['2.69 s · 71 tok/s', '2.69 s']
  const at = (x: number, width: number): ReturnType<typeof placeLabel> => placeLabel(texts, { x, y: 0, width, height: 17 }, 300, measure)

  test('shorten in steps', () => {
    const trace = traceOf(`
      invoke_agent a  0..9000
        chat m  0..2690  first=690  tokens=1/142
        chat m  3000..3100`)
    expect(labelTexts(trace.span(1), ORIGIN)).toEqual(['2.69 s · 71 tok/s · slowest', '2.69 s · slowest', '2.69 s'])
    expect(labelTexts(trace.span(2), ORIGIN)).toEqual(['100 ms'])
    expect(labelTexts(view('chat m  0..'), ORIGIN + 1234)).toEqual(['1.2 s'])
  })

  test('stand right of the bar, left where there is no room, shorter before they would be cut, inside as the last resort', () => {
    expect(at(10, 100)).toEqual({ text: texts[0], x: 114, side: 'right' })
    expect(at(150, 140)).toEqual({ text: texts[0], x: 150 - 17 * 6 - 4, side: 'left' })
    expect(at(80, 170)).toEqual({ text: texts[1], x: 254, side: 'right' })
    expect(at(-50, 1000)).toEqual({ text: texts[1], x: 4, side: 'inside' })
    expect(placeLabel(texts, { x: 0, y: 0, width: 30, height: 17 }, 30, measure)).toBeUndefined()
  })

  test('never overlap their bar or the edge, wherever the bar lies', () => {
    for (let x = -20; x < 300; x += 7) {
      for (let width = 2; width < 340; width += 11) {
        const label = at(x, width)
        if (label === undefined || label.side === 'inside') continue
        const end = label.x + measure(label.text)
        expect(label.x >= 0 && end <= 300).toBe(true)
        expect(label.side === 'right' ? label.x > Math.min(300, x + width) : end < Math.max(0, x)).toBe(true)
      }
    }
  })
})
