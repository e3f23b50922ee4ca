/** What reading a file of traces takes in the browser: the worker alone, from a Blob to all batches on the page's thread, with nobody who stores them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'puppeteer'
import { build, preview } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch } from '../support/browser.ts'
import { drawnFile } from '../support/drawn-file.ts'
import type { DrawnFile } from '../support/drawn-file.ts'
import type { ReadTimes } from './support/read-file-page.ts'
import { figure, printTable, words } from './support/figures.ts'

const ROUNDS = 5
/** `GENAI_SPANS=1000000` for the largest file that the panel promises to open. */
const SPANS = Number(process.env['GENAI_SPANS'] ?? 100_000)

const closing: (() => unknown)[] = []
let page: Page
let files: string

beforeAll(async () => {
  // As a release has it: the worker is one script.
  const outDir = mkdtempSync(join(tmpdir(), 'genai-read-file-'))
  const shared = { configFile: false, logLevel: 'error', root: fileURLToPath(new URL('support', import.meta.url)) } as const
  const input = join(shared.root, 'read-file.html')
  await build({ ...shared, base: './', worker: { format: 'es' }, build: { outDir, target: 'chrome116', rolldownOptions: { input } } })
  const site = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } })
  const server = createServer((request, response) => {
    const format = new URL(request.url ?? '/', 'http://localhost').searchParams.get('format')
    response.setHeader('access-control-allow-origin', '*')
    void write({ spans: SPANS, format: format as DrawnFile['format'] }, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  files = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { browser, close } = await launch({ extension: false })
  page = await browser.newPage()
  await page.goto(`${site.resolvedUrls?.local[0]}read-file.html`)
  await page.waitForFunction('window.readOnce !== undefined')
  closing.push(
    close,
    () => site.close(),
    () => server.close(),
    () => rmSync(outDir, { recursive: true, force: true }),
  )
})
afterAll(async () => {
  for (const close of closing) await close()
})

async function write(file: DrawnFile, response: NodeJS.WritableStream): Promise<void> {
  for (const piece of drawnFile(file)) if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve))
  response.end()
}

test('a file of traces', async () => {
  const rows: string[][] = []
  for (const format of ['json', 'lines', 'protobuf'] as const) {
    await page.evaluate((url) => window.blobOf(url), `${files}/?format=${format}`)
    const rounds: ReadTimes[] = []
    const bytes: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      bytes.push(await page.evaluate(() => window.bytesOnce()))
      rounds.push(await page.evaluate(() => window.readOnce()))
    }
    for (const { spans, last } of rounds) expect([spans, last]).toEqual([SPANS, 'end'])
    const of = (what: 'first' | 'all' | 'longest'): string => words(figure(rounds.map((times) => times[what])), 'ms')
    rows.push([format, of('first'), of('all'), of('longest'), words(figure(bytes), 'ms')])
  }
  printTable(
    `${SPANS} spans of some 1.65 kB, read by the worker`,
    ['format', 'first batch', 'all', "longest block of the page's thread", 'the bytes alone'],
    rows,
  )
})
