/**
 * `npm start`: the demo agent, live in the GenAI tab of a real browser. With a display it opens a window and stays until Ctrl+C. Without one,
 * or with `--headless`, it prints the finished trace, writes pictures and the saved trace into out/, and fails where they differ from what
 * the scripted server told. Only `node:` imports: it starts in a fresh clone.
 *
 *     npm start -- [--headless] [--seed 7] [--speed 1]
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './install.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = join(root, 'out')
const say = (text) => process.stdout.write(`${text}\n`)

const { values: options } = parseArgs({
  options: {
    headless: { type: 'boolean', default: false },
    seed: { type: 'string', default: '7' },
    speed: { type: 'string', default: '1' },
  },
})
const settings = { seed: Number(options.seed), speed: Number(options.speed) }
if (!Number.isInteger(settings.seed) || !(settings.speed > 0)) throw new RangeError('--seed wants a whole number, --speed a positive one')

const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** Quiet unless it fails. */
function build(script) {
  const { status, stdout, stderr, error } = spawnSync('npm', ['run', '--silent', script], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) throw new Error(`npm run ${script} failed:\n${stdout}${stderr}`)
}

/** Loads TypeScript the way the build does: Node alone could not on its older lines. */
async function load(file) {
  const { runnerImport } = await import('vite')
  const { module } = await runnerImport(join(root, file), { configFile: false, root, logLevel: 'error' })
  return module
}

/** Where the stream is held for the picture: inside the arguments of the second tool call. */
const STREAMED_CHUNKS = 14
const PICTURE = { width: 1400, height: 720 }

/** Runs the agent once a client. The server stops in the middle of a stream, so that the picture is of a running one. */
async function runHeadless({ openDemo, runJob, startJob, results, undock, selectStreaming, verifyAgents, treeText, CLIENTS }) {
  const opened = await openDemo({ ...settings, headless: true, query: `with=hold=live.1.${STREAMED_CHUNKS}` })
  try {
    const { demo, page, tab } = opened
    await undock(tab, PICTURE.width, PICTURE.height)
    const [first, ...others] = CLIENTS
    await startJob(page, 'research', first)
    await demo.held('live')
    await selectStreaming(tab)
    await tab.devtoolsPage.screenshot({ path: join(out, 'genai-panel-live.png') })
    demo.release('live')
    await results(page)
    for (const client of others) await runJob(page, 'research', client)
    const { rows, file, differences } = await verifyAgents(opened)
    await tab.panel.locator('[aria-label="Close details"]').click()
    await tab.panel.waitForSelector('.details', { hidden: true })
    await tab.devtoolsPage.screenshot({ path: join(out, 'genai-panel.png') })
    writeFileSync(join(out, 'trace.otlp.json'), file)
    say(`\n${treeText(rows)}\n`)
    return differences
  } finally {
    await opened.close()
  }
}

/** Opens a window and stays until it is closed. */
async function runInWindow({ openDemo, startJob, CLIENTS }) {
  const opened = await openDemo({ ...settings, headless: false, width: 1500, height: 950 })
  const closed = new Promise((resolve) => opened.launched.browser.once('disconnected', resolve))
  await startJob(opened.page, 'research', CLIENTS[0])
  say(`The demo runs at ${opened.demo.url}\nThe GenAI tab of its DevTools shows the agent. Ctrl+C ends it.`)
  await closed
  await opened.close().catch(() => undefined)
  return []
}

ensureInstalled()
for (const script of ['build:sdk', 'build:extension', 'build:demo']) {
  say(`npm run ${script}`)
  build(script)
}
mkdirSync(out, { recursive: true })
const run = await load('test/support/demo.ts')
const { whenParentGone } = await load('demo/server/parent.ts')
whenParentGone(() => process.kill(process.pid, 'SIGTERM'))
const headless = options.headless || !hasDisplay
const differences = await (headless ? runHeadless : runInWindow)(run)
if (headless) {
  const files = ['genai-panel-live.png', 'genai-panel.png', 'trace.otlp.json'].map((name) => relative(process.cwd(), join(out, name)))
  say(`Wrote ${files.join(', ')}`)
  say(differences.length === 0 ? 'Panel, file, story and the server’s log agree.' : `They differ:\n${differences.join('\n')}`)
}
process.exitCode = differences.length === 0 ? 0 : 1
