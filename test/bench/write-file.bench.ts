/** What saving takes in the real panel: a file of traces is opened, and saved again with all its words. `GENAI_BENCH_SIZES=100000` takes one size. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { expectDownload, startSave } from '../support/panel.ts'
import { aimRow, count, inRounds, printAims, ROW_LIMIT, SIZES } from './support/at-size.ts'
import { openMeasured, openSizedPanel, type SizedPanel } from './support/panel-at-size.ts'
import { traceFile } from './support/trace-file.ts'

/** Milliseconds between two looks at the heap: each collects garbage. */
const LOOK = 10_000

interface Writing {
  readonly seconds: number
  /** The longest time in which a timer of 5 ms of the panel did not run, in milliseconds. */
  readonly longestBlock: number
  /** Megabytes that the extension's heaps held more than before, at most. */
  readonly heap: number
  readonly bytes: number
}

async function write(sized: SizedPanel, limit: number): Promise<Writing> {
  const folder = mkdtempSync(join(tmpdir(), 'genai-write-'))
  const before = await sized.thread.heap()
  let most = before
  const look = setInterval(() => void sized.thread.heap().then((heap) => (most = Math.max(most, heap))), LOOK)
  try {
    const downloaded = await expectDownload(sized.devtoolsPage, folder, limit)
    await sized.panel.evaluate(watchTimer)
    const begin = performance.now()
    await startSave(sized.panel, { content: true })
    await downloaded()
    const seconds = (performance.now() - begin) / 1000
    const longestBlock = await sized.panel.evaluate(() => window.genaiLongest?.() ?? 0)
    const [name = ''] = readdirSync(folder)
    return { seconds, longestBlock, heap: most - before, bytes: statSync(join(folder, name)).size }
  } finally {
    clearInterval(look)
    rmSync(folder, { recursive: true })
  }
}

declare global {
  interface Window {
    /** Stops looking. */
    genaiLongest?: () => number
  }
}

/** Runs in the panel. */
function watchTimer(): void {
  let longest = 0
  let at = performance.now()
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - at)
    at = performance.now()
  }, 5)
  window.genaiLongest = () => {
    clearInterval(timer)
    return longest
  }
}

test.each(SIZES)('%i spans', async (spans) => {
  const { path, bytes } = await traceFile(inject('traceFolder'), spans, 'json')
  const sized = await openSizedPanel()
  try {
    await openMeasured(sized, path, spans, ROW_LIMIT)
    const found = await inRounds(() => write(sized, 5 * ROW_LIMIT), 1)
    const none = (unit: string) => ({ atMost: Infinity, unit })
    printAims(`${count(spans)} spans from a file of ${(bytes / 1e6).toFixed(0)} MB, saved`, [
      aimRow('all of it', found, ({ seconds }) => seconds, none('s')),
      aimRow('longest block of the main thread', found, ({ longestBlock }) => longestBlock, none('ms')),
      aimRow('heap beyond what was held before, after a collection', found, ({ heap }) => heap, none('MB')),
      aimRow('file', found, (writing) => writing.bytes / 1e6, none('MB')),
    ])
    expect(found.values).toHaveLength(1)
    expect(found.values[0]?.bytes).toBeGreaterThan(bytes)
  } finally {
    await sized.close()
  }
})
