/** The browser that everything else runs in is found by trying it. */
import { afterEach, expect, test, vi } from 'vitest'
import { findBrowser, MIN_CHROMIUM } from '../../../scripts/browser.mjs'

afterEach(() => {
  vi.unstubAllEnvs()
})

test('a browser that works and is new enough is found, and found again when it is named', async () => {
  const { path, version } = await findBrowser()
  expect(Number(version.split('.')[0])).toBeGreaterThanOrEqual(MIN_CHROMIUM)
  vi.stubEnv('GENAI_BROWSER', path)
  expect(await findBrowser()).toEqual({ path, version })
})

test.each(['/bin/false', '/no/such/browser'])('%s is named but is none: another one is taken', async (path) => {
  vi.stubEnv('GENAI_BROWSER', path)
  expect((await findBrowser()).path).not.toBe(path)
})
