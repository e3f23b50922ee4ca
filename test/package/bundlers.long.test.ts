/** The packed SDK as other bundlers split it, without configuration: a call reaches the panel, and what reads it comes in a request of its own. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openDemo, settledRows, type OpenedDemo } from '../support/demo.ts'
import { installProject, type Project } from './project.ts'

let opened: OpenedDemo | undefined
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

/** Scripts that came after the call: the tab asks for them, since nobody else is to have the span. */
async function laterScripts(folder: string): Promise<number> {
  opened = await openDemo({ folder, speed: 10 })
  const rows = await settledRows(opened.tab, 1)
  expect(rows.filter((row) => row.type === 'span')).toMatchObject([{ operation: 'chat', model: 'gpt-5.4-mini', status: 'stop' }])
  return opened.page.evaluate(() => {
    const all = performance.getEntriesByType('resource')
    const call = all.find(({ name }) => name.includes('/v1/'))?.startTime ?? 0
    return all.filter(({ name, startTime }) => name.endsWith('.js') && startTime > call).length
  })
}

describe('an application of a few lines', () => {
  let project: Project
  beforeAll(async () => {
    project = await installProject('bundled-app')
  })
  afterAll(() => project?.remove())

  test.each([
    ['webpack', ['--mode', 'production', '--entry', './main.js', '--output-path', 'dist-webpack']],
    ['esbuild', ['main.js', '--bundle', '--splitting', '--format=esm', '--minify', '--outdir=dist-esbuild']],
    ['rollup', ['main.js', '--dir', 'dist-rollup', '--format', 'es', '--plugin', 'node-resolve']],
  ])('%s', async (bundler, args) => {
    await project.run(bundler, ...args)
    const folder = join(project.folder, `dist-${bundler}`)
    cpSync(join(project.folder, 'index.html'), join(folder, 'index.html'))
    expect(await laterScripts(folder)).toBeGreaterThanOrEqual(1)
  })
})

describe('a client component of Next.js, built for production', () => {
  let project: Project
  beforeAll(async () => {
    project = await installProject('next-app')
  })
  afterAll(() => project?.remove())

  test('is split', async () => {
    await project.run('next', 'build')
    expect(await laterScripts(join(project.folder, 'out'))).toBeGreaterThanOrEqual(1)
  })
})
