/** A page that registers by an import alone, before the modules that make its clients. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../../support/browser.ts'
import { bundleScript } from '../../support/bundle.ts'
import { openGenAiTab } from '../../support/devtools.ts'
import { readRows } from '../../support/panel.ts'
import { until } from '../../support/until.ts'
import { startLoopback } from '../../support/loopback.ts'

const ANSWER = JSON.stringify({
  id: 'c',
  object: 'chat.completion',
  model: 'owl-1',
  choices: [{ index: 0, message: { role: 'assistant', content: 'There' }, finish_reason: 'stop' }],
})

let origin: string
let close = async (): Promise<void> => {}
let launched: LaunchedBrowser
beforeAll(async () => {
  const script = await bundleScript(new URL('page.ts', import.meta.url))
  const loopback = await startLoopback((request, response) => {
    request.resume()
    if (request.url === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script)
    if (request.method === 'POST') return void response.setHeader('content-type', 'application/json').end(ANSWER)
    const options = request.url === '/wrong' ? '{"endpoints":"all"}' : '{"serviceName":"shop","content":"span"}'
    response
      .setHeader('content-type', 'text/html')
      .end(
        `<!doctype html><link rel="icon" href="data:,"><meta name="genai-devtools" content='${options}'><script src="/page.js"></script>`,
      )
  })
  origin = loopback.origin
  close = loopback.close
  launched = await launch()
})
afterAll(async () => {
  await launched?.close()
  await close()
})

test('a client that keeps the fetch of the moment in which its module ran is seen', async () => {
  const page = await launched.browser.newPage()
  await page.goto(`${origin}/`)
  const { panel } = await openGenAiTab(page, launched)
  expect(await page.evaluate(() => window.auto?.ask())).toBe(ANSWER)
  const row = await until('the call', async () => (await readRows(panel)).find(({ type, status }) => type === 'span' && status === 'stop'))
  expect(row).toMatchObject({ operation: 'chat', model: 'owl-1' })
  expect(await page.evaluate(() => window.auto?.status())).toMatchObject({ provider: 'own', inferences: 1, faults: 0 })
  await page.close()
})

test('wrong options are said on the console, and the page goes on without us', async () => {
  const page = await launched.browser.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  await page.goto(`${origin}/wrong`)
  expect(await page.evaluate(() => window.auto?.ask())).toBe(ANSWER)
  expect(await page.evaluate(() => window.auto?.status())).toMatchObject({ provider: 'off' })
  expect(said).toEqual([expect.stringMatching(/does not watch this page: .*endpoints/)])
  await page.close()
})
