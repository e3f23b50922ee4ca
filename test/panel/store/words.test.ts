import { describe, expect, test } from 'vitest'
import { barLabels } from '../../../panel/store/bar-labels.ts'
import { phasesOf } from '../../../panel/store/phases.ts'
import { statusWords } from '../../../panel/store/status.ts'
import type { SpanView } from '../../../panel/trace/model.ts'

/** A call of 3 s that streamed from 1 s on. */
function call(change: Partial<SpanView> = {}): SpanView {
  return {
    index: 0,
    document: 'd',
    traceId: 't',
    spanId: 's',
    parent: undefined,
    parentSource: undefined,
    class: 'inference',
    operation: 'chat',
    subject: '',
    name: 'chat gpt-5',
    internal: false,
    model: 'gpt-5',
    provider: 'openai',
    start: 0,
    end: 3000,
    firstChunk: 1000,
    outcome: 'ok',
    errorType: undefined,
    statusMessage: undefined,
    finishReasons: ['stop'],
    cutOff: false,
    tokens: { input: 10, output: 100 },
    slowest: false,
    ...change,
  }
}
const running = (change: Partial<SpanView> = {}) => call({ outcome: 'running', end: undefined, finishReasons: [], tokens: {}, ...change })

describe('the status', () => {
  test.each<[string, SpanView]>([
    ['stop', call()],
    ['stop, tool_calls', call({ finishReasons: ['stop', 'tool_calls', 'stop'] })],
    ['ok', call({ finishReasons: [] })],
    ['streaming', running({ class: 'agent' })],
    ['running', running({ class: 'agent', firstChunk: undefined })],
    ['429', call({ outcome: 'error', errorType: '429' })],
    ['error', call({ outcome: 'error' })],
    ['aborted', call({ outcome: 'aborted', finishReasons: [] })],
    ['waiting', running({ firstChunk: undefined })],
    ['waiting', running({ class: 'embeddings', firstChunk: undefined })],
    ['streaming', running()],
    ['probably over', running({ probablyOver: true })],
    ['running', running({ class: 'tool', firstChunk: undefined })],
  ])('%s', (words, span) => expect(statusWords(span)).toBe(words))
})

describe('the label beside a bar shortens to its duration', () => {
  test.each<[string, SpanView, readonly string[]]>([
    ['plain', call(), ['3.00 s · 50 tok/s', '3.00 s']],
    ['slowest', call({ slowest: true }), ['3.00 s · 50 tok/s · slowest', '3.00 s · slowest', '3.00 s']],
    ['cut off', call({ cutOff: true, slowest: true }), ['3.00 s · cut off by length', '3.00 s · cut off', '3.00 s']],
    ['failed', call({ outcome: 'error', errorType: 'timeout' }), ['3.00 s · timeout', '3.00 s']],
    ['aborted', call({ outcome: 'aborted' }), ['3.00 s · aborted by the page', '3.00 s · aborted', '3.00 s']],
    ['gone', call({ outcome: 'aborted', ending: 'page_gone' }), ['3.00 s · ended with the page', '3.00 s · aborted', '3.00 s']],
    ['waiting', running({ firstChunk: undefined }), ['2.0 s · waiting', '2.0 s']],
    ['probably over', running({ probablyOver: true }), ['2.0 s · probably over', '2.0 s']],
    ['streaming', running(), ['2.0 s · streaming 1.0 s', '2.0 s']],
    ['a running tool', running({ class: 'tool', firstChunk: undefined }), ['2.0 s']],
  ])('%s', (_, span, labels) => expect(barLabels(span, 2000)).toEqual(labels))
})

describe('the phases', () => {
  test('add up to the whole, the longest pause being a piece of one', () => {
    const phases = phasesOf(call(), { offsets: [1000, 1100, 2000, 2100], sizes: [1, 1, 1, 1] }, 3000)
    expect(phases.map(({ name, at, length }) => [name, at, length])).toEqual([
      ['Waiting for the first chunk', 0, 1000],
      ['Streaming', 1000, 2000],
      ['of it: longest pause', 1100, 900],
    ])
    expect(phases.filter(({ inner }) => !inner).reduce((sum, { length }) => sum + length, 0)).toBe(3000)
  })

  test('the first token may come after the first chunk', () => {
    expect(phasesOf(call({ firstToken: 2500 }), undefined, 3000).map(({ name, at, length }) => [name, at, length])).toEqual([
      ['Waiting for the first chunk', 0, 1000],
      ['First chunk to first token', 1000, 1500],
      ['Streaming', 2500, 500],
    ])
  })

  test('a call without a stream waits for its answer, and short pauses are no news', () => {
    expect(phasesOf(call(), undefined, 3000, { queued: 200, reasoned: 1800 }).map(({ name, at, length }) => [name, at, length])).toEqual([
      ['Waiting for the first chunk', 0, 1000],
      ['of it: queued', 0, 200],
      ['Streaming', 1000, 2000],
      ['of it: reasoning', 1000, 800],
    ])
    expect(phasesOf(call({ firstChunk: undefined }), undefined, 3000).map(({ name }) => name)).toEqual(['Waiting for the answer'])
    const steady = { offsets: Array.from({ length: 20 }, (_, index) => 1000 + index * 100), sizes: Array.from({ length: 20 }, () => 1) }
    expect(phasesOf(call(), steady, 3000).map(({ name }) => name)).toEqual(['Waiting for the first chunk', 'Streaming'])
  })
})
