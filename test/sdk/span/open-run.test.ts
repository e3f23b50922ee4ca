/** Runs that begin and end by callbacks, as frameworks have them: no function of theirs is wrapped. */
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withExplicitParent } from '../../../sdk/context/explicit.ts'
import { HeldEnds, type Words } from '../../../sdk/hold/held-ends.ts'
import { words as reading } from '../../../sdk/reader.ts'
import { openRun, type OpenRunOptions } from '../../../sdk/span/open-run.ts'
import { bytes, chat, exporter, only, open, page, provider, request, sink } from './attempts.ts'
import { liveOf } from '../../support/live-of.ts'

const begin = (name: string, more: Partial<OpenRunOptions> = {}) =>
  openRun({
    tracer: provider.getTracer('@genai-devtools/web'),
    shelf: page.shelf,
    name,
    kind: SpanKind.INTERNAL,
    attributes: () => ({ 'gen_ai.operation.name': 'invoke_agent' }),
    inside: (context) => context,
    explicit: ROOT_CONTEXT,
    contentOnSpan: false,
    words: { whenNeeded: (_needed, _content, then) => then(reading(false)) },
    ...more,
  })
const idOf = ({ context }: ReturnType<typeof begin>) => trace.getSpanContext(context)?.spanId
const ended = () => exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes['genai_devtools.end']])
const running = () =>
  liveOf(page)
    .ring.read(0, 100)
    .entries.flatMap((entry) => ('span' in entry && entry.span.state === 'running' ? [entry.span.name] : []))

beforeEach(() => {
  exporter.reset()
  page.shelf.clear()
})
afterEach(() => {
  for (const call of page.open) call.abandon('shutdown')
})

describe('a run', () => {
  test('is a span from its start on, and ends with what it gave', () => {
    const results: unknown[] = []
    const run = begin('agent', { onResult: (_span, value) => results.push(value) })
    expect([running(), ended()]).toEqual([['agent'], []])
    run.finish(false, 42)
    expect([running(), ended(), results]).toEqual([[], [['agent', 'completed']], [42]])
    expect(only().spanContext().spanId).toBe(idOf(run))
  })

  test('finishes once: what comes after it changes nothing', () => {
    const results: unknown[] = []
    const run = begin('agent', { onResult: (_span, value) => results.push(value) })
    run.finish(false, 1)
    run.finish(false, 2)
    run.finish(true, new RangeError('too late'))
    expect(results).toEqual([1])
    expect(only()).toMatchObject({ status: { code: 0 }, attributes: { 'genai_devtools.end': 'completed' } })
    expect(only().attributes).not.toHaveProperty('error.type')
  })

  test('finishes once while its words are waited for, and as of then', () => {
    let words: Words | undefined
    const ends = new HeldEnds(
      () => words,
      () => {},
    )
    const run = begin('agent', { words: ends })
    run.finish(true, new RangeError('out of reach'))
    run.finish(false, 1)
    expect([ended(), ends.size]).toEqual([[], 1])
    words = reading(false)
    ends.release()
    expect(only()).toMatchObject({ status: { code: 2, message: 'out of reach' }, attributes: { 'error.type': 'RangeError' } })
  })

  test.each([
    ['an error', new RangeError('out of reach'), { code: 2, message: 'out of reach' }, 'error', 'RangeError'],
    ['a text', 'out of reach', { code: 2, message: 'out of reach' }, 'error', '_OTHER'],
    ['nothing', undefined, { code: 2, message: '' }, 'error', '_OTHER'],
    ['an abort', new DOMException('left', 'AbortError'), { code: 0, message: undefined }, 'aborted', undefined],
    ['a time limit', new DOMException('too long', 'TimeoutError'), { code: 2, message: 'too long' }, 'error', 'TimeoutError'],
  ])('fails of %s as a call does', (_what, reason, { code, message }, end, type) => {
    const results: unknown[] = []
    begin('agent', { onResult: (_span, value) => results.push(value) }).finish(true, reason)
    const { status, attributes } = only()
    expect([status.code, status.message, attributes['genai_devtools.end'], attributes['error.type']]).toEqual([code, message, end, type])
    expect(results).toEqual([])
  })

  test.each([
    ['a name', new RangeError('planted-secret'), 'RangeError'],
    ['a name that says more', Object.assign(new Error('x'), { name: 'RangeError: planted-secret' }), '_OTHER'],
    [
      'a name that throws',
      Object.defineProperty(new Error('x'), 'name', {
        get() {
          throw new Error('planted-secret')
        },
      }),
      '_OTHER',
    ],
    ['no error', { name: 'RangeError' }, '_OTHER'],
  ])('that fails without anybody who has words says its name at most: %s', (_what, reason, type) => {
    begin('agent', { words: { whenNeeded: (_needed, _content, then) => then(undefined) } }).finish(true, reason)
    expect(only()).toMatchObject({ status: { code: 2, message: '' }, attributes: { 'error.type': type } })
  })

  test('may finish while its children are open: they go on, and stay its own', () => {
    const agent = begin('agent')
    const tool = begin('tool', { explicit: agent.context })
    const inner = begin('inner', { explicit: tool.context })
    agent.finish(false, undefined)
    expect([ended(), running()]).toEqual([[['agent', 'completed']], ['tool', 'inner']])
    inner.finish(true, new TypeError('no'))
    tool.finish(false, undefined)
    expect(ended()).toEqual([
      ['agent', 'completed'],
      ['inner', 'error'],
      ['tool', 'completed'],
    ])
    const [, innerSpan, toolSpan] = exporter.getFinishedSpans()
    expect([innerSpan?.parentSpanContext?.spanId, toolSpan?.parentSpanContext?.spanId]).toEqual([idOf(tool), idOf(agent)])
  })

  test('may begin a child when it is over: that is its child still', () => {
    const agent = begin('agent')
    agent.finish(false, undefined)
    begin('tool', { explicit: agent.context }).finish(false, undefined)
    expect(exporter.getFinishedSpans()[1]?.parentSpanContext?.spanId).toBe(idOf(agent))
  })

  test('that never finishes stays open when the page is left, unlike its calls: a page may come back', () => {
    const agent = begin('agent')
    const { observer } = withExplicitParent(agent.context, () => open(request(chat), 200, undefined, sink))
    observer.chunk(bytes(': alive\n\n'))
    for (const call of page.open) call.abandon('page_hidden')
    expect([ended(), running()]).toEqual([[['chat gpt-5', 'page_hidden']], ['agent']])
    expect(only().parentSpanContext?.spanId).toBe(idOf(agent))
    agent.finish(false, undefined)
    expect(ended().at(-1)).toEqual(['agent', 'completed'])
  })

  test('whose span the application has ended itself is left alone', () => {
    const results: unknown[] = []
    const run = begin('agent', { onResult: (_span, value) => results.push(value) })
    trace.getSpan(run.context)?.end()
    run.finish(true, new TypeError('no'))
    expect([ended(), only().status.code, results]).toEqual([[['agent', undefined]], 0, []])
  })
})
