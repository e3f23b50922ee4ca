/** The packed SDK in an application that has its own provider, of OpenTelemetry's 3.x line with API 1.10. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, type LaunchedBrowser } from '../support/browser.ts'
import { bundleScript } from '../support/bundle.ts'
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
    // A call that came before what reads it is exported when it has been read, the agent's span around it perhaps before.
    const names: string[] = JSON.parse(exported)
    expect(names.toSorted()).toEqual(['chat gpt-5.4-mini', 'invoke_agent joined'])
    expect(JSON.parse(status)).toMatchObject({ provider: 'joined', liveProcessor: true, inferences: 1, warnings: [] })
  })
})

describe('copies of the SDK with APIs of two versions', () => {
  let launched: LaunchedBrowser
  let older: string
  let newer: string

  beforeAll(async () => {
    const entry = new URL('../e2e/copies/page.ts', import.meta.url)
    older = await bundleScript(entry)
    const alias = { '@opentelemetry/api': join(project.folder, 'node_modules/@opentelemetry/api') }
    newer = await bundleScript(entry, [{ name: 'newer-api', config: () => ({ resolve: { alias } }) }])
    launched = await launch({ extension: false })
  })

  afterAll(() => launched?.close())

  test.each(['the older', 'the newer'])(
    '%s first: one span a call, one tree, and the second goes on when the first ends',
    async (order) => {
      expect(newer).not.toBe(older)
      const page = await launched.browser.newPage()
      for (const content of order === 'the older' ? [older, newer] : [newer, older]) await page.addScriptTag({ content })
      const seen = await page.evaluate(async () => {
        window.fetch = () => Promise.resolve(Response.json({ id: 'c', model: 'm', choices: [] }))
        const [first, second] = window.copies ?? []
        const spans: [string, boolean][] = []
        const processor = {
          onStart() {},
          onEnd: (span: { readonly name: string; readonly parentSpanContext?: unknown }) =>
            void spans.push([span.name, span.parentSpanContext !== undefined]),
          forceFlush: () => Promise.resolve(),
          shutdown: () => Promise.resolve(),
        }
        const ask = async (): Promise<void> => {
          const response = await fetch('https://api.openai.com/v1/chat/completions', {
            method: 'POST',
            body: '{"model":"m","messages":[]}',
          })
          await response.json()
        }
        const one = first?.register()
        const two = second?.register({ spanProcessors: [processor] })
        await second?.invokeAgent({ agentName: 'a' }, async () => {
          await Promise.resolve()
          await ask()
        })
        await one?.shutdown()
        await first?.invokeAgent({ agentName: 'b' }, async () => {
          await Promise.resolve()
          await ask()
        })
        await two?.forceFlush()
        return { spans, status: two?.status() }
      })
      // A call is exported when it has been read, the agent's span around it perhaps before.
      expect(seen.spans.map(([name, hasParent]) => `${name} ${hasParent}`).toSorted()).toEqual([
        'chat m true',
        'chat m true',
        'invoke_agent a false',
        'invoke_agent b false',
      ])
      expect(seen.status).toMatchObject({ provider: 'own', inferences: 1, warnings: [] })
      await page.close()
    },
  )
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
