/** Saving takes its time, in turns: what it writes, and what becomes of it where the trace, the files or the browser change meanwhile. */
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { writeFile } from '../../../panel/store/save-file.ts'
import type { Saved, Saving } from '../../../panel/store/save-file.ts'
import type { Trace } from '../../../panel/trace/model.ts'
import { createTrace } from '../../../panel/trace/trace.ts'
import { drawnFile } from '../../support/drawn-file.ts'
import { ingest } from '../../support/ingest.ts'
import { longRun } from '../../support/long-run.ts'
import { openAsWorker } from '../file/open-as-worker.ts'
import { richTrace } from '../file/rich.ts'

afterEach(() => void vi.unstubAllGlobals())

const save = (trace: Trace, options: Partial<Saving> = {}): Promise<Saved | undefined> =>
  writeFile(trace, { content: true, progress: () => {}, isCancelled: () => false, ...options })

/** Once some of it was written. */
function onFirstTurn(act: () => void): Pick<Saving, 'progress'> {
  let isFirst = true
  return {
    progress() {
      if (isFirst) act()
      isFirst = false
    },
  }
}

interface Written {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[] }[]
}

async function namesIn(saved: Saved | undefined): Promise<readonly string[]> {
  const document: Written = JSON.parse((await saved?.file.text()) ?? '')
  return document.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name)))
}

const PAGE = { document: 'd', url: 'http://localhost/', epoch: 'e' }

/** A trace each, of one span. */
function ingestSpans(trace: Trace, from: number, to: number): void {
  const spans = Array.from({ length: to - from }, (_, at) => {
    const nth = from + at + 1
    const time = `${1_790_000_000_000 + nth}000000`
    const ids = { traceId: nth.toString(16).padStart(32, '0'), spanId: nth.toString(16).padStart(16, '0') }
    const rest = { kind: 1, status: { code: 0 }, attributes: {}, events: [], links: [], resource: 'r', state: 'ended' } as const
    return { seq: nth, span: { ...ids, name: `span ${nth}`, startTimeUnixNano: time, endTimeUnixNano: time, ...rest } }
  })
  ingest(trace, PAGE, spans)
}

describe('a file of many spans', () => {
  const spans = longRun ? 100_000 : 6_000
  const blob = new Blob([...drawnFile({ spans, format: 'json', order: 'end' })])

  test('is saved, and what was saved is saved the same again', async () => {
    const hashes: string[] = []
    let file = blob
    for (let round = 0; round < 2; round++) {
      const trace = createTrace()
      await openAsWorker(trace, file)
      const saved = await save(trace)
      expect([trace.size, saved?.gone]).toEqual([spans, 0])
      file = saved?.file ?? new Blob()
      const hash = createHash('sha256')
      for await (const piece of file.stream()) hash.update(piece)
      hashes.push(hash.digest('hex'))
    }
    expect(file.size).toBeGreaterThan(spans * 1_000)
    expect(hashes[1]).toBe(hashes[0])
  })

  test('gives the same dump when it is opened again', async () => {
    const few = new Blob([...drawnFile({ spans: 1_000, format: 'json', order: 'reverse' })])
    const trace = createTrace()
    await openAsWorker(trace, few)
    const again = createTrace()
    await openAsWorker(again, (await save(trace, { maxText: 10_000 }))?.file ?? new Blob())
    expect(await again.readDump()).toEqual(await trace.readDump())
  })

  test('is read in few slices, not one a span', async () => {
    let slices = 0
    class Counted extends Blob {
      override slice(...range: [number, number]): Blob {
        slices++
        return super.slice(...range)
      }
    }
    const trace = createTrace()
    const { source } = await openAsWorker(trace, blob)
    source.blob = new Counted([blob])
    await save(trace)
    expect(slices).toBeLessThan(5 + spans / 500)
  })

  test('says how far it is, and is nothing once it is cancelled', async () => {
    const trace = createTrace()
    await openAsWorker(trace, blob)
    const told: (readonly [number, number])[] = []
    const progress = (written: number, of: number): void => void told.push([written, of])
    await save(trace, { progress })
    expect(told.length).toBeGreaterThan(1)
    expect(told.map(([written]) => written)).toEqual(told.map(([written]) => written).toSorted((a, b) => a - b))
    expect(new Set(told.map(([, of]) => of))).toEqual(new Set([spans]))
    const all = told.splice(0).length
    expect(await save(trace, { progress, isCancelled: () => told.length > 0 })).toBeUndefined()
    expect(told.length).toBeLessThan(all)
  })

  test('that changed meanwhile is named', async () => {
    const trace = createTrace()
    const { source } = await openAsWorker(trace, blob, 'big.json')
    source.blob = new Blob(['{}'])
    await expect(save(trace)).rejects.toThrow('big.json: The file is not what it was when it was opened: open it again.')
  })

  test('that vanishes while it is read is named', async () => {
    class Gone extends Blob {
      override slice(): Blob {
        return Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('NotFoundError')) })
      }
    }
    const trace = createTrace()
    const { source } = await openAsWorker(trace, blob, 'big.json')
    const vanish = onFirstTurn(() => (source.blob = new Gone()))
    await expect(save(trace, vanish)).rejects.toThrow('big.json: The file cannot be read any more: it was changed, moved or removed.')
  })
})

describe('while the trace changes', () => {
  const spans = 4_000

  test('what comes meanwhile is left out', async () => {
    const trace = createTrace()
    ingestSpans(trace, 0, spans)
    const saved = await save(
      trace,
      onFirstTurn(() => ingestSpans(trace, spans, spans + 100)),
    )
    expect(saved?.gone).toBe(0)
    expect(await namesIn(saved)).toEqual(Array.from({ length: spans }, (_, at) => `span ${at + 1}`))
  })

  test('what goes meanwhile is counted, and nothing stands in its place', async () => {
    const trace = createTrace({ spans, bytes: 1e9 })
    ingestSpans(trace, 0, spans)
    // All that is there goes, and their rows are those of others.
    const saved = await save(
      trace,
      onFirstTurn(() => ingestSpans(trace, spans, 2 * spans)),
    )
    const names = await namesIn(saved)
    expect(trace.size).toBe(spans)
    expect(names.length).toBeLessThan(spans)
    expect(names).toEqual(Array.from(names, (_, at) => `span ${at + 1}`))
    expect(saved?.gone).toBe(spans - names.length)
  })

  test('once it is cleared, nothing more is there', async () => {
    const trace = createTrace()
    ingestSpans(trace, 0, spans)
    const saved = await save(
      trace,
      onFirstTurn(() => {
        trace.clear()
        ingestSpans(trace, spans, spans + 10)
      }),
    )
    const names = await namesIn(saved)
    expect(names).toEqual(Array.from(names, (_, at) => `span ${at + 1}`))
    expect(saved?.gone).toBe(spans - names.length)
  })
})

test('the text is the same in parts of any size', async () => {
  const trace = richTrace()
  const whole = await (await save(trace))?.file.text()
  for (const maxText of [1, 700]) expect(await (await save(trace, { maxText }))?.file.text()).toBe(whole)
  expect(whole).toContain('resourceLogs')
})

test('where the browser has no room, it is told', async () => {
  class Full extends Blob {
    override slice(): Blob {
      return Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(new Error('NotReadableError')) })
    }
  }
  vi.stubGlobal('Blob', Full)
  await expect(save(richTrace(), { maxText: 1 })).rejects.toThrow('The browser has no room for it, in memory or on disk.')
})
