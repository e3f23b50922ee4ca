/** `npm run panel`: trace files without DevTools. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { readRows } from '../../support/panel.ts'
import { until } from '../../support/until.ts'

let launched: LaunchedBrowser
let child: ChildProcess | undefined
const folder = mkdtempSync(join(tmpdir(), 'genai-plain-'))

beforeAll(async () => {
  launched = await launch({ extension: false })
})
afterAll(async () => {
  child?.kill()
  await launched?.close()
  rmSync(folder, { recursive: true, force: true })
})

function named(name: string): string {
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name, startTimeUnixNano: '1790000000000000000' }
  const path = join(folder, `${name}.json`)
  writeFileSync(path, JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }))
  return path
}

/** The address that it prints. */
async function start(...files: string[]): Promise<string> {
  const script = fileURLToPath(new URL('../../../scripts/panel.mjs', import.meta.url))
  child = spawn(process.execPath, [script, '--no-open', ...files], { stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith('http://127.0.0.1:')) return line
  throw new Error('it ended before it printed an address')
}

test('opens the files that are named, and gives no others', async () => {
  const address = await start(named('one'), named('two'))
  const page = await launched.browser.newPage()
  await page.goto(address)
  const operations = async (): Promise<ReadonlySet<string>> => new Set((await readRows(page.mainFrame())).map(({ operation }) => operation))
  await until('both are open', async () => (await operations()).size === 2)
  expect(await operations()).toEqual(new Set(['one', 'two']))
  const codes = await page.evaluate(() =>
    Promise.all(['/opened/1', '/opened/2', '/opened/x'].map(async (path) => (await fetch(path)).status)),
  )
  expect(codes).toEqual([200, 404, 404])
})
