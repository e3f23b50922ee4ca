/** A running stream is in the panel before it ends: the server goes on only when the panel's DOM has shown what it sent so far. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLIENTS } from '../../../demo/jobs.ts'
import { demoAddress, type OpenedDemo, openDemo, results, selectStreaming, settledRows, startJob } from '../../support/demo.ts'
import { readDetails, readRows } from '../../support/panel.ts'

let opened: OpenedDemo
beforeAll(async () => {
  opened = await openDemo({ seed: 7, speed: 8 })
})
afterAll(() => opened?.close())

test.each(CLIENTS)('%s: chunk 2 waits until the panel shows chunk 1', async (client) => {
  const { demo, page, tab } = opened
  const key = `first-${client}`
  await page.goto(demoAddress(demo, `with=hold=${key}.0.1`))
  const before = demo.log.length
  const [first = '', second = ''] = demo.scenario.clients[client].chat[0].pieces
  await startJob(page, 'chat', client)
  await demo.held(key)
  await selectStreaming(tab)
  await expect.poll(() => readDetails(tab.panel), { timeout: 10_000 }).toContain(first.trim())
  expect(await readDetails(tab.panel)).not.toContain(second.trim())
  const [row] = (await readRows(tab.panel)).filter((each) => each.type === 'span')
  expect(row).toMatchObject({ running: true, status: 'streaming' })
  expect(demo.log[before]).toMatchObject({ finished: false })
  expect(demo.log[before]?.chunks).toHaveLength(1)

  demo.release(key)
  expect(await results(page)).toEqual([{ state: 'done', error: undefined }])
  const [ended] = (await settledRows(tab, 1)).filter((each) => each.type === 'span')
  expect(ended?.status).toBe(demo.scenario.clients[client].chat[0].finishReason)
  const whole = demo.scenario.clients[client].chat[0].pieces.join('')
  await expect.poll(() => readDetails(tab.panel), { timeout: 10_000 }).toContain(whole)
})

test('an agent shows before it ends, and so do the tools it has used', async () => {
  const { demo, page, tab } = opened
  await page.goto(demoAddress(demo, 'with=hold=agent.1.1'))
  await startJob(page, 'research', 'anthropic')
  await demo.held('agent')
  const names = async (): Promise<readonly string[]> =>
    (await readRows(tab.panel))
      .filter((row) => row.type === 'span')
      .map((row) => `${row.operation} ${row.subject}${row.running ? '…' : ''}`.trim())
  await expect.poll(names, { timeout: 10_000 }).toEqual(['invoke_agent researcher…', 'chat', 'execute_tool search_web', 'chat …'])
  demo.release('agent')
  await results(page)
  await settledRows(tab, 7)
})
