import { describe, expect, test } from 'vitest'
import { aligned } from '../../../panel/store/align.ts'
import { compareCalls, type HistoryStep } from '../../../panel/store/history.ts'
import { diffTexts } from '../../../panel/store/text-diff.ts'
import type { Message, SpanContent, ToolDefinition } from '../../../sdk/protocol/records.ts'

const say = (role: string, content: string): Message => ({ role, parts: [{ type: 'text', content }] })
const system = (content: string) => [{ type: 'text', content }]
const tool = (name: string, more: { readonly [key: string]: string } = {}): ToolDefinition => ({ type: 'function', name, ...more })
const stepsOf = (before: SpanContent | undefined, after: readonly Message[]): readonly HistoryStep[] =>
  compareCalls(before, { inputMessages: after }).steps

describe('messages', () => {
  test('a call repeats those of the call before, and its answer', () => {
    const before = { inputMessages: [say('user', 'a')], outputMessages: [{ ...say('assistant', 'b'), finish_reason: 'stop' }] }
    expect(stepsOf(before, [say('user', 'a'), say('assistant', 'b'), say('user', 'c')])).toEqual([
      { type: 'same', from: 0, to: 2 },
      { type: 'new', at: 2 },
    ])
  })

  test('an answer that is sent back without its reasoning is the same', () => {
    const reasoned = { role: 'assistant', parts: [{ type: 'reasoning', content: 'hm' }, ...say('assistant', 'b').parts] }
    const before = { inputMessages: [say('user', 'a')], outputMessages: [reasoned] }
    expect(stepsOf(before, [say('user', 'a'), say('assistant', 'b')])).toEqual([{ type: 'same', from: 0, to: 2 }])
  })

  test('equal is by value: the order of keys is the serialiser’s', () => {
    const call = (args: { [key: string]: number }): Message => ({
      role: 'assistant',
      parts: [{ type: 'tool_call', name: 'f', arguments: args }],
    })
    const before = { inputMessages: [say('user', 'q'), call({ a: 1, b: 2 })] }
    expect(stepsOf(before, [say('user', 'q'), call({ b: 2, a: 1 })])).toEqual([{ type: 'same', from: 0, to: 2 }])
    expect(stepsOf(before, [say('user', 'q'), call({ b: 2, a: 3 })])).toEqual([
      { type: 'same', from: 0, to: 1 },
      { type: 'edited', at: 1, before: before.inputMessages[1] },
    ])
  })

  test('what was taken out of the history is told, and an answer that is not sent back is none of it', () => {
    const sent = ['a', 'b', 'c', 'd'].map((text) => say('user', text))
    const before = { inputMessages: sent, outputMessages: [say('assistant', 'lost')] }
    expect(stepsOf(before, [say('user', 'a'), say('user', 'd'), say('user', 'e')])).toEqual([
      { type: 'same', from: 0, to: 1 },
      { type: 'removed', messages: [sent[1], sent[2]] },
      { type: 'same', from: 1, to: 2 },
      { type: 'new', at: 2 },
    ])
  })

  test('what the page’s ring left out at the head is not said to be removed', () => {
    const before = { inputMessages: [say('user', 'a'), say('user', 'b')] }
    const cut = { inputMessages: [say('user', 'b'), say('user', 'c')], truncatedMessages: 1 }
    expect(compareCalls(before, cut).steps).toEqual([
      { type: 'same', from: 0, to: 1 },
      { type: 'new', at: 1 },
    ])
  })

  test('without a call before, or with one that has nothing in common, all is new', () => {
    const all = [{ type: 'new', at: 0 }]
    expect(stepsOf(undefined, [say('user', 'a')])).toEqual(all)
    expect(
      compareCalls({ inputMessages: [say('user', 'x')], systemInstructions: system('s') }, { inputMessages: [say('user', 'a')] }),
    ).toEqual({ steps: all, system: undefined, tools: undefined })
  })
})

test('a folded history has the change of the system prompt and of the tools beside it', () => {
  const before = {
    systemInstructions: system('Be brief.'),
    inputMessages: [say('user', 'a')],
    toolDefinitions: [tool('gone'), tool('kept', { description: 'one' }), tool('same', { a: '1', b: '2' })],
  }
  const after = {
    systemInstructions: system('Be very brief.'),
    inputMessages: [say('user', 'a'), say('user', 'b')],
    toolDefinitions: [tool('kept', { description: 'two' }), tool('same', { b: '2', a: '1' }), tool('come')],
  }
  const history = compareCalls(before, after)
  expect(history.steps[0]).toEqual({ type: 'same', from: 0, to: 1 })
  expect(history.system).toEqual({ before: 'Be brief.', after: 'Be very brief.' })
  expect(history.tools).toMatchObject({ added: ['come'], removed: ['gone'], changed: [{ name: 'kept' }] })
  expect(compareCalls(after, { ...after, inputMessages: after.inputMessages.slice(0, 1) })).toMatchObject({
    system: undefined,
    tools: undefined,
  })
})

describe('aligned', () => {
  const of = (a: string, b: string) =>
    aligned(a.length, b.length, (x, y) => a[x] === b[y])
      .map(([x, y]) => `${a[x]}${x}${y}`)
      .join(' ')

  test('finds the longest way', () => {
    expect(of('abcdef', 'axbcf')).toBe('a00 b12 c23 f54')
    expect(of('aaa', 'aa')).toBe('a00 a11')
    expect(of('abc', '')).toBe('')
  })

  test('of what is too long only start and end are compared', () => {
    let compared = 0
    const pairs = aligned(1000, 1000, (x, y) => (compared++, x === y && (x < 10 || x > 990)))
    expect(pairs).toHaveLength(19)
    expect(compared).toBeLessThan(100)
  })
})

describe('the diff of a text', () => {
  test('is by words, what is equal at both ends whole', () => {
    const pieces = diffTexts({ before: 'head\nYou are careful.\ntail', after: 'head\nYou are very careful.\ntail' })
    expect(pieces).toEqual([
      { type: 'same', text: 'head\n' },
      { type: 'same', text: 'You are ' },
      { type: 'added', text: 'very ' },
      { type: 'same', text: 'careful.' },
      { type: 'same', text: '\ntail' },
    ])
  })

  test.each([
    ['', 'a'],
    ['a', ''],
    ['a\nb', 'a\nb\nc'],
    ['x'.repeat(30_000), 'y'.repeat(30_000)],
    ['same\n\n', 'same\n'],
  ])('loses nothing of either side', (before, after) => {
    const pieces = diffTexts({ before, after })
    const without = (type: string) =>
      pieces
        .filter((piece) => piece.type !== type)
        .map(({ text }) => text)
        .join('')
    expect([without('added'), without('removed')]).toEqual([before, after])
  })

  test('that takes too long is one text whole and the other whole', () => {
    const lines = (seed: number) => Array.from({ length: 9000 }, (_, at) => `${(at * seed) % 9973}`).join('\n')
    const [before, after] = [lines(7), lines(11)]
    const pieces = diffTexts({ before: `x\n${before}\ny`, after: `x\n${after}\ny` })
    const rest = pieces.filter(({ type }) => type !== 'added').map(({ text }) => text)
    expect(rest.join('')).toBe(`x\n${before}\ny`)
  })
})
