/** What an application downloads, held: gzip -9, minified by Vite, without OpenTelemetry's API. The bench `size` prints it beside the peers. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { buildPackage, downloadOf } from '../support/sizes.ts'

const KB = 1000

beforeAll(() => buildPackage())

/** What is reached, rounded up. The aim is beside it where it is not: more may not come back. */
test.each<[string, string, number]>([
  // Aim: 32.
  ['register, every option at its default', "import { register } from '@genai-devtools/web'; register()", 36],
  // Aim: 20.
  ['instrument', "import { instrument } from '@genai-devtools/web/instrumentation'; instrument()", 27],
  ['the context manager', "import { StackContextManager } from '@genai-devtools/web/context'; new StackContextManager().enable()", 2.5],
  ['the manual functions', "import { invokeAgent } from '@genai-devtools/web'; invokeAgent({}, () => {})", 7],
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

test('what reads is no part of it', async () => {
  const { later } = await downloadOf("import { register } from '@genai-devtools/web'; register()")
  const sizes = Object.entries(later)
  const [reader = 0, ...others] = sizes.filter(([name]) => name.startsWith('reader-')).map(([, bytes]) => bytes)
  expect(others).toEqual([])
  // Aim: 16, with all that it imports.
  expect(reader).toBeLessThanOrEqual(34 * KB)
  // Each vendor's own, and OpenAI's chat, which others speak too.
  const vendors = sizes.filter(([name]) => /^(?:reading|openai-chat)-/.test(name))
  expect(vendors).toHaveLength(8)
  for (const [, bytes] of vendors) expect(bytes).toBeLessThanOrEqual(7 * KB)
})
