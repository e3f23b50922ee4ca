/** The README's and the documents' scripts, as a reader copies them: they compile, and Vite bundles them. */
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildPackage, downloadOf } from '../support/sizes.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Within the repository, so that packages are found as an application finds its own. */
const folder = join(root, 'out/readme')

const blocksOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(([, block = '']) => block)

const BLOCKS = ['README.md', 'docs/loading.md', 'sdk/README.md'].flatMap((file) =>
  blocksOf(file).map((block, at) => [`${file} ${at + 1}`, block] as const),
)

beforeAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await promisify(execFile)('npm', ['run', '--silent', 'build:sdk'], { cwd: root, shell: process.platform === 'win32' })
  await buildPackage()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('there are blocks', () => expect(BLOCKS.length).toBeGreaterThanOrEqual(5))

test('all of them compile', async () => {
  for (const [at, [, block]] of BLOCKS.entries()) writeFileSync(join(folder, `block-${at}.ts`), `${block}\nexport {}\n`)
  const options = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    lib: ['es2023', 'dom', 'dom.asynciterable'],
    skipLibCheck: true,
    types: [],
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['*.ts'] }))
  const tsc = join(root, 'node_modules/.bin/tsc')
  const said = await promisify(execFile)(tsc, ['-p', folder], { shell: process.platform === 'win32' }).then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  )
  expect(said).toBe('')
})

test.each(BLOCKS.filter(([, block]) => !block.includes('client.chat')))('%s is bundled', async (_name, block) => {
  expect((await downloadOf(block)).first).toBeGreaterThan(0)
})
