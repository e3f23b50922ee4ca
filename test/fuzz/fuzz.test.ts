/** Damaged inputs through every parser and reader; `npm run fuzz` reads a million, and many far bigger ones. */
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { fuzz } from '../../scripts/fuzz.mjs'
import { longRun } from '../support/long-run.ts'

const SEED = 20_261_121
const INPUTS = longRun ? 100_000 : 5_000
const wire = resolve(process.env['GENAI_WIRE'] ?? '../shared/wire')

// The threads are ended where an input hangs; this limit is only for a machine that is very busy.
test(`${INPUTS} seeded inputs: nothing throws, hangs, or keeps memory`, { timeout: 900_000 }, async () => {
  const { failures, results } = await fuzz({ inputs: INPUTS, seed: SEED, workers: 2, wire })
  expect(failures).toEqual([])
  expect(results.reduce((sum, { inputs }) => sum + inputs, 0)).toBe(INPUTS)
})

test('a line of 50 MB is dropped, and JSON nested without end is not read', { timeout: 300_000 }, async () => {
  const giants = [
    'a line of 50 MB to a reader of answers',
    'one JSON text of 50 MB to a reader of answers',
    'nested {"a": to anthropic-messages',
  ]
  const { failures, results } = await fuzz({ inputs: 0, seed: SEED, giants })
  expect(failures).toEqual([])
  expect(results[0]?.heldBytes).toBeGreaterThan(0)
})
