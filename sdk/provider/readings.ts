/** How the wires are read: each vendor's code is a chunk of its own, loaded when a call of that vendor is there. */
import { problemOf } from '../load-problem.ts'
import type { Api, Reading, Vendor, Wire } from './read/dialect.ts'

export type Readings = { readonly [api in Api]?: Reading }

const LOAD: { readonly [vendor in Vendor]: () => Promise<{ readonly readings: Readings }> } = {
  openai: () => import('./openai/reading.ts'),
  anthropic: () => import('./anthropic/reading.ts'),
  gemini: () => import('./gemini/reading.ts'),
  mistral: () => import('./mistral/reading.ts'),
  cohere: () => import('./cohere/reading.ts'),
  ollama: () => import('./ollama/reading.ts'),
  agent: () => import('./agent/reading.ts'),
}

let problem: string | undefined

/** Why the last load failed; `undefined` where none did, or a later one succeeded. */
export const readingProblem = (): string | undefined => problem

const loaded: { [api in Api]?: Reading } = {}
const loading = new Map<Vendor, Promise<void>>()

/** `undefined` until it is loaded. */
export function readingOf({ api }: Wire): Reading | undefined {
  return loaded[api]
}

/** What is there already needs no loading. */
export function useReadings(readings: Readings): void {
  Object.assign(loaded, readings)
}

/**
 * Loads how the wire is read. Fulfils also where that failed (offline, a strict policy, a new deployment): {@link readingOf} says whether it is there, and
 * the next call tries again.
 */
export function loadReading({ vendor }: Wire): Promise<void> {
  const known = loading.get(vendor)
  if (known !== undefined) return known
  const made = load(vendor)
  loading.set(vendor, made)
  return made
}

async function load(vendor: Vendor): Promise<void> {
  // A loader may throw at once: not before this load is known as the one under way.
  await undefined
  try {
    const { readings } = await LOAD[vendor]()
    useReadings(readings)
    problem = undefined
  } catch (reason) {
    // What waits goes on waiting.
    problem = problemOf(reason)
  } finally {
    loading.delete(vendor)
  }
}
