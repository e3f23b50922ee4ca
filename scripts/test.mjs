/**
 * `npm test`, and with `long` `npm run test:long`: installs what is missing, builds, runs its gates two at a time, and counts. A failed gate does not
 * stop the others. The last line is `N passed, M failed, K skipped`, gates and single tests together. Only `node:` imports: it starts in a fresh clone.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const long = process.argv[2] === 'long'
const out = join(root, 'out', long ? 'test-long' : 'test')
const notes = join(out, 'skip-notes.txt')

const script = (name) => ({ name, command: ['npm', 'run', '--silent', name] })
const testsOf = (project) => ({ name: project, project, command: vitest(project) })
/** Two projects in one run. */
const unit = { name: 'unit', project: 'unit', command: [...vitest('unit'), '--project', 'unit-together'] }

const builds = ['build:sdk', 'build:extension', 'build:demo'].map(script)
const checks = [{ name: 'format', command: ['npx', 'oxfmt', '--check'] }, ...['lint', 'types', 'knip', 'publint'].map(script)]

/** Tests that open DevTools: one gate after the other, since DevTools of two browsers starve each other on a small machine. */
const withDevTools = (long ? ['long'] : ['e2e', 'package']).map(testsOf)
/** In order: what is cheap and tells most comes first. */
const others = long ? ['long-unit', 'long-pages', 'long-panel'].map(testsOf) : [...checks, unit, ...['panel', 'pages'].map(testsOf)]

function vitest(project) {
  const file = join(out, `${project}.json`)
  return ['npx', 'vitest', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
}

/** Gives the output, so that a red gate can show why. `echo`: shows it as it comes, by whole lines, since two gates run at a time. */
function run([file, ...args], echo) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, GENAI_SKIP_NOTES: notes, NO_COLOR: '1', FORCE_COLOR: undefined },
      shell: process.platform === 'win32',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text))
      if (echo) createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${line}\n`))
    }
    child.on('error', (error) => resolve({ ok: false, output: String(error) }))
    child.on('close', (code) => resolve({ ok: code === 0, output }))
  })
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** A file that failed before its first test has no test to count: it counts as one failure, or nobody would see it. */
function countFile({ assertionResults: tests, status, message, name }) {
  const of = (...statuses) => tests.filter((test) => statuses.includes(test.status))
  const failed = of('failed').map((test) => ({ name: `${name} > ${test.fullName}`, why: test.failureMessages.join('\n') }))
  const broken = status === 'failed' && failed.length === 0 ? [{ name, why: message }] : []
  const skipped = of('skipped', 'pending', 'todo').map((test) => `${name} > ${test.fullName}`)
  return { passed: of('passed').length, failed: [...failed, ...broken], skipped }
}

/** Vitest can also fail beside its tests (an unhandled rejection, no tests at all): the gate's own exit code is the second witness. */
function countTests(project, ok, output) {
  const files = (readJson(join(out, `${project}.json`))?.testResults ?? []).map(countFile)
  const failed = files.flatMap((file) => file.failed)
  const passed = files.reduce((sum, file) => sum + file.passed, 0)
  const skipped = files.flatMap((file) => file.skipped)
  const silent = (!ok || passed + skipped.length === 0) && failed.length === 0
  return { passed, failed: silent ? [{ name: project, why: output }] : failed, skipped }
}

async function pass(gate) {
  const start = performance.now()
  const { ok, output } = await run(gate.command, gate.project !== undefined)
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const result = gate.project
    ? countTests(gate.project, ok, output)
    : { passed: ok ? 1 : 0, failed: ok ? [] : [{ name: gate.name, why: output }], skipped: [] }
  process.stdout.write(`${result.failed.length === 0 ? 'ok    ' : 'FAILED'} ${gate.name} (${seconds} s)\n`)
  return result
}

/** Takes gates until there are none. */
async function work(queue, results) {
  for (let gate = queue.shift(); gate !== undefined; gate = queue.shift()) results.push(await pass(gate))
}

const indent = (text) => text.trim().replaceAll(/^/gm, '    ')

function report(results) {
  const failed = results.flatMap((result) => result.failed)
  const skipped = results.flatMap((result) => result.skipped)
  const passed = results.reduce((sum, result) => sum + result.passed, 0)
  for (const { name, why } of failed) process.stdout.write(`\nFAILED ${name.replace(`${root}/`, '')}\n${indent(why)}\n`)
  if (skipped.length > 0) process.stdout.write('\nSkipped:\n')
  for (const name of skipped) process.stdout.write(`  ${name.replace(`${root}/`, '')}\n`)
  for (const reason of new Set(readNotes())) process.stdout.write(`  because ${reason}\n`)
  process.stdout.write(`\n${passed} passed, ${failed.length} failed, ${skipped.length} skipped\n`)
  return failed.length === 0 && passed > 0
}

function readNotes() {
  try {
    return readFileSync(notes, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

/** Whatever needs a package would only repeat that there is none. */
function install() {
  try {
    ensureInstalled()
    return []
  } catch (error) {
    return [{ name: 'install', why: String(error) }]
  }
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const missing = install()
const results = [{ passed: 0, failed: missing, skipped: [] }]
if (missing.length === 0) {
  await work(builds, results)
  // A browser that is worked by a test waits half of the time, and most others take one core: there is room for two gates at a time.
  await Promise.all([work(withDevTools, results).then(() => work(others, results)), work(others, results)])
}
process.exitCode = report(results) ? 0 : 1
