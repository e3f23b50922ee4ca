/** The packed SDK in an application that has nothing but Vite and the OpenTelemetry API, of the oldest line that is promised. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDemo, settledRows, type OpenedDemo } from '../support/demo.ts'
import { until } from '../support/until.ts'
import { installProject, type Project } from './project.ts'

let project: Project
let opened: OpenedDemo

beforeAll(async () => {
  project = await installProject('empty-app')
  await project.run('vite', 'build')
  opened = await openDemo({ folder: join(project.folder, 'dist'), speed: 10 })
})

afterAll(async () => {
  await opened?.close()
  project?.remove()
})

test('brings no package along', () => {
  const installed = readdirSync(join(project.folder, 'node_modules/@opentelemetry'))
  expect(installed).toEqual(['api'])
  const sdk = join(project.folder, 'node_modules/@genai-devtools/web')
  expect(existsSync(join(sdk, 'node_modules'))).toBe(false)
  expect(['LICENSE', 'dist/THIRD-PARTY-NOTICES'].filter((file) => !existsSync(join(sdk, file)))).toEqual([])
})

test('its types stand on their own', () => expect(project.run('tsc')).resolves.toBeUndefined())

test('its span reaches the panel', async () => {
  const rows = await settledRows(opened.tab, 1)
  expect(rows.filter((row) => row.type === 'span')).toMatchObject([{ operation: 'chat', model: 'gpt-5.4-mini', status: 'stop', level: 0 }])
  const status = await until('the page is done', () => opened.page.evaluate(() => document.body.dataset['status']))
  expect(JSON.parse(status)).toMatchObject({ provider: 'own', requests: 1, warnings: [] })
  // What reads came for the panel, in a request of its own.
  const scripts = await opened.page.evaluate(() =>
    performance.getEntriesByType('resource').flatMap(({ name }) => /\/reader-[\w-]+\.js$/.exec(name)?.[0] ?? []),
  )
  expect(scripts.length).toBeGreaterThanOrEqual(1)
})
