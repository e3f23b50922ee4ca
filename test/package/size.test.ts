/** What an application downloads, held: gzip -9, minified by Vite, without OpenTelemetry's API. The bench `size` prints it beside the peers. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildPackage, downloadOf, type Download } from '../support/sizes.ts'

const KB = 1000

beforeAll(() => buildPackage())

/** What is reached, rounded up. The aim is beside it where it is not: more may not come back. */
test.each<[string, string, number]>([
  // Aim: 32.
  ['register, every option at its default', "import { register } from '@genai-devtools/web'; register()", 38.6],
  // Aim: 20.
  ['instrument', "import { instrument } from '@genai-devtools/web/instrumentation'; instrument()", 29.8],
  ['the context manager', "import { StackContextManager } from '@genai-devtools/web/context'; new StackContextManager().enable()", 2.5],
  ['the manual functions', "import { invokeAgent } from '@genai-devtools/web'; invokeAgent({}, () => {})", 9.3],
  ['nothing', "import { register } from '@genai-devtools/web/noop'; register()", 1],
])('the first load of %s', async (_what, code, limit) => {
  const { first } = await downloadOf(code)
  expect(first).toBeLessThanOrEqual(limit * KB)
})

test('is what the README says', async () => {
  const { first } = await downloadOf("import { register } from '@genai-devtools/web'; register()")
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  expect(/^\| kB that an application downloads for `register`, gzip\s*\|\s*(\d+)/m.exec(readme)?.[1]).toBe((first / KB).toFixed(0))
})

describe('what is loaded later, of register with every option at its default,', () => {
  let download: Download
  beforeAll(async () => {
    download = await downloadOf("import { register } from '@genai-devtools/web'; register()")
  })

  /** What is reached, rounded up; each with what it imports that is not in the first load, nor in `beside`. */
  test.each<[string, readonly string[], readonly string[], number]>([
    // Aim: 16.
    ['what reads every call', ['reader'], [], 37.3],
    ['for an application that calls Chat Completions', ['reader', 'openai-chat'], [], 41],
    ['the same beside an OTLP exporter', ['reader', 'openai-chat', 'otlp-processor'], ['otlp-processor'], 22],
    ['MCP', ['sink'], ['reader'], 6],
    ['whose wire an answer speaks', ['probe'], ['reader'], 4],
    ['content', ['span-content'], ['reader'], 7],
    ['what serves a panel', ['panel-side'], ['reader', 'span-content'], 5],
  ])('%s', (_what, names, beside, limit) => {
    const known = beside.length === 0 ? 0 : download.together(...beside)
    expect(download.together(...new Set([...beside, ...names])) - known).toBeLessThanOrEqual(limit * KB)
  })

  test('every wire by itself', () => {
    const readings = Object.keys(download.later).filter((name) => /(?:^|-)reading-|^openai-chat-/.test(name))
    expect(readings).toHaveLength(12)
    const reader = download.together('reader')
    for (const name of readings) expect(download.together('reader', name) - reader).toBeLessThanOrEqual(7 * KB)
  })

  test('few files for one wire', () => {
    expect(download.files('reader', 'openai-chat')).toBeLessThanOrEqual(4)
  })
})
