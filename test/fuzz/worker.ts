/** Runs its share of the inputs in a thread of its own, so that whoever started it sees a hang and can end it. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { makeCase, type Case } from './cases.ts'
import { readCorpus } from './corpus.ts'
import { giants } from './giants.ts'
import { Random } from './random.ts'

interface Share {
  readonly seed: number
  /** Numbers of inputs: `from`, `from + step`, … below `to`. */
  readonly from: number
  readonly to: number
  readonly step: number
  readonly wire: string | undefined
  /** Names of giants in the place of numbered inputs. */
  readonly giants: readonly string[]
  /** [0]: the input that is being read, [1]: how many were, [2]: parts of a giant. */
  readonly progress: Int32Array
}

type Told =
  | { readonly kind: 'failed'; readonly index: number; readonly name: string; readonly input: string; readonly why: string }
  | { readonly kind: 'done'; readonly slowest: { readonly index: number; readonly milliseconds: number }; readonly heldBytes: number }

/** Bytes that may stay in use between inputs, over what the corpus takes: whatever a reader was fed is gone with it. */
const MAX_LEAKED_BYTES = 48 * 1024 * 1024
/** Inputs between two looks at the memory. */
const CHECKPOINT = 20_000

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** Bytes in use after a collection, buffers counted too. */
function usedBytes(): number {
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const share: Share = workerData
const tell = (told: Told): void => parentPort?.postMessage(told)
const why = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

function runInputs(): void {
  const corpus = readCorpus(share.wire)
  const before = usedBytes()
  let heldBytes = 0
  let slowest = { index: 0, milliseconds: 0 }
  for (let index = share.from, done = 1; index < share.to; index += share.step, done++) {
    Atomics.store(share.progress, 0, index)
    const start = performance.now()
    let made: Case | undefined
    try {
      made = makeCase(new Random(share.seed, index), corpus)
      made.run()
    } catch (error) {
      tell({ kind: 'failed', index, name: made?.name ?? 'unmade', input: made?.input ?? '', why: why(error) })
    }
    const milliseconds = performance.now() - start
    if (milliseconds > slowest.milliseconds) slowest = { index, milliseconds }
    Atomics.store(share.progress, 1, done)
    if (done % CHECKPOINT > 0 && index + share.step < share.to) continue
    heldBytes = Math.max(heldBytes, usedBytes() - before)
    if (heldBytes > MAX_LEAKED_BYTES) {
      tell({
        kind: 'failed',
        index,
        name: 'memory',
        input: '',
        why: `${heldBytes} bytes stay in use between inputs; bound ${MAX_LEAKED_BYTES}`,
      })
      break
    }
  }
  tell({ kind: 'done', slowest, heldBytes })
}

function runGiants(): void {
  let heldBytes = 0
  let slowest = { index: 0, milliseconds: 0 }
  for (const [index, { name, bound, run }] of giants(readCorpus(undefined)).entries()) {
    if (!share.giants.includes(name) && share.giants[0] !== '*') continue
    Atomics.store(share.progress, 0, index)
    const start = performance.now()
    try {
      const held = run(usedBytes, () => Atomics.add(share.progress, 2, 1))
      heldBytes = Math.max(heldBytes, held)
      if (held > bound) throw new Error(`${held} bytes are held; bound ${bound}`)
    } catch (error) {
      tell({ kind: 'failed', index, name, input: '', why: why(error) })
    }
    const milliseconds = performance.now() - start
    if (milliseconds > slowest.milliseconds) slowest = { index, milliseconds }
    Atomics.store(share.progress, 1, index + 1)
  }
  tell({ kind: 'done', slowest, heldBytes })
}

if (share.giants.length > 0) runGiants()
else runInputs()
