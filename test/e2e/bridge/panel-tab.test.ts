import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openGenAiTab, setTheme } from '../../support/devtools.ts'
import { until } from '../../support/until.ts'
import { useLoopback } from '../../support/loopback.ts'

const server = useLoopback((_, response) => response.setHeader('content-type', 'text/html').end('<title>empty</title>'))
let launched: LaunchedBrowser

beforeAll(async () => {
  launched = await launch()
})

afterAll(async () => {
  await launched?.close()
})

test('the GenAI tab opens in the real DevTools and follows its theme', async () => {
  const page = await launched.browser.newPage()
  await page.goto(`${server.origin}/`)
  const { devtoolsPage, panel } = await openGenAiTab(page, launched)
  const isDark = (): Promise<boolean> => panel.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  await setTheme(devtoolsPage, 'dark')
  await until('the panel is dark', isDark)
  await setTheme(devtoolsPage, 'default')
  await until('the panel is light again', async () => !(await isDark()))
  expect(await panel.evaluate(() => location.pathname)).toBe('/panel/index.html')
})
