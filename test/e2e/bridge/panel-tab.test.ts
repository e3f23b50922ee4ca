import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { openGenAiTab, setTheme } from '../../support/devtools.ts'
import { until } from '../../support/until.ts'

let server: Server
let launched: LaunchedBrowser
let port: number

beforeAll(async () => {
  server = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<title>empty</title>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
  launched = await launch()
})

afterAll(async () => {
  await launched?.close()
  server.close()
})

test('the GenAI tab opens in the real DevTools and follows its theme', async () => {
  const page = await launched.browser.newPage()
  await page.goto(`http://127.0.0.1:${port}/`)
  const { devtoolsPage, panel } = await openGenAiTab(page, launched)
  const isDark = (): Promise<boolean> => panel.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)
  await setTheme(devtoolsPage, 'dark')
  await until('the panel is dark', isDark)
  await setTheme(devtoolsPage, 'default')
  await until('the panel is light again', async () => !(await isDark()))
  expect(await panel.evaluate(() => location.pathname)).toBe('/panel/index.html')
})
