/** What an application downloads, held: gzip -9, minified by Vite, without OpenTelemetry's API. The bench `size` prints it beside the peers. */
import { beforeAll, expect, test } from 'vitest'
import { buildPackage, downloadOf } from '../support/sizes.ts'

const KB = 1000

beforeAll(() => buildPackage())

/** What is reached, rounded up. The aim is beside it where it is not: more may not come back. */
test.each<[string, string, number]>([
  // Aim: 32.
  ['register, every option at its default', "import { register } from '@genai-devtools/web'; register()", 43],
  // Aim: 20.
  ['instrument', "import { instrument } from '@genai-devtools/web/instrumentation'; instrument()", 34],
  ['the context manager', "import { StackContextManager } from '@genai-devtools/web/context'; new StackContextManager().enable()", 2.5],
  ['the manual functions', "import { invokeAgent } from '@genai-devtools/web'; invokeAgent({}, () => {})", 12],
  ['nothing', "import { register } from '@genai-devtools/web/noop'; register()", 1],
])('the first load of %s', async (_what, code, limit) => {
  const { first } = await downloadOf(code)
  expect(first).toBeLessThanOrEqual(limit * KB)
})

test('what reads is no part of it', async () => {
  const { later } = await downloadOf("import { register } from '@genai-devtools/web'; register()")
  expect(Object.keys(later).filter((name) => name.startsWith('reader'))).toHaveLength(1)
})
