/** The lockfile has to serve every platform and every registry, whichever machine wrote it. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Entry {
  readonly resolved?: string
  readonly link?: boolean
  readonly optionalDependencies?: { readonly [name: string]: string }
}
interface Lockfile {
  readonly packages: { readonly [path: string]: Entry }
}

const lockfile: Lockfile = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'))
const entries = Object.entries(lockfile.packages)

/** Node's own look-up: in the package's folder, then in every folder above. */
function isThere(from: string, name: string): boolean {
  const candidate = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (lockfile.packages[candidate] !== undefined) return true
  return from !== '' && isThere(from.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$|^[^/]+$/, ''), name)
}

test('it names packages and no place to download them from', () => {
  expect(entries.length).toBeGreaterThan(100)
  expect(entries.filter(([, { resolved, link }]) => resolved !== undefined && link !== true).map(([path]) => path)).toEqual([])
})

// npm writes a lockfile without them, where they do not resolve, which `npm ci` then refuses on other platforms.
test('every optional dependency that it names has its entry', () => {
  const named = entries.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name })),
  )
  expect(named.length).toBeGreaterThan(10)
  expect(named.filter(({ path, name }) => !isThere(path, name))).toEqual([])
})
