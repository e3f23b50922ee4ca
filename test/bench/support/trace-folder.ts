/** Vitest's global setup of the benches: a folder for trace files, which the files of one run share, since the largest take a minute to write. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Removed when the run ends. */
    traceFolder: string
  }
}

export function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'genai-bench-traces-'))
  provide('traceFolder', folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
