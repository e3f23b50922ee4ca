/** Packages of others that a bench measures beside ours: pinned by a lockfile in `fixtures`, installed in a folder of their own. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface Peers {
  readonly folder: string
  remove(): void
}

/** @param fixture a folder in `test/bench/fixtures` */
export async function installPeers(fixture: string): Promise<Peers> {
  const folder = mkdtempSync(join(tmpdir(), `genai-${fixture}-`))
  cpSync(fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url)), folder, { recursive: true })
  await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, shell: process.platform === 'win32' })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
