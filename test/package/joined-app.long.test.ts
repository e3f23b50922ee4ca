/** The packed SDK in an application that has its own provider, of OpenTelemetry's 3.x line with API 1.10. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDemo, settledRows, type OpenedDemo } from '../support/demo.ts'
import { until } from '../support/until.ts'
import { installProject, type Project } from './project.ts'

let project: Project

beforeAll(async () => {
  project = await installProject('joined-app')
})

afterAll(() => project?.remove())

describe('the application', () => {
  let opened: OpenedDemo

  beforeAll(async () => {
    await project.run('vite', 'build')
    opened = await openDemo({ folder: join(project.folder, 'dist'), speed: 10 })
  })

  afterAll(() => opened?.close())

  test('accepts the processor by its type', () => expect(project.run('tsc')).resolves.toBeUndefined())

  test('sees its own and our spans in the panel, and exports them', async () => {
    const rows = await settledRows(opened.tab, 2)
    expect(rows.filter((row) => row.type === 'span')).toMatchObject([
      { operation: 'invoke_agent', subject: 'joined', level: 1 },
      { operation: 'chat', model: 'gpt-5.4-mini', status: 'stop', level: 2 },
    ])
    await until('the page is done', () => opened.page.evaluate(() => document.body.dataset['status']))
    const { exported = '', status = '' } = await opened.page.evaluate(() => ({ ...document.body.dataset }))
    expect(JSON.parse(exported)).toEqual(['chat gpt-5.4-mini', 'invoke_agent joined'])
    expect(JSON.parse(status)).toMatchObject({ provider: 'joined', liveProcessor: true, inferences: 1, warnings: [] })
  })
})

describe('the unit tests of the SDK pass', () => {
  /** @returns what the run printed */
  async function vitest(line: '2' | '3'): Promise<string> {
    const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/package/api.config.ts']
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      env: { ...process.env, NO_COLOR: '1', GENAI_OTEL_PROJECT: project.folder, GENAI_OTEL_LINE: line },
      maxBuffer: 2 ** 24,
    })
    return stdout + stderr
  }

  test('with API 1.10', async () => {
    const output = await vitest('2')
    expect(output).toMatch(/Tests +\d+ passed/)
    expect(output).toContain(`took ${project.folder}/node_modules/@opentelemetry/api/`)
    expect(output).not.toContain('/node_modules/@opentelemetry/sdk-trace/')
  })

  test('with API 1.10 and providers of the 3.x line', async () => {
    const output = await vitest('3')
    expect(output).toMatch(/Tests +\d+ passed/)
    expect(output).toContain(`took ${project.folder}/node_modules/@opentelemetry/sdk-trace/`)
  })
})
