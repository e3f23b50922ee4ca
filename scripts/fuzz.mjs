/**
 * `npm run fuzz`: a million damaged inputs through every parser and reader, and some far too big ones. Every input is made from the run's seed
 * and its number, so that one that failed can be read again alone:
 *
 *     npm run fuzz -- [--inputs 1000000] [--seed 20261121] [--workers 2] [--input 4711] [--no-giants]
 */
import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inspect, parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Longest that one input may take, in milliseconds: a hang, and no slow machine. */
export const HANG_MS = 30_000
/** Heap of a thread, in MiB: whoever needs more is ended, and its input named. */
export const MAX_HEAP_MIB = 1_024
/** Failures that are kept in words; the others are counted. */
const MAX_FAILURES = 20

async function bundle(folder) {
  const { build } = await import('vite')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: join(root, 'test/fuzz/worker.ts'),
      outDir: folder,
      emptyOutDir: true,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
    ssr: { noExternal: true },
  })
  return join(folder, 'worker.mjs')
}

/** One thread's share, to its end, its hang, or its death. */
function runShare(file, share, onFailure) {
  const progress = new Int32Array(new SharedArrayBuffer(12))
  return new Promise((settle) => {
    const worker = new Worker(file, {
      workerData: { ...share, progress },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
    })
    let last = ''
    let since = performance.now()
    let over = false
    const watch = setInterval(() => {
      const now = performance.now()
      const at = progress.join(' ')
      if (at !== last) {
        last = at
        since = now
      } else if (now - since > HANG_MS) die(`it takes more than ${HANG_MS} ms`)
    }, 500)
    const end = (result) => {
      if (over) return
      over = true
      clearInterval(watch)
      settle({ slowest: { index: 0, milliseconds: 0 }, heldBytes: 0, ...result, inputs: Atomics.load(progress, 1) })
    }
    const die = (why) => {
      if (!over) onFailure({ index: Atomics.load(progress, 0), name: 'ended', input: '', why })
      end({})
      void worker.terminate()
    }
    worker.on('message', (told) => (told.kind === 'done' ? end(told) : onFailure(told)))
    worker.on('error', (error) => die(inspect(error)))
    worker.on('exit', (code) => die(`the thread ended with ${code}`))
  })
}

/**
 * Reads `inputs` seeded inputs, and the giants. Resolves to what was found; throws nothing of the readers'.
 */
export async function fuzz({ inputs, seed, workers = 1, first = 0, giants = [], wire }) {
  const folder = join(root, 'out', 'fuzz', String(process.pid))
  const failures = []
  let failed = 0
  const onFailure = (failure) => {
    failed++
    if (failures.length < MAX_FAILURES) failures.push(failure)
  }
  try {
    const file = await bundle(folder)
    const start = performance.now()
    const common = { seed, to: first + inputs, step: workers, wire }
    const shares = Array.from({ length: workers }, (_, worker) => ({ ...common, from: first + worker, giants: [] }))
    if (inputs === 0) shares.length = 0
    const results = await Promise.all(shares.map((share) => runShare(file, share, onFailure)))
    if (giants.length > 0) results.push({ ...(await runShare(file, { ...common, from: 0, giants }, onFailure)), giant: true })
    return { failed, failures, results, seconds: (performance.now() - start) / 1000 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function print({ failed, failures, results, seconds }, seed) {
  const say = (text) => process.stdout.write(`${text}\n`)
  const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`
  for (const { index, name, input, why } of failures)
    say(`\nFAILED seed ${seed} input ${index}: ${name}\n${why}\n${JSON.stringify(input.slice(0, 2_000))}`)
  for (const { inputs, slowest, heldBytes, giant } of results) {
    say(
      `${giant ? 'giants' : 'thread'}: ${inputs} inputs, the slowest (${slowest.index}) ${slowest.milliseconds.toFixed(0)} ms, ` +
        `${giant ? 'held at most' : 'in use between inputs'} ${mib(heldBytes)}`,
    )
  }
  const read = results.reduce((sum, { inputs, giant }) => sum + (giant ? 0 : inputs), 0)
  say(`\nseed ${seed}: ${read} inputs in ${seconds.toFixed(0)} s, ${failed} failed`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '20261121' },
      workers: { type: 'string', default: String(Math.min(8, availableParallelism())) },
      input: { type: 'string' },
      giants: { type: 'boolean', default: true },
    },
    allowNegative: true,
  })
  const seed = Number(values.seed)
  const one = values.input === undefined ? {} : { inputs: 1, first: Number(values.input), workers: 1, giants: [] }
  const wire = resolve(root, process.env.GENAI_WIRE ?? '../shared/wire')
  const result = await fuzz({
    inputs: Number(values.inputs),
    seed,
    workers: Number(values.workers),
    giants: values.giants ? ['*'] : [],
    wire,
    ...one,
  })
  print(result, seed)
  process.exitCode = result.failed === 0 ? 0 : 1
}
