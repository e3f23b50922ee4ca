/** A file whose spans come in batches shows what the same spans show that came live. */
import { describe, expect, test } from 'vitest'
import { saveTrace } from '../../support/saved-trace.ts'
import { writeFile } from '../../../panel/store/save-file.ts'
import { parseFilter } from '../../../panel/trace/filter-parse.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { draw, entriesOf, PAGE, print, random, rowsOf, shuffled, traceOf } from '../trace/drawing.ts'
import { ingest } from '../../support/ingest.ts'
import { openAsWorker, type Opened } from './open-as-worker.ts'
import { richTrace } from './rich.ts'

const open = (trace: Trace, text: string, slice = 3): Promise<Opened> => openAsWorker(trace, new Blob([text]), 'f', slice)

async function savedText(trace: Trace): Promise<string> {
  const saved = await writeFile(trace, { content: true, progress: () => {}, isCancelled: () => false })
  return (await saved?.file.text()) ?? ''
}

const saved = (trace: Trace): string => JSON.stringify(saveTrace(trace, { content: true }))

/** Spans that the filter finds to have content. */
const withWords = (trace: Trace): readonly string[] =>
  [...trace.spans()].filter(trace.matcher(parseFilter('has:content'))).map((index) => trace.span(index).spanId)

describe('a file that was saved', () => {
  test('gives the dump of what was saved, and is saved again without loss, words, events and text that had streamed in included', async () => {
    const live = richTrace()
    const trace = createTrace()
    await open(trace, saved(live))
    expect(await trace.readDump()).toEqual(live.dump())
    expect(await trace.readDump({ content: false })).toEqual(live.dump({ content: false }))
    const again = createTrace()
    await open(again, await savedText(trace))
    expect(await again.readDump()).toEqual(live.dump())
    expect(withWords(trace)).toEqual(withWords(live))
    expect(withWords(live).length).toBeGreaterThan(2)
    const wordless = createTrace()
    await open(wordless, JSON.stringify(saveTrace(live, { content: false })))
    expect(withWords(wordless)).toEqual([])
  })

  test('draws what a trace draws that took the same spans in', async () => {
    const drawing = `
      invoke_agent researcher  0..6300  tokens=999/999
        chat claude-x  10..1210  first=400  tokens=300/150
        execute_tool search_web  1210..2010
        chat claude-x  2010..5110  first=2500  tokens=700/190
      embeddings small  8000..8050  tokens=12/  error=429
      chat m  8100..8200  reason=length`
    for (let seed = 1; seed <= 10; seed++) {
      const live = createTrace()
      ingest(live, PAGE, entriesOf(shuffled(draw(drawing), random(seed))))
      const trace = createTrace()
      await open(trace, saved(live), seed)
      expect(print(trace), `seed ${seed}`).toBe(print(live))
      expect({ ...trace.totals(), dropped: 0 }, `seed ${seed}`).toEqual({ ...live.totals(), dropped: 0 })
    }
  })

  test('has rows at once, and their records when they are asked for', async () => {
    const trace = createTrace()
    await open(trace, saved(traceOf('invoke_agent a  0..9\n  chat m  1..8  first=2')))
    const [, , row] = rowsOf(trace)
    if (row?.type !== 'span') throw new Error('no row')
    expect(trace.span(row.index)).toMatchObject({ operation: 'chat', model: 'm', end: expect.any(Number) })
    expect(trace.detail(row.index)).toBeUndefined()
    expect(trace.chunks(row.index)).toBeUndefined()
    expect(await trace.record(row.index)).toMatchObject({ name: 'chat m' })
    expect(trace.detail(row.index)?.record.name).toBe('chat m')
  })

  test('is shown once where it is opened twice, and beside live spans with the same ids', async () => {
    const live = traceOf('invoke_agent a  0..9\n  chat m  1..8')
    const text = saved(live)
    const first = await open(live, text)
    const again = await open(live, text)
    expect([live.size, first.file.repeated, again.file.repeated]).toEqual([4, 0, 2])
    expect(live.traces().map(({ document }) => document)).toEqual(['d1', 'file:f'])
  })

  test('that has gone says so when a span is looked at', async () => {
    const trace = createTrace()
    const { source } = await open(trace, saved(traceOf('chat m  0..1')))
    const [index = -1] = trace.spans()
    source.blob = new Blob(['{}'])
    await expect(trace.readDetail(index)).rejects.toThrow(/not what it was/)
  })

  test('goes again as a whole', async () => {
    const trace = traceOf('chat here  0..1')
    const { file } = await open(trace, saved(richTrace()))
    file.forget()
    expect([trace.size, trace.totals().dropped, print(trace).includes('chat here')]).toEqual([1, 0, true])
  })
})
